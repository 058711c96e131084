"""A speaker joins a station: it shows that it knows the claim code, and is told who it is and where everything is."""

import ssl
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

from broadcaster.domain.enrolment import spoken_digits, typed_code
from broadcaster.domain.errors import DeliveryError
from broadcaster.protocol.enrolment import MAX_WELCOME, PATH, Welcome, ask, read_welcome
from broadcaster.speaker.identity import Ways, lives_in, load_identity, make_key, provision, settle

_TIMEOUT_S: Final = 20.0
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def join(
    folder: Path,
    http: str,
    device: str,
    code: str,
    *,
    tls: ssl.SSLContext | None = None,
    in_clear: bool = False,
) -> str:
    """Join as `device` of the station at `http`; return the six digits to be said aloud.

    Its key is made in `folder`, which then holds all that the speaker needs. `tls` checks the station's certificate.
    Raises ValueError for an address without TLS on another machine (unless `in_clear`) and for a folder in which
    another speaker lives, DeliveryError where the station refuses or is not there, Refused where whoever answers does
    not know the code.
    """
    _check_address(http, in_clear=in_clear)
    if lives_in(folder) and load_identity(folder).device != device:
        raise ValueError(f"{folder} is the home of {load_identity(folder).device}")
    public, code = make_key(folder), typed_code(code)
    said = read_welcome(_ask(http, ask(code, device, public.hex()), tls), code, public.hex())
    if said.device != device:
        raise ValueError(f"the station calls this speaker {said.device}")
    return _settle(folder, said, public)


def _check_address(http: str, *, in_clear: bool) -> None:
    parts = urlsplit(http)
    if parts.scheme not in {"http", "https"}:
        raise ValueError(f"an HTTP address is needed: {http}")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK and not in_clear:
        raise ValueError(f"{http} is read by everybody on the way; use https, or --in-clear on a workbench")


def _ask(http: str, asked: bytes, tls: ssl.SSLContext | None) -> bytes:
    address = urljoin(http, PATH)
    request = urllib.request.Request(address, data=asked, method="POST")  # noqa: S310 - the scheme was checked
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S, context=tls) as answer:  # noqa: S310 - the same
            told: bytes = answer.read(MAX_WELCOME)
    except urllib.error.HTTPError as error:
        if error.code == 403:
            why = "the station refuses: the claim code is wrong, used or over, or for another speaker"
            raise DeliveryError(why, permanent=True) from error
        raise DeliveryError(f"{address}: {error}", permanent=False) from error
    except (OSError, HTTPException) as error:
        raise DeliveryError(f"{address}: {error}", permanent=False) from error
    return told


def _settle(folder: Path, said: Welcome, public: bytes) -> str:
    root = bytes.fromhex(said.root)
    settle(folder, Ways(said.broker, said.tls, said.http, said.ca))
    provision(folder, site=said.site, device=said.device, root=root, secret=said.secret)
    return spoken_digits(public, root)
