"""Another station's stream, as bytes: asked for at allowed hosts only, redirects and playlists included.

Plain streams (MP3, AAC, Ogg, MPEG-TS) are read as they come; an HLS playlist is followed segment by segment. The
decoder behind this never touches a network.
"""

import http.client
import itertools
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import IO, Any, Final
from urllib.parse import urljoin

from broadcaster.domain.errors import DeliveryError, StationError
from broadcaster.domain.relay_station import RelayStation, host_of

TIMEOUT_S: Final = 8.0
"""So long without a byte the source is lost, and asked again."""
_PIECE: Final = 4_096
_MOST_REDIRECTS: Final = 4
_PLAYLIST_BYTES: Final = 200_000
_SEGMENT_BYTES: Final = 8_000_000
_PLAYLISTS: Final = ("mpegurl", "m3u")
_FIRST_SEGMENTS: Final = 2
"""A live playlist names the last minute; the newest of it are wanted."""


def read_stream(station: RelayStation, *, is_wanted: Callable[[], bool]) -> Iterator[bytes]:
    """Yield what the station sends until `is_wanted` says no, or it ends.

    Raises DeliveryError: where it does not answer, and, permanent, where it leads to a host that is not allowed.
    """
    with _opened(station, station.url) as answer:
        kind = answer.headers.get_content_type()
        if any(word in kind for word in _PLAYLISTS) or answer.geturl().partition("?")[0].endswith(".m3u8"):
            yield from _follow(station, answer.geturl(), is_wanted)
            return
        while is_wanted() and (piece := _some(answer)):
            yield piece


def _follow(station: RelayStation, url: str, is_wanted: Callable[[], bool]) -> Iterator[bytes]:
    """Yield the segments of a live playlist, each once."""
    done: list[str] = []
    fresh_at = time.monotonic()
    while is_wanted() and time.monotonic() - fresh_at < 3 * TIMEOUT_S:
        lines = _lines(station, url)
        variants = [
            after for line, after in itertools.pairwise(lines) if line.startswith("#EXT-X-STREAM-INF")
        ]
        if variants:
            url = urljoin(url, variants[-1])  # the last is usually the slowest: sound needs no more
            continue
        named = [urljoin(url, line) for line in lines if not line.startswith("#")]
        fresh = [each for each in named if each not in done][0 if done else -_FIRST_SEGMENTS :]
        for each in fresh:
            with _opened(station, each) as answer:
                yield from _limited(answer, _SEGMENT_BYTES)
            fresh_at = time.monotonic()
        done = [*named]
        if any(line.startswith("#EXT-X-ENDLIST") for line in lines):
            return
        time.sleep(1.0 if fresh else 2.0)
    if is_wanted():
        raise DeliveryError("the playlist goes on no more", permanent=False)


def _lines(station: RelayStation, url: str) -> list[str]:
    with _opened(station, url) as answer:
        text = b"".join(_limited(answer, _PLAYLIST_BYTES)).decode("utf-8", "replace")
    return [line.strip() for line in text.splitlines() if line.strip()]


def _limited(answer: Any, most: int) -> Iterator[bytes]:
    while most > 0 and (piece := _some(answer)):
        most -= len(piece)
        yield piece


def _some(answer: Any) -> bytes:
    """Return what has come, at least a byte; nothing at the end."""
    try:
        some: bytes = answer.read1(_PIECE)
    except (OSError, http.client.HTTPException) as trouble:
        raise DeliveryError(f"the stream broke off: {trouble}", permanent=False) from trouble
    return some


def _opened(station: RelayStation, url: str) -> Any:
    """Open an address at an allowed host. `icy` metadata is not asked for: it would lie between the sound."""
    _allow(station, url)
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
        _Watched(station),
    )
    request = urllib.request.Request(url, headers={"User-Agent": "LoaThon/1", "Accept": "*/*"})  # noqa: S310 - checked
    try:
        return opener.open(request, timeout=TIMEOUT_S)
    except (OSError, http.client.HTTPException) as trouble:
        raise DeliveryError(f"{host_of(url)}: {trouble}", permanent=False) from trouble


def _allow(station: RelayStation, url: str) -> None:
    try:
        host = host_of(url)
    except StationError as error:
        raise DeliveryError(f"no address of a stream: {url[:80]}", permanent=True) from error
    if host not in station.hosts:
        raise DeliveryError(f"host_forbidden {host}", permanent=True)


class _Watched(urllib.request.HTTPRedirectHandler):
    """Follows redirects to allowed hosts."""

    max_redirections = _MOST_REDIRECTS

    def __init__(self, station: RelayStation) -> None:
        self._station = station

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Refuse other hosts."""
        _allow(self._station, newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
