"""A stream as it goes to one speaker: the segments that are there, then each as it comes, until one side hangs up."""

import asyncio
import time
from asyncio import StreamWriter

from broadcaster.adapters.stream_shelf import StreamShelf

_LOOK_S = 0.2
_NOTHING_S = 20.0
"""So long without a segment the speaker is sent away; it comes back while its plan says so."""
_PIECE_WITHIN_S = 10.0
_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nCache-Control: no-store\r\n"
    b"X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
)


async def pour_stream(writer: StreamWriter, shelf: StreamShelf, name: str) -> None:
    """Send a stream from now on. Raises OSError where the speaker has gone or takes too long."""
    writer.write(_HEAD)
    newest_ms, came = int(time.time() * 1_000) - 1_000, time.monotonic()
    while time.monotonic() - came < _NOTHING_S and not writer.transport.is_closing():
        for path in shelf.after(name, newest_ms):
            try:
                writer.write(path.read_bytes())
            except FileNotFoundError:  # it sounded long ago and was swept away
                continue
            newest_ms, came = int(path.name), time.monotonic()
        async with asyncio.timeout(_PIECE_WITHIN_S):
            await writer.drain()
        await asyncio.sleep(_LOOK_S)
