"""The envelope: `LOA1`, four bytes of key id, 64 of signature, the payload; nothing to canonicalise."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from broadcaster.protocol.keyring import Keyring
from broadcaster.protocol.messages import MAX_PAYLOAD, Message, check_critical, check_role, read
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.roles import Role
from broadcaster.protocol.signing import KID_BYTES, SIGNATURE_BYTES, Key, Verify, key_id, verify

MAGIC: Final = b"LOA1"
_SIGNED_PREFIX: Final = MAGIC + b"\0"
_SIGNATURE_AT: Final = len(MAGIC) + KID_BYTES
_PAYLOAD_AT: Final = _SIGNATURE_AT + SIGNATURE_BYTES
MAX_ENVELOPE: Final = _PAYLOAD_AT + MAX_PAYLOAD


@dataclass(frozen=True)
class Opened:
    """A message that was really signed by a key of that role, for this reader."""

    message: Message
    role: Role
    kid: bytes


def seal(payload: bytes, key: Key) -> bytes:
    """Put a signed payload into its envelope; raise ValueError for one too long to travel."""
    if len(payload) > MAX_PAYLOAD:
        raise ValueError(f"a payload of {len(payload)} bytes where at most {MAX_PAYLOAD} may be")
    return MAGIC + key_id(key.public) + key.sign(_SIGNED_PREFIX + payload) + payload


def open_envelope(
    data: bytes,
    keyring: Keyring,
    *,
    site: str,
    device: str,
    groups: Collection[str] = (),
    now: int | None = None,
    verify: Verify = verify,
) -> Opened:
    """Open an envelope for one speaker, or, at the controller, from one speaker (`device`).

    `now` is UTC seconds, None where the clock is not trusted. Raises Refused, the first that holds: E01 no
    envelope or no strict message, E02 no key that counts, E03 forged, E04 for or from somebody else, E05 not
    that key's to sign or insisting on something unknown.
    """
    if len(data) <= _PAYLOAD_AT or len(data) > MAX_ENVELOPE or not data.startswith(MAGIC):
        raise Refused(Code.ENVELOPE, f"no envelope: {len(data)} bytes")
    kid, signature, payload = (
        data[len(MAGIC) : _SIGNATURE_AT],
        data[_SIGNATURE_AT:_PAYLOAD_AT],
        data[_PAYLOAD_AT:],
    )
    message = read(payload)
    key = keyring.find(kid, now)
    if not verify(key.public, signature, _SIGNED_PREFIX + payload):
        raise Refused(Code.SIGNATURE, f"not signed by {kid.hex()}")
    if message.scope.site != site or not message.scope.concerns(device, groups):
        raise Refused(Code.ADDRESS, f"not for {site}/{device}")
    check_role(key.role, message)
    check_critical(message)
    return Opened(message, key.role, kid)
