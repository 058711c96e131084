"""The speakers' HTTP server: sounds and plan bodies by their SHA-256, streams, and the door for new speakers.

One thread serves all speakers, however slow their links are; with a thread for each, some hundred slow ones
would shut out the rest. Files go out by sendfile.
"""

import asyncio
import logging
import re
import ssl
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from broadcaster.adapters.http_range import Span, UnsatisfiableRangeError, asked_span
from broadcaster.adapters.http_request import BadRequestError, Request, parse
from broadcaster.adapters.listening import connection_limit, refuse_taken_port
from broadcaster.adapters.loop_thread import Closer, LoopThread
from broadcaster.adapters.stream_server import pour_stream
from broadcaster.adapters.stream_shelf import StreamShelf
from broadcaster.domain.types import Sha256, as_sha256
from broadcaster.protocol import enrolment

Find = Callable[[Sha256], Path | bytes | None]
"""Where an object is: a file, its bytes, or None for what we do not have. Must not be slow."""
Join = Callable[[bytes], bytes | None]
"""What to answer a speaker that asks to join; None where it may not. Runs in a thread of its own."""


_HEAD_BYTES = 8_192
_HEAD_WITHIN_S = 10.0
_PIECE_BYTES = 131_072
_PIECE_WITHIN_S = 60.0  # slower than 17 kbit/s is a client that has gone
_BACKLOG = 1_024  # a commune's speakers may ask in the same second
_log = logging.getLogger(__name__)


class ObjectServer:
    """Serves `GET` and `HEAD` of `/loa/1/{site}/o/{sha256}`, resumable by Range, and `POST` of enrolment.PATH.

    With `streams`, `GET` of `/loa/1/{site}/s/{name}` too.
    """

    def __init__(
        self,
        site: str,
        find: Find,
        *,
        join: Join = lambda _ask: None,
        streams: StreamShelf | None = None,
        host: str = "127.0.0.1",
        port: int = 8081,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Take what to serve, who answers new speakers, where to listen, and with which certificate (None: no TLS)."""
        self.address = (host, port)
        self._join, self._tls, self._streams = join, tls, streams
        self._stream_path = re.compile(rf"/loa/1/{re.escape(site)}/s/([0-9a-f]{{24}})")
        self._path = re.compile(rf"/loa/1/{re.escape(site)}/o/([0-9a-f]{{64}})")
        self._find = find
        self._connections = 0
        self._joining = asyncio.Lock()
        self._most_connections = connection_limit()
        self._thread = LoopThread("speakers' HTTP server", self._open)

    def start(self) -> None:
        """Return once the server listens; raise StationError `port_taken` or DeliveryError."""
        refuse_taken_port("objects", *self.address)
        self._thread.start()

    def stop(self) -> None:
        """Hang up on everybody and give the port back."""
        self._thread.stop()

    def alive(self) -> bool:
        """Tell whether the server runs."""
        return self._thread.running()

    async def _open(self) -> Closer:
        server = await asyncio.start_server(
            self._serve, *self.address, limit=_HEAD_BYTES, backlog=_BACKLOG, ssl=self._tls
        )
        host, port = server.sockets[0].getsockname()[:2]
        self.address = (host, port)

        async def close() -> None:
            server.close()

        return close

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        try:
            if self._connections > self._most_connections:
                await _say(
                    writer, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "10", "Connection": "close"}
                )
                return
            while await self._answer_one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError) as trouble:  # a TimeoutError is an OSError
            _log.debug("a speaker's connection ended: %r", trouble)
        finally:
            self._connections -= 1
            writer.close()  # once what is buffered has left
            asyncio.get_running_loop().call_later(_PIECE_WITHIN_S, writer.transport.abort)

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; tell whether another may follow on this connection."""
        try:
            async with asyncio.timeout(_HEAD_WITHIN_S):
                request = parse(await reader.readuntil(b"\r\n\r\n"))
        except BadRequestError:
            await _say(writer, HTTPStatus.BAD_REQUEST, {"Connection": "close"})
            return False
        except asyncio.LimitOverrunError:
            await _say(writer, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, {"Connection": "close"})
            return False
        async with asyncio.timeout(_HEAD_WITHIN_S):
            asked = await reader.readexactly(request.body_bytes)
        stream = self._stream_path.fullmatch(request.target)
        if stream and self._streams and request.method == "GET":
            await pour_stream(writer, self._streams, stream.group(1))
            return False
        if request.target == enrolment.PATH:
            await self._admit(request, asked, writer)
        else:
            await self._answer(request, writer)
        return request.keeps_alive

    async def _admit(self, request: Request, asked: bytes, writer: asyncio.StreamWriter) -> None:
        """Answer a speaker that asks to join; whoever may not learns nothing else."""
        if request.method != "POST":
            await _say(writer, HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "POST"})
            return
        async with self._joining:
            answer = await asyncio.to_thread(self._join, asked)
        if answer is None:
            await _say(writer, HTTPStatus.FORBIDDEN, {})
            return
        await _say(writer, HTTPStatus.OK, {"Cache-Control": "no-store"}, length=len(answer))
        writer.write(answer)
        await writer.drain()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        if request.method not in ("GET", "HEAD"):
            await _say(writer, HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "GET, HEAD"})
            return
        match = self._path.fullmatch(request.target)
        name = as_sha256(match.group(1)) if match else None
        found = self._find(name) if name else None
        if name is None or found is None:
            await _say(writer, HTTPStatus.NOT_FOUND, {})
        elif isinstance(found, bytes):
            await _send(writer, request, name, found, len(found))
        else:
            try:
                opened = found.open("rb")
            except FileNotFoundError:  # taken away since it was found
                await _say(writer, HTTPStatus.NOT_FOUND, {})
                return
            with opened:
                await _send(writer, request, name, opened, opened.seek(0, 2))


