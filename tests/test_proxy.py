"""The fault proxy does what it says, or no test that uses it says anything."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.proxy import Proxy


@pytest.fixture
def line() -> Iterator[tuple[Proxy, socket.socket]]:
    """Open a connection through a proxy to a server that says everything back."""
    server = socket.create_server(("127.0.0.1", 0))

    def echo() -> None:
        here, _ = server.accept()
        with here, contextlib.suppress(ConnectionError):
            while came := here.recv(65_536):
                here.sendall(came)

    threading.Thread(target=echo, daemon=True).start()
    with Proxy(server.getsockname()) as proxy, socket.create_connection(proxy.address, timeout=3) as here:
        yield proxy, here
    server.close()


def said_back(here: socket.socket, sent: bytes) -> bytes:
    here.sendall(sent)
    got = b""
    while len(got) < len(sent):
        got += here.recv(65_536)
    return got


def test_it_passes_everything_on_unchanged(line: tuple[Proxy, socket.socket]) -> None:
    everything = bytes(range(256)) * 400
    assert said_back(line[1], everything) == everything


@pytest.mark.aside
def test_latency_delays_each_way_and_loses_nothing(line: tuple[Proxy, socket.socket]) -> None:
    proxy, here = line
    proxy.up.latency_s = proxy.down.latency_s = 0.1
    began_s = time.monotonic()
    assert said_back(here, b"hello") == b"hello"
    assert 0.2 <= time.monotonic() - began_s < 0.5


@pytest.mark.aside
def test_bandwidth_is_as_narrow_as_asked(line: tuple[Proxy, socket.socket]) -> None:
    proxy, here = line
    proxy.up.bytes_per_s = 100_000
    began_s = time.monotonic()
    said_back(here, b"x" * 60_000)
    assert 0.3 <= time.monotonic() - began_s < 1.5


def test_a_black_hole_swallows_one_direction_until_it_is_lifted(line: tuple[Proxy, socket.socket]) -> None:
    proxy, here = line
    proxy.down.black_hole = True
    here.sendall(b"hello")
    here.settimeout(0.2)
    with pytest.raises(TimeoutError):
        here.recv(5)
    proxy.down.black_hole = False
    here.settimeout(3)
    assert here.recv(5) == b"hello"


def test_one_bit_of_one_byte_is_flipped(line: tuple[Proxy, socket.socket]) -> None:
    proxy, here = line
    proxy.down.flip_at = 3
    assert said_back(here, b"0000000") == b"0001000"


@pytest.mark.parametrize("limit", [0, 1, 5])
def test_a_reset_comes_after_exactly_so_many_bytes(line: tuple[Proxy, socket.socket], limit: int) -> None:
    proxy, here = line
    proxy.down.reset_after_bytes = limit
    here.sendall(b"hello, world")
    got = b"".join(iter(lambda: _byte_or_reset(here), b""))
    assert got == b"hello"[:limit]


def _byte_or_reset(here: socket.socket) -> bytes:
    try:
        came = here.recv(1)
    except ConnectionResetError:
        return b""
    assert came, "closed, not reset"
    return came


def test_a_refused_connection_is_reset_at_once(line: tuple[Proxy, socket.socket]) -> None:
    proxy, _ = line
    proxy.refusing = True
    with pytest.raises(ConnectionResetError), socket.create_connection(proxy.address, timeout=3) as second:
        second.recv(1)
