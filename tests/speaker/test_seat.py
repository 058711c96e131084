"""A speaker's body upon a disk that refuses: it says so, asks the disk now and then, and goes on where it was."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from broadcaster.mqtt import Will
from broadcaster.protocol.messages import Hello, Message, Report
from broadcaster.speaker.download import Source
from broadcaster.speaker.facts import Connected, Fact, Pulse, Tick
from broadcaster.speaker.identity import load_key, provision
from broadcaster.speaker.ledger import Ledger, Record
from broadcaster.speaker.seat import Seat, World
from tests.speaker.toy_controller import SITE, said


class FickleDisk(Ledger):
    """A journal on a disk that refuses when it is told to; counts how often it was read."""

    refuses = False
    readings = 0

    def records(self) -> Iterator[Record]:
        self.readings += 1
        return super().records()

    def store(self, records: Iterable[Record], *, lasting: bool = True) -> None:
        if self.refuses:
            raise OSError("no space left on device")
        super().store(records, lasting=lasting)


class Line:
    """Where the broker would be."""

    def __init__(self, key: bytes) -> None:
        self.key, self.said = key, list[Message]()

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def promise(self, will: Will) -> None: ...
    def subscribe(self, filters: tuple[str, ...]) -> None: ...

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> bool:
        self.said.append(said(self.key, topic, payload))
        return True

    def take(self, kind: type[Message]) -> list[Message]:
        found = [one for one in self.said if isinstance(one, kind)]
        self.said.clear()
        return found


@pytest.fixture
def seat(tmp_path: Path) -> Seat:
    home = tmp_path / "loa"
    provision(home, site=SITE, device="LOA-0001", root=bytes(32), secret="s" * 43)
    with ThreadPoolExecutor(1) as pool:
        made = Seat(home, World(Source("http://127.0.0.1:1"), pool, "boot"), lambda _fact: None)
    made._ledger.close()
    made._ledger = FickleDisk(home / "journal")
    made.wire = Line(load_key(home).public)
    return made


def test_a_disk_that_refuses_is_told_and_not_asked_at_every_fact(seat: Seat) -> None:
    disk, line = seat._ledger, seat.wire
    assert isinstance(disk, FickleDisk)
    assert isinstance(line, Line)

    def tell(fact: Fact, mono: float) -> None:
        seat.handle(fact, mono)

    tell(Tick(), 0.0)
    tell(Connected(), 0.1)
    tell(Pulse(10**9), 1.0)
    assert line.take(Hello)
    disk.refuses, disk.readings = True, 0
    seat.boot(2.0)
    for tenth in range(400):
        tell(Tick(), 2.0 + tenth / 10)
    assert disk.readings <= 23, "twenty beginnings in forty seconds, not four hundred"
    complaints = [one for one in line.take(Report) if isinstance(one, Report)]
    assert [one.errors for one in complaints] == [("E13 journal",)] * 3
    assert seat.wake_at() > 41.9

    disk.refuses = False
    tell(Tick(), 45.0)
    assert line.take(Hello), "the session outlived the agent: it begins without waiting for another"
    tell(Pulse(10**9), 46.0)
    assert [one.errors for one in line.take(Report) if isinstance(one, Report)] == [()]