async def _send(
    writer: asyncio.StreamWriter, request: Request, name: Sha256, content: bytes | BinaryIO, size: int
) -> None:
    about = {
        "ETag": f'"{name}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "public, max-age=31536000, immutable",  # the name says what is in it
        "Content-Type": "application/octet-stream",
    }
    if request.fields.get("if-none-match") == about["ETag"]:
        await _say(writer, HTTPStatus.NOT_MODIFIED, about)
        return
    same = request.fields.get("if-range", about["ETag"]) == about["ETag"]
    try:
        span = asked_span(request.fields.get("range") if same and request.method == "GET" else None, size)
    except UnsatisfiableRangeError:
        about["Content-Range"] = f"bytes */{size}"
        await _say(writer, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, about)
        return
    status = HTTPStatus.OK
    if span is not None:
        status = HTTPStatus.PARTIAL_CONTENT
        about["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{size}"
    span = span or Span(0, size)
    await _say(writer, status, about, length=span.length)
    if request.method == "GET":
        await _pour(writer, content, span)


async def _say(
    writer: asyncio.StreamWriter, status: HTTPStatus, about: dict[str, str], length: int = 0
) -> None:
    lines = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        *(f"{name}: {value}" for name, value in about.items()),
    ]
    if status is not HTTPStatus.NOT_MODIFIED:
        lines.append(f"Content-Length: {length}")
    writer.write("\r\n".join([*lines, "X-Content-Type-Options: nosniff", "", ""]).encode("latin-1"))
    async with asyncio.timeout(_PIECE_WITHIN_S):
        await writer.drain()


async def _pour(writer: asyncio.StreamWriter, content: bytes | BinaryIO, span: Span) -> None:
    for start in range(span.start, span.stop, _PIECE_BYTES):
        stop = min(start + _PIECE_BYTES, span.stop)
        async with asyncio.timeout(_PIECE_WITHIN_S):
            if isinstance(content, bytes):
                writer.write(content[start:stop])
                await writer.drain()
            else:
                sent = await asyncio.get_running_loop().sendfile(
                    writer.transport, content, start, stop - start
                )
                if sent < stop - start:
                    raise OSError("the file grew shorter while it was sent")
