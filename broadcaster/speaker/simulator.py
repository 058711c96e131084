"""Any number of speakers in one process: real agents, journals, MQTT sessions and downloads."""

import contextlib
import ctypes
import os
import signal
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from broadcaster.mqtt import Link, reconnect_wait_s
from broadcaster.speaker.facts import Connected, Disconnected, Received
from broadcaster.speaker.metronome import Metronome
from broadcaster.speaker.players import MakePlayer
from broadcaster.speaker.runner import Runner
from broadcaster.speaker.seat import Seat

_PR_SET_PDEATHSIG: Final = 1


@dataclass(frozen=True)
class Broker:
    """Where the broker listens, and how its certificate is checked (None: no TLS, for the demo only).

    `longest_wait_s` bounds the seconds between two attempts to reach it; 30 spares the broker of a whole province.
    """

    host: str
    port: int
    tls: ssl.SSLContext | None = None
    longest_wait_s: float = 30.0
    version: int = 4
    """MQTT's protocol level: 4 is 3.1.1, 5 is 5."""


def connect(seat: Seat, broker: Broker) -> None:
    """Give a speaker its MQTT session: client id and user name are its id."""
    device = seat.identity.device
    seat.wire = Link(
        broker.host,
        broker.port,
        device,
        device,
        seat.identity.secret,
        tls=broker.tls,
        version=broker.version,
        on_connect=lambda: seat.tell(Connected()),
        on_message=lambda topic, payload, retained: seat.tell(Received(topic, payload, retained)),
        on_disconnect=lambda _reason: seat.tell(Disconnected()),
        waits=lambda attempt: min(reconnect_wait_s(attempt), broker.longest_wait_s),
    )


class Speakers:
    """Speakers that share one runner and one metronome, from `start` to `stop`."""

    def __init__(
        self,
        folders: Iterable[Path],
        *,
        broker: Broker,
        http: str,
        player: MakePlayer,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Take state folders, broker, the controller's HTTP address, and what makes each speaker's sound.

        `tls` checks the certificate of an HTTPS address; None for the authorities that the machine trusts.
        """
        self._runner = Runner(http, tls)
        self._metronome = Metronome()
        for folder in folders:
            seat = self._runner.add(folder)
            connect(seat, broker)
            seat.player = player(seat, self._metronome, seat.tell)

    @property
    def devices(self) -> list[str]:
        """Return the ids of the speakers."""
        return [seat.identity.device for seat in self._runner.seats]

    @property
    def alive(self) -> bool:
        """Whether they still run."""
        return self._runner.alive

    def start(self) -> None:
        """Boot and connect all of them."""
        self._metronome.start()
        self._runner.start()

    def stop(self) -> None:
        """End all of them."""
        self._runner.stop()
        self._metronome.stop()


def state_folders(folder: Path) -> list[Path]:
    """Return the state folders within a folder, in the order of their names."""
    return sorted(path.parent for path in folder.glob("*/identity.json"))


def end_with_parent(parent: int) -> None:
    """Have the kernel end this process with its parent, named by its number (Linux).

    Elsewhere this only looks whether the parent is still there.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before we asked
        os.kill(os.getpid(), signal.SIGTERM)
