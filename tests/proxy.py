"""A TCP proxy that does to a connection what bad lines do: delay, throttle, stall, cut, flip, drop, repeat.

Put it between a client and a server, both real, and change `up` (to the server) and `down` (to the client)
while they talk. With `packets=True` it reads MQTT's framing, so that `edit` sees, and may swallow, repeat or
hold back, whole MQTT packets and the stream stays a stream.
"""

import asyncio
import socket
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from broadcaster.adapters.loop_thread import Closer, LoopThread

_CHUNK_BYTES = 16_384
_POLL_S = 0.005
PUBLISH = 3
PUBACK = 4


@dataclass
class Faults:
    """What one direction does to the bytes; every field may be changed at any moment.

    `black_hole` holds everything back, closings too, and delivers it when it is lifted, as TCP would after an
    outage. `reset_after_bytes` and `flip_at` count from the start of each connection. `edit` turns one chunk
    (or packet) into those to pass on: none to drop it, two to repeat it.
    """

    latency_s: float = 0.0
    bytes_per_s: float | None = None
    black_hole: bool = False
    reset_after_bytes: int | None = None
    flip_at: int | None = None
    edit: Callable[[bytes], Iterable[bytes]] | None = None


class Proxy:
    """Listens on a free port of 127.0.0.1 and passes on to `upstream`. A context manager."""

    def __init__(self, upstream: tuple[str, int], *, packets: bool = False) -> None:
        self.upstream = upstream
        self.up, self.down = Faults(), Faults()
        self.refusing = False
        self.port = 0
        self.accepted = 0
        self._packets = packets
        self._open_writers: set[asyncio.StreamWriter] = set()
        self._thread = LoopThread("fault proxy", self._open)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._thread.stop()

    @property
    def address(self) -> tuple[str, int]:
        """Where clients connect instead of the upstream."""
        return ("127.0.0.1", self.port)

    def reset_all(self) -> None:
        """Cut every open connection with a TCP reset."""
        self._thread.call(self._reset_all())

    async def _open(self) -> Closer:
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]

        async def close() -> None:
            server.close()
            await self._reset_all()

        return close

    async def _reset_all(self) -> None:
        for writer in list(self._open_writers):
            _reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        if self.refusing:
            _reset(writer)
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(*self.upstream)
        except OSError:
            _reset(writer)
            return
        both = {writer, far_writer}
        self._open_writers |= both
        try:
            await asyncio.gather(
                self._carry(reader, far_writer, self.up, both),
                self._carry(far_reader, writer, self.down, both),
            )
        finally:
            self._open_writers -= both
            for end in both:
                end.close()

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        faults: Faults,
        both: set[asyncio.StreamWriter],
    ) -> None:
        line: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        reading = asyncio.ensure_future(self._read(reader, line, faults))
        passed = 0
        try:
            while (chunk := await _next_due(line, faults)) != b"":
                for piece in faults.edit(chunk) if faults.edit else (chunk,):
                    flipped = _flipped(piece, faults.flip_at, passed)
                    limit = faults.reset_after_bytes
                    if limit is not None and passed + len(flipped) > limit:
                        writer.write(flipped[: limit - passed])
                        await asyncio.sleep(_POLL_S)
                        for end in both:
                            _reset(end)
                        return
                    writer.write(flipped)
                    passed += len(flipped)
                    await writer.drain()
                    if faults.bytes_per_s:
                        await asyncio.sleep(len(flipped) / faults.bytes_per_s)
            writer.write_eof()
        except OSError:
            for end in both:
                _reset(end)
        finally:
            reading.cancel()

    async def _read(
        self, reader: asyncio.StreamReader, line: asyncio.Queue[tuple[float, bytes]], faults: Faults
    ) -> None:
        now = asyncio.get_running_loop().time
        try:
            while True:
                chunk = await (_mqtt_packet(reader) if self._packets else reader.read(_CHUNK_BYTES))
                line.put_nowait((now() + faults.latency_s, chunk))
                if not chunk:
                    return
        except (OSError, asyncio.IncompleteReadError):
            line.put_nowait((now(), b""))


async def _next_due(line: asyncio.Queue[tuple[float, bytes]], faults: Faults) -> bytes:
    due_s, chunk = await line.get()
    await asyncio.sleep(max(0.0, due_s - asyncio.get_running_loop().time()))
    while faults.black_hole:  # noqa: ASYNC110  set by the test's thread, which knows no loop
        await asyncio.sleep(_POLL_S)
    return chunk


async def _mqtt_packet(reader: asyncio.StreamReader) -> bytes:
    packet = await reader.read(1)
    length = shift = 0
    while packet:
        byte = await reader.readexactly(1)
        packet += byte
        length |= (byte[0] & 0x7F) << shift
        shift += 7
        if byte[0] < 0x80:
            return packet + await reader.readexactly(length)
    return packet


def packet_type(packet: bytes) -> int:
    """Return the MQTT control packet type, `PUBLISH` for one."""
    return packet[0] >> 4


def _flipped(piece: bytes, at: int | None, passed: int) -> bytes:
    if at is None or not passed <= at < passed + len(piece):
        return piece
    spot = at - passed
    return piece[:spot] + bytes([piece[spot] ^ 1]) + piece[spot + 1 :]


def _reset(writer: asyncio.StreamWriter) -> None:
    opened = writer.get_extra_info("socket")
    if opened is not None and opened.fileno() >= 0:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
