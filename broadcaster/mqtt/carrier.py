"""Carrying a client's bytes to and fro, and when to try again after they stop."""

import contextlib
import random
import select
import socket
import ssl
from collections.abc import Callable
from typing import Any

from paho.mqtt.client import Client

_SHORTEST_WAIT_S = 1.0
_LONGEST_WAIT_S = 30.0
_TICK_MS = 1_000
_READS_A_TURN = 100


def reconnect_wait_s(attempt: int, chance: Callable[[], float] = random.random) -> float:
    """Say how many seconds to wait before the `attempt`-th reconnect in a row: 1 s to 4, 8, 16, then 30 s.

    The whole range is random, so that a commune's speakers do not come back to a restarted broker as one.
    """
    ceiling = min(_LONGEST_WAIT_S, 2.0 ** (min(attempt, 8) + 1))
    return _SHORTEST_WAIT_S + chance() * (ceiling - _SHORTEST_WAIT_S)


class Carrier:
    """Moves a paho client's bytes on the calling thread.

    paho's own loop cannot do this for a station: it waits with select(), which knows no socket above number
    1,023, and a process that serves some hundred speakers has more files open than that.
    """

    def __init__(self, client: Client, received: Callable[[], int]) -> None:
        self._client = client
        self._received = received
        self._bell: socket.socket | None = None
        self._ear: socket.socket | None = None
        client.on_socket_open = _send_without_delay
        client.on_socket_register_write = lambda _client, _, _socket: self.wake()

    def open(self) -> None:
        """Make ready to be woken."""
        self._bell, self._ear = socket.socketpair()
        self._bell.settimeout(0)

    def close(self) -> None:
        """Give back what `open` took, once nobody carries any more."""
        for end in (self._bell, self._ear):
            if end is not None:
                end.close()

    def wake(self) -> None:
        """Have `carry` look up, from any thread: there is something to send."""
        if self._bell is not None:
            with contextlib.suppress(OSError):  # full of wake-ups already, or closed
                self._bell.send(b"!")

    def carry(self) -> None:
        """Carry until the connection ends. What paho raises over a broken broker's bytes is passed on."""
        client, opened, ear = self._client, self._client.socket(), self._ear
        if ear is None:
            raise ValueError("not open")
        poll = select.poll()
        poll.register(ear, select.POLLIN)
        while opened is not None and client.socket() is opened:
            unread = isinstance(opened, ssl.SSLSocket) and opened.pending() > 0
            poll.register(opened, select.POLLIN | (select.POLLOUT if client.want_write() else 0))
            ready = dict(poll.poll(0 if unread else _TICK_MS))
            if ear.fileno() in ready:
                ear.recv(4_096)
            events = ready.get(opened.fileno(), 0)
            if events & select.POLLOUT:
                client.loop_write()
            if unread or events & ~select.POLLOUT:
                self._read()
            client.loop_misc()

    def hang_up(self) -> None:
        """End the connection without a goodbye, from any thread."""
        opened: Any = self._client.socket()
        if opened is not None:
            with contextlib.suppress(OSError):  # it was gone already
                opened.shutdown(socket.SHUT_RDWR)

    def _read(self) -> None:
        for _ in range(_READS_A_TURN):
            before = self._received()
            self._client.loop_read()
            if self._received() == before:
                return


def _send_without_delay(_client: Client, _: Any, opened: Any) -> None:
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
