"""Fetching by HTTP: content-addressed, resumed where it broke off, never longer than the signed length."""

import errno
import hashlib
import ssl
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import urljoin, urlsplit

from broadcaster.domain.errors import DeliveryError
from broadcaster.protocol.refusals import Code, Refused

TIMEOUT_S: Final = 20.0
STREAM_TIMEOUT_S: Final = 8.0
"""A segment comes every second; so long without one, the connection is worth nothing."""
_PIECE: Final = 1 << 16


class Source:
    """The controller's HTTP address, and what may be fetched relative to it."""

    def __init__(self, base: str, tls: ssl.SSLContext | None = None) -> None:
        """Take an address such as `http://192.168.1.10:8081`; raise ValueError for anything but HTTP(S).

        `tls` checks the certificate of an HTTPS address; None for the authorities that the machine trusts.
        """
        if urlsplit(base).scheme not in {"http", "https"}:
            raise ValueError(f"an HTTP address is needed: {base}")
        self._base, self._tls = base, tls
        self._straight = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=tls), urllib.request.ProxyHandler({}), _NoRedirect()
        )

    def body(self, url: str, sha256: str, size: int) -> bytes:
        """Return bytes of this length and SHA-256; raise Refused (E12) or DeliveryError."""
        with self._opened(url, 0) as answer:
            data: bytes = _read(answer, size + 1)
        if len(data) != size or hashlib.sha256(data).hexdigest() != sha256:
            raise Refused(Code.SOUND_HASH, f"{len(data)} bytes of another content")
        return data

    def sound(self, url: str, size: int, part: Path) -> None:
        """Let the file `part` grow to `size` bytes from where it ends; raise Refused or DeliveryError."""
        begun = part.stat().st_size if part.exists() else 0
        if begun > size:
            part.unlink()
            begun = 0
        if begun == size:
            return
        with self._opened(url, begun) as answer:
            partial = getattr(answer, "status", 200) == 206
            try:
                with part.open("ab" if partial else "wb") as file:
                    _copy(answer, file, size - (begun if partial else 0))
            except OSError as error:
                if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                    raise Refused(Code.NO_SPACE, str(error)) from error
                raise DeliveryError(str(error), permanent=False) from error
        if (got := part.stat().st_size) < size:
            raise DeliveryError(f"{got} of {size} bytes came", permanent=False)

    def stream(self, path: str) -> BinaryIO:
        """Open a stream of the station, to be read as it comes; raise DeliveryError. A redirect is not followed."""
        request = urllib.request.Request(urljoin(self._base, path))  # noqa: S310 - below an address that was checked
        try:
            opened: BinaryIO = self._straight.open(request, timeout=STREAM_TIMEOUT_S)
        except (OSError, HTTPException) as error:
            raise DeliveryError(f"{path}: {error}", permanent=False) from error
        return opened

    def _opened(self, url: str, begun: int) -> BinaryIO:
        whole = urljoin(self._base, url)
        if urlsplit(whole).scheme not in {"http", "https"}:
            raise DeliveryError(f"no HTTP address: {whole}", permanent=True)
        headers = {"Range": f"bytes={begun}-"} if begun else {}
        try:
            request = urllib.request.Request(whole, headers=headers)  # noqa: S310 - the scheme is checked above
            opened: BinaryIO = urllib.request.urlopen(request, timeout=TIMEOUT_S, context=self._tls)  # noqa: S310 - the same
        except (OSError, HTTPException) as error:
            raise DeliveryError(f"{whole}: {error}", permanent=False) from error
        return opened


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What is signed is a path on the station; nobody on the way may send a speaker elsewhere."""

    def redirect_request(self, *_args: object, **_more: object) -> None:
        """Follow none."""


def _copy(answer: BinaryIO, file: BinaryIO, most: int) -> None:
    while most > 0 and (piece := _read(answer, min(most, _PIECE))):
        file.write(piece)
        most -= len(piece)


def _read(answer: BinaryIO, most: int) -> bytes:
    try:
        return answer.read(most)
    except (OSError, HTTPException) as error:
        raise DeliveryError(f"the connection broke: {error}", permanent=False) from error
