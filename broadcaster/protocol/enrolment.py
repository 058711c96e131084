"""How a speaker asks to join and how the station answers: 64 hexadecimal digits of HMAC-SHA256, then one JSON object.

Both sides know the claim code and nothing else of each other; the HMAC under it says so, and binds the key of either.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Any, Final

from broadcaster.domain.device import DEVICE_ID
from broadcaster.domain.places import SITE_CODE
from broadcaster.protocol.fields import HEX_KEY, URL, Fields
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.strict_json import dump, parse

PATH: Final = "/loa/1/join"
MAX_ASK: Final = 512
MAX_WELCOME: Final = 16_384
_PROOF_BYTES: Final = 64
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{22,128}")
_ADDRESS: Final = re.compile(r"[!-~]{1,255}:[0-9]{1,5}")
_PEM: Final = re.compile(r"[\x20-\x7e\n]{0,12000}")


@dataclass(frozen=True)
class Ask:
    """A speaker's wish to be `device`, with its public key (hexadecimal)."""

    device: str
    public_key: str
    told: bytes
    proof: str

    def is_proven_by(self, code: str) -> bool:
        """Tell whether the speaker knows this claim code."""
        return hmac.compare_digest(self.proof.encode(), _proof(code, b"dev", self.told).encode())


@dataclass(frozen=True)
class Welcome:
    """What a speaker is given: its site and name, root's public key, its broker secret, and where everything is.

    `broker` is host:port, `http` the address of plans and sounds; `ca` (PEM) is what both are checked by, empty for
    the certificates that the machine trusts; `tls` tells whether the broker wants TLS.
    """

    site: str
    device: str
    root: str
    secret: str
    broker: str
    tls: bool
    http: str
    ca: str


def ask(code: str, device: str, public_key: str) -> bytes:
    """Spell a speaker's wish."""
    told = dump({"device": device, "key": public_key})
    return _proof(code, b"dev", told).encode() + told


def read_ask(data: bytes) -> Ask:
    """Read it; raise Refused (E01)."""
    proof, told = data[:_PROOF_BYTES], data[_PROOF_BYTES:]
    fields = Fields(parse(told, limit=MAX_ASK), "join")
    return Ask(fields.text("device", DEVICE_ID), fields.text("key", HEX_KEY), told, proof.decode("latin-1"))


def welcome(code: str, public_key: str, said: Welcome) -> bytes:
    """Spell the station's answer to the speaker with this public key."""
    told = dump(vars(said))
    return _proof(code, b"ctl", bytes.fromhex(public_key) + told).encode() + told


def read_welcome(data: bytes, code: str, public_key: str) -> Welcome:
    """Read it; raise Refused: E03 where whoever answers does not know the code, E01 where it is no welcome."""
    proof, told = data[:_PROOF_BYTES].decode("latin-1"), data[_PROOF_BYTES:]
    if not hmac.compare_digest(
        proof.encode(), _proof(code, b"ctl", bytes.fromhex(public_key) + told).encode()
    ):
        raise Refused(Code.SIGNATURE, "whoever answers does not know the claim code")
    return _welcome(Fields(parse(told, limit=MAX_WELCOME), "welcome"))


def _welcome(fields: Fields) -> Welcome:
    told: dict[str, Any] = {
        "site": fields.text("site", SITE_CODE),
        "device": fields.text("device", DEVICE_ID),
        "root": fields.text("root", HEX_KEY),
        "secret": fields.text("secret", _SECRET),
        "broker": fields.text("broker", _ADDRESS),
        "tls": fields.flag("tls"),
        "http": fields.text("http", URL),
        "ca": fields.text("ca", _PEM, ""),
    }
    return Welcome(**told)


def _proof(code: str, side: bytes, told: bytes) -> str:
    return hmac.new(code.encode(), side + told, hashlib.sha256).hexdigest()
