"""A small commune in a home of its own, founded by the services that people use, and its parts as processes."""

import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, Self, cast

from sqlalchemy import select

from audio_library import sounds
from broadcaster.adapters.clock import SystemClock
from broadcaster.adapters.sound_studio import LibraryStudio
from broadcaster.bootstrap import Station, build
from broadcaster.cli.installation import prepare_home
from broadcaster.cli.joining import join
from broadcaster.db import airing_tables, speaker_tables
from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.approval import Heard as Listened
from broadcaster.domain.asrun import AsRunEntry, Outcome
from broadcaster.domain.bulletin import Bulletin, Topic, Wording
from broadcaster.domain.calendar import day_of, local
from broadcaster.domain.device import Device
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.people import Person, Role
from broadcaster.domain.places import Commune, Hamlet
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.status import Availability, SpeakerStatus
from broadcaster.services import accounts, bulletins, fleet, one_off, timetable
from broadcaster.services.ports import Recording
from broadcaster.settings import Settings
from broadcaster.speaker.ear import Heard, heard
from broadcaster.workers.renderer import Renderer
from tests.journeys.stations import Part, free_ports, speakers_part, station_part, until

BrokerKind = Literal["amqtt", "mosquitto"]
PASSWORD = "một câu dài dễ nhớ"
ROLES = (Role.OPERATOR, Role.APPROVER, Role.TECHNICIAN)
HAMLETS = (Hamlet("go-sai", "Gò Sải", 300, 1050), Hamlet("ao-sen", "Ao Sen", 250, 900))
FINE_MS = 200
"""A clock that was set in a hurry is not this true yet; it asks again within seconds, and reports every fifteen."""
SOON_S = 4.0
"""Enough for planning, a head, a body and its sounds to reach speakers that are connected."""


