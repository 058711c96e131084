"""A whole station over its own broker, and simulated speakers in a process of their own.

Each speaker writes to its flash before it sounds: hundreds of them have hundreds of flashes, which one disk cannot
stand in for, so their state lies in memory; the station waits for its own disk as ever.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select

from broadcaster.adapters.clock import SystemClock
from broadcaster.bootstrap import Station, build
from broadcaster.cli.installation import prepare_home
from broadcaster.cli.joining import join
from broadcaster.db.speaker_tables import speakers as speaker_rows
from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.calendar import day_of
from broadcaster.domain.device import Device
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.people import Person, Role
from broadcaster.domain.places import Commune, Hamlet
from broadcaster.services import accounts, fleet, timetable
from broadcaster.settings import PREFIX, Settings

HAMLETS = 20
PATIENCE_S = 40.0
MEMORY = Path("/dev/shm")  # noqa: S108  a folder of our own within it
T = TypeVar("T")
Part = subprocess.Popen[bytes]


@dataclass
class Village:
    """A running station with its speakers; `process` is the station's, and can be stopped and started."""

    station: Station
    people: tuple[Person, Person]
    environment: Mapping[str, str]
    process: Part
    speakers: Part

    def stop_station(self) -> None:
        """Have nobody at the other end: the broker goes with its station."""
        _stop(self.process)

    def start_station(self) -> None:
        """Have it come back."""
        self.process = _start(self.station.settings.path("station-again.log"), self.environment, "run")


def until(found: Callable[[], T], what: str, patience_s: float = PATIENCE_S) -> T:
    """Wait until something true is found, and return it; raise TimeoutError after `patience_s`."""
    deadline = time.monotonic() + patience_s
    while not (answer := found()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {patience_s:g} s: {what}")
        time.sleep(0.2)
    return answer


@contextmanager
def running(speakers: int) -> Iterator[Village]:
    """Run a station, and so many speakers until they hold their plans."""
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as flash,
    ):
        settings, wanted = _settings(Path(folder)), _fleet(speakers)
        people = _found(settings, wanted)
        station = build(settings)
        with station.memory.writes.begin() as session:
            for device in wanted.devices:
                join(session, station, device.id, Path(flash) / device.id)
        try:
            with _parts(station, people, Path(flash)) as village:
                until(lambda: _are_ready(station, speakers), "the speakers are ready", 2 * PATIENCE_S)
                time.sleep(3)
                yield village
        finally:
            station.close()


@contextmanager
def _parts(station: Station, people: tuple[Person, Person], flash: Path) -> Iterator[Village]:
    settings = station.settings
    told = {PREFIX + field.name.upper(): str(getattr(settings, field.name)) for field in fields(settings)}
    told = {name: {"True": "1", "False": "0"}.get(value, value) for name, value in told.items()}
    process = _start(settings.path("station.log"), told, "run")
    try:
        until(lambda: _listens(settings.mqtt_port), "the broker listens")
        speakers = _start(settings.path("speakers.log"), told, *_speaker_words(settings, flash))
    except BaseException:
        _stop(process)
        raise
    village = Village(station, people, told, process, speakers)
    try:
        yield village
    finally:
        _stop(village.speakers)
        _stop(village.process)


def _stop(part: Part) -> None:
    if part.poll() is None:
        part.send_signal(signal.SIGTERM)
        part.send_signal(signal.SIGCONT)  # one that was held hears it too
    part.wait(30)


def _start(log: Path, environment: Mapping[str, str], *words: str) -> Part:
    with log.open("wb") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "broadcaster", *words],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )


def _speaker_words(settings: Settings, flash: Path) -> list[str]:
    reach = ["--broker", f"127.0.0.1:{settings.mqtt_port}", "--http", settings.speakers_reach]
    ear = ["--player", "ear", "--ear-log", str(settings.path("ear.jsonl"))]
    return ["speaker", "--simulate", str(flash), *reach, *ear]


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def _are_ready(station: Station, count: int) -> bool:
    column = speaker_rows.c
    with station.memory.reads() as session:
        ready = select(func.count()).where(column.version > 0, column.clock == "T", column.missing == 0)
        return session.scalar(ready) == count


def _settings(home: Path) -> Settings:
    with socket.socket() as a, socket.socket() as b, socket.socket() as c:
        for listener in (a, b, c):
            listener.bind(("127.0.0.1", 0))
        web, objects, mqtt = (listener.getsockname()[1] for listener in (a, b, c))
    return Settings(
        var=home,
        devices=home / "devices.yaml",
        web_port=web,
        objects_port=objects,
        mqtt_port=mqtt,
        voice="espeak",
    )


def _fleet(speakers: int) -> Fleet:
    hamlets = tuple(Hamlet(f"thon-{n}", f"Thôn {n}", 100, 350) for n in range(HAMLETS))
    devices = (Device(f"LOA-{n:03}", f"Loa {n}", hamlets[n % HAMLETS].code) for n in range(speakers))
    return Fleet(Commune("xa-thu", "Xã Thử", is_sample=True), hamlets, tuple(devices))


def _found(settings: Settings, wanted: Fleet) -> tuple[Person, Person]:
    now = SystemClock().now()
    memory = prepare_home(settings, wanted.commune.code, now=now)
    with memory.writes.begin() as session:
        fleet.apply(session, wanted, old=None, now=now)
        everyday = AirHours.demo(day_of(now, wanted.commune.zone))
        timetable.found_air_hours(session, wanted.commune.code, everyday, now=now)
        operator, approver = (
            accounts.found(
                session,
                commune_id=wanted.commune.code,
                login=role.value,
                full_name=role.value,
                role=role,
                password="một câu dài dễ nhớ",  # noqa: S106  of invented people
                now=now,
            )
            for role in (Role.OPERATOR, Role.APPROVER)
        )
    memory.close()
    return operator, approver
