"""Another station on this machine: an HTTP server whose streams are well, stall, break, say nothing or lead astray."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import imageio_ffmpeg

BYTES_A_SECOND = 16_000


@cache
def mp3(source: str, seconds: int) -> bytes:
    """Return MP3 at 128 kbit/s of one of ffmpeg's sources of sound."""
    words = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-f", "lavfi", "-i", source]
    words += [
        "-t",
        str(seconds),
        "-b:a",
        "128k",
        "-write_xing",
        "0",
        "-id3v2_version",
        "0",
        "-f",
        "mp3",
        "pipe:1",
    ]
    return subprocess.run(words, check=True, capture_output=True).stdout


class Radio:
    """What the server knows: where it is, whom it was asked for, and whether it is on air."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_on = True
        self.host = ""

    @property
    def url(self) -> str:
        """The address of the stream that is well."""
        return self.at("/radio")

    def at(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://{self.host}{path}"


@contextmanager
def radio() -> Iterator[Radio]:
    """Run the server."""
    told = Radio()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            told.asked.append(self.path)
            with suppress(BrokenPipeError, ConnectionResetError):
                _PATHS[self.path](self, told)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.host = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        told.is_on = False
        server.shutdown()
        server.server_close()


def _head(to: BaseHTTPRequestHandler, fields: dict[str, str] | None = None, *, status: int = 200) -> None:
    to.send_response(status)
    for name, value in (fields or {}).items():
        to.send_header(name, value)
    to.end_headers()


def _pour(
    to: BaseHTTPRequestHandler, told: Radio, sound: bytes, *, seconds: float, faster: float = 1.0
) -> None:
    """Send a sound again and again, as fast as it sounds."""
    _head(to, {"Content-Type": "audio/mpeg"})
    begun, at, piece = time.monotonic(), 0, BYTES_A_SECOND // 10
    for nth in range(round(seconds * 10 * faster)):
        if not told.is_on:
            return
        to.wfile.write((sound * 2)[at : at + piece])
        to.wfile.flush()
        at = (at + piece) % len(sound)
        time.sleep(max(0.0, begun + (nth + 1) * 0.1 / faster - time.monotonic()))


def _tone() -> bytes:
    return mp3("sine=frequency=440:sample_rate=44100", 30)


def _stall(to: BaseHTTPRequestHandler, told: Radio) -> None:
    _pour(to, told, _tone(), seconds=2)
    while told.is_on:
        time.sleep(0.1)


def _playlist(to: BaseHTTPRequestHandler, _told: Radio) -> None:
    _head(to, {"Content-Type": "application/vnd.apple.mpegurl"})
    to.wfile.write(b"#EXTM3U\n#EXTINF:1,\none.mp3\n#EXTINF:1,\n/hls/two.mp3\n#EXT-X-ENDLIST\n")


def _segment(to: BaseHTTPRequestHandler, _told: Radio) -> None:
    _head(to)
    to.wfile.write(mp3("sine=frequency=440:sample_rate=44100", 1))


def _far(to: BaseHTTPRequestHandler, _told: Radio) -> None:
    _head(to)
    to.wfile.write(b"#EXTM3U\nhttp://evil.example/x.ts\n")


_PATHS: dict[str, Callable[[BaseHTTPRequestHandler, Radio], None]] = {
    "/radio": lambda to, told: _pour(to, told, _tone(), seconds=3_600),
    "/silent": lambda to, told: _pour(to, told, mp3("anullsrc=r=44100:cl=mono", 30), seconds=3_600),
    "/endless": lambda to, told: _pour(to, told, _tone(), seconds=3_600, faster=1_000),
    "/cut": lambda to, told: _pour(to, told, _tone(), seconds=2),
    "/stall": _stall,
    "/moved": lambda to, told: _head(to, {"Location": told.at("/radio")}, status=302),
    "/away": lambda to, _told: _head(to, {"Location": "http://evil.example/radio"}, status=302),
    "/disk": lambda to, _told: _head(to, {"Location": Path(__file__).as_uri()}, status=302),
    "/list.m3u8": _playlist,
    "/hls/one.mp3": _segment,
    "/one.mp3": _segment,
    "/hls/two.mp3": _segment,
    "/far.m3u8": _far,
    "/none": lambda to, _told: _head(to, status=404),
}