@dataclass
class Village:
    """The commune, with the station's doors open in this process; none of its parts runs by itself."""

    station: Station
    people: dict[Role, Person]
    devices: tuple[str, ...]
    parts: list[Part] = field(default_factory=list)

    @classmethod
    def found(cls, home: Path, *, broker: str = "amqtt", speakers: int = 4, voice: str = "espeak") -> Self:
        """Found it in an empty folder: people, hamlets, and speakers with keys of their own."""
        web, objects, mqtt = free_ports(3)
        settings = Settings(
            var=home,
            devices=home / "devices.yaml",
            web_port=web,
            objects_port=objects,
            mqtt_port=mqtt,
            broker=broker,
            voice=voice,
        )
        ids = tuple(f"LOA-{number:03}" for number in range(1, speakers + 1))
        wanted = _fleet(ids)
        _fill_home(settings, wanted)
        station = build(settings)
        with station.memory.writes.begin() as session:
            for device_id in ids:
                join(session, station, device_id, home / "speakers" / device_id)
            people = {role: accounts.by_login(session, role.value) for role in ROLES}
        return cls(station, people, ids)

    @property
    def settings(self) -> Settings:
        """The configuration of its station."""
        return self.station.settings

    @property
    def ear(self) -> Path:
        """Where its simulated speakers write what was heard."""
        return self.settings.path("ear.jsonl")

    def run_station(self, *options: str, **changes: object) -> Part:
        """Start the station as a process of its own, some settings changed."""
        settings = replace(self.settings, **changes)  # type: ignore[arg-type]  # named by the test
        return self._run(station_part(settings, self.settings.path("station.log"), *options))

    def run_speakers(self, *, broker: int | None = None) -> Part:
        """Start the speakers as one process of their own; `broker` is a proxy's port, where there is one."""
        return self._run(
            speakers_part(self.settings.path("speakers"), self.settings, self.ear, broker=broker)
        )

    def run(self, part: Part) -> Part:
        """Start some other part, which ends with the village."""
        return self._run(part)

    def close(self) -> None:
        """End all that runs."""
        for part in reversed(self.parts):
            part.kill()
        self.end_mosquitto()

    def words(self) -> str:
        """Return what all parts said, and how things stand: for whoever looks for a failure."""
        logs = dict.fromkeys(part.log() for part in self.parts)
        known = [
            f"{one.device_id} {one.availability(self.station.clock.now()).value} boot {one.boot}.{one.conn} "
            f"clock {one.clock} version {one.version} seen {one.seen_at} journal {one.journal_to}"
            for one in self.statuses()
        ]
        ran = [
            f"{one.broadcast_id} {one.start_at} {one.device_id} {one.outcome.value} {one.reason} {one.played_ms}"
            for one in self.log()
        ]
        return "\n".join([*logs, *known, *ran, *map(str, self.heard())])

    def mosquitto(self) -> int:
        """Return the process id of the embedded Mosquitto. Raises FileNotFoundError where there is none."""
        return int(self.settings.path("broker").joinpath("pid").read_text())

    def end_mosquitto(self, pid: int | None = None) -> None:
        """Kill the embedded Mosquitto, if one is there."""
        with suppress(OSError, ValueError):
            pid = pid or self.mosquitto()
            if b"mosquitto" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)

    def write(self, title: str, text: str) -> Bulletin:
        """Have the operator write a bulletin and order its sound."""
        now, by = self.station.clock.now(), self.people[Role.OPERATOR]
        expires_on = day_of(now, self.station.commune.zone) + timedelta(days=3)
        words = Wording(title, text, Topic.HEALTH, Precedence.ROUTINE, expires_on)
        with self.station.memory.writes.begin() as session:
            bulletin = bulletins.write(session, words, by=by, now=now)
            bulletins.prepare(session, self.station.speller, bulletin.id, by=by, now=now)
        return bulletin

    def approve(self, bulletin: Bulletin) -> Listened:
        """Have the operator submit a bulletin with its sound, and the approver answer for both."""
        now, operator, approver = self.station.clock.now(), *(self.people[role] for role in ROLES[:2])
        with self.station.memory.writes.begin() as session:
            bulletins.submit(session, self.station.speller, bulletin.id, by=operator, now=now)
            sound = bulletins.latest_rendition(session, bulletin)
            assert sound is not None
            assert sound.sound_sha is not None
            listened = Listened(sound.spoken_sha, sound.sound_sha)
            bulletins.approve(session, bulletin.id, listened, by=approver, now=now)
        return listened

    def approved(self, title: str = "Bản tin", *, seconds: float = 2.0) -> Bulletin:
        """Return an approved bulletin whose sound is said to last so long; only while no station runs."""
        bulletin = self.write(title, f"{title}.")
        made = Recording(
            self.station.store.keep(sounds.CHIME), round(seconds * 1000), -16.0, -1.5, "chime", (1, 50, 100)
        )
        studio = cast("LibraryStudio", _ReadyStudio(made))
        assert Renderer(replace(self.station, studio=studio)).make_next()
        self.approve(bulletin)
        return bulletin

    def air(self, bulletin: Bulletin, *, in_s: float = SOON_S) -> datetime:
        """Put a bulletin on air once, in so many seconds (rounded up to a whole one); return when."""
        now = self.station.clock.now()
        starts = now.replace(microsecond=0) + timedelta(seconds=in_s + 1)
        wall = local(starts, self.station.commune.zone)
        with self.station.memory.writes.begin() as session:
            one_off.air_once(
                session,
                bulletin.id,
                on=wall.date(),
                at=wall.time(),
                hamlets=(),
                by=self.people[Role.OPERATOR],
                now=now,
            )
        return starts

    def log(self, start_at: datetime | None = None) -> list[AsRunEntry]:
        """Return the as-run log, or what it holds of one start."""
        with self.station.memory.reads() as session:
            entries = session.scalars(select(AsRunEntry).order_by(airing_tables.as_run.c.device_id)).all()
        return [entry for entry in entries if start_at in {None, entry.start_at}]

    def outcomes(self, start_at: datetime | None = None) -> list[str]:
        """Return what became of each pair of one start, by the speakers' ids."""
        return [entry.outcome.value for entry in self.log(start_at)]

    def heard(self) -> list[Heard]:
        """Return what sounded, by the EAR log."""
        return heard(self.ear)

    def statuses(self) -> list[SpeakerStatus]:
        """Return what the station knows of its speakers."""
        with self.station.memory.reads() as session:
            return list(session.scalars(select(SpeakerStatus).order_by(speaker_tables.speakers.c.device_id)))

    def shown(self) -> set[Availability]:
        """Return what the fleet page says of the speakers at this moment."""
        return {status.availability(self.station.clock.now()) for status in self.statuses()}

    def wait_for_speakers(self) -> None:
        """Wait until every speaker is there, knows the time well and holds its plan."""
        until(
            lambda: all(
                status.availability(self.station.clock.now()) is Availability.ONLINE
                and status.clock == "T"
                and (status.skew_ms or 0) <= FINE_MS
                and status.version > 0
                for status in self.statuses()
            ),
            "every speaker is there and holds a plan",
        )

    def wait_until_sounding(self, count: int | None = None) -> None:
        """Wait until so many speakers (all of them) sound at this moment."""
        wanted = len(self.devices) if count is None else count
        until(
            lambda: sum(one.last_at is None for one in self.heard()) >= wanted,
            f"{wanted} speakers sound",
        )

    def wait_for(self, outcome: Outcome, start_at: datetime) -> None:
        """Wait until every speaker's pair of this start has come to one outcome."""
        wanted = [outcome.value] * len(self.devices)
        until(
            lambda: self.outcomes(start_at) == wanted,
            f"{len(self.devices)} × {outcome.value}",
        )

    def _run(self, part: Part) -> Part:
        self.parts.append(part)
        return part.start()


@dataclass(frozen=True)
class _ReadyStudio:
    """A studio that has the recording already."""

    made: Recording

    def record(self, _spoken_text: str, **_told: object) -> Recording:
        return self.made


def _fleet(ids: Iterable[str]) -> Fleet:
    devices = tuple(
        Device(device_id, f"Cụm loa {device_id}", HAMLETS[number % 2].code, households=10)
        for number, device_id in enumerate(ids)
    )
    return Fleet(Commune("xa-thu", "Xã Thử", is_sample=True), HAMLETS, devices)


def _fill_home(settings: Settings, wanted: Fleet) -> None:
    now = SystemClock().now()
    memory = prepare_home(settings, wanted.commune.code, now=now)
    with memory.writes.begin() as session:
        fleet.apply(session, wanted, old=None, now=now)
        everyday = AirHours.demo(day_of(now, wanted.commune.zone))
        timetable.found_air_hours(session, wanted.commune.code, everyday, now=now)
        for role in ROLES:
            accounts.found(
                session,
                commune_id=wanted.commune.code,
                login=role.value,
                full_name=role.value,
                role=role,
                password=PASSWORD,
                now=now,
            )
    memory.close()
