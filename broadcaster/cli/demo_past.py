"""The demo's past, told while the station already runs: months on air, three surveys and a map, all of it invented.

The page of a station's first day is nearly empty; a visitor wants to see a year's. Bulletins, surveys and map come by
the same services that people use, with the hour that they would have been made at; only the as-run log of these
months is written as it would have ended, for nobody can play it now. The commune is marked as sample everywhere.
"""

import logging
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import insert, select

from audio_library import sounds
from broadcaster.bootstrap import Station
from broadcaster.cli import demo_map
from broadcaster.cli.demo_past_log import Aired, entries
from broadcaster.cli.demo_past_texts import PAST, SURVEYS, WEEK
from broadcaster.db import airing_tables, bulletin_tables, fleet_rows, timetable_tables
from broadcaster.domain.approval import Heard
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.bulletin import Bulletin, RenditionState, Topic, Wording
from broadcaster.domain.calendar import day_of, moment_at
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.months import month_of, months_between
from broadcaster.domain.people import Person
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.rundown import ItemKind, Rundown, RundownItem, Why
from broadcaster.domain.types import new_id
from broadcaster.services import accounts, audience_counts, bulletins, surveys

MONTHS_BACK = 3
_DONE = "demo-past"
"""Stands in a home whose past is told to its end."""
_DAYS_AT_ONCE = 6
"""So many days are written in one transaction: the station's own work never waits long for the database."""
_SOUND_WAIT_S = 90
_SESSIONS = (time(5, 30), time(17, 0))
_LOG = logging.getLogger(__name__)
Sounds = dict[Topic, tuple[Bulletin, str, int]]
"""By topic: a past bulletin, its sound, and how long that lasts in milliseconds."""


@contextmanager
def telling(station: Station) -> Iterator[None]:
    """Tell the past in a thread of its own, once in the life of a home; ended with the block, it goes on next time."""
    ending = threading.Event()
    thread = threading.Thread(target=_tell, args=(station, ending), name="demo-past", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join(timeout=10)


def _tell(station: Station, ending: threading.Event) -> None:
    done = station.settings.path(_DONE)
    if done.exists():
        return
    try:
        if Past(station, ending).tell():
            done.touch()
    except Exception:  # noqa: BLE001  the demo goes on without a past; the log says why
        _LOG.exception("the demo's past could not be told")


class Past:
    """One telling: each step looks at what is there already, so that a killed one goes on where it was."""

    def __init__(self, station: Station, ending: threading.Event) -> None:
        self.station, self.ending = station, ending
        self.code, self.zone = station.commune.code, station.commune.zone
        self.now = station.clock.now()
        self.today = day_of(self.now, self.zone)
        self.first_on = month_of(self.today - timedelta(days=31 * MONTHS_BACK))
        with station.memory.reads() as session:
            self.fleet: Fleet = fleet_rows.load(session, self.code)
            self.people: dict[str, Person] = {
                login: accounts.by_login(session, login) for login in ("bientap", "duyet", "kythuat")
            }

    def tell(self) -> bool:
        """Tell all of it; False where the station ended before."""
        self._map()
        self._surveys()
        aired = self._bulletins()
        return bool(aired) and self._log(aired) and not self.ending.is_set()

    def _map(self) -> None:
        with self.station.memory.writes.begin() as session:
            if not demo_map.is_drawn(session, self.code):
                demo_map.draw(session, self.fleet, self.people["kythuat"], now=self.now, today=self.today)

    def _surveys(self) -> None:
        chance = random.Random(SURVEYS[0].share)  # noqa: S311  invented answers, no secret
        with self.station.memory.reads() as session:
            if len(surveys.all_names(session, self.code)) >= len(SURVEYS):
                return
        for past in SURVEYS:
            began_on = self.today - timedelta(days=past.days_ago)
            at = moment_at(began_on, time(9), self.zone)
            with self.station.memory.writes.begin() as session:
                if past.name in surveys.all_names(session, self.code):
                    continue
                wave = surveys.plan(
                    session,
                    name=past.name,
                    from_on=began_on,
                    until_on=began_on + timedelta(days=13),
                    topics=[Topic.INNOVATION.value, Topic.HEALTH.value],
                    foil=past.foil,
                    by=self.people["bientap"],
                    now=at,
                    margin=past.margin,
                )
                plan = surveys.sample_plan(self.fleet.hamlets, margin=past.margin)
                for hamlet, wanted in plan.by_hamlet.items():
                    share = past.share + random.Random(hamlet).uniform(-0.15, 0.1)  # noqa: S311  as above
                    for nth in range(wanted):
                        surveys.enter(
                            session,
                            wave.id,
                            hamlet=hamlet,
                            heard={
                                Topic.INNOVATION.value: nth < round(share * wanted),
                                Topic.HEALTH.value: nth % 7 > 0 and nth < round(share * wanted),
                            },
                            claims_foil=chance.random() < 0.04,
                            by=self.people["bientap"],
                            now=at + timedelta(days=1),
                        )
                surveys.close(session, wave.id, by=self.people["bientap"], now=at + timedelta(days=14))

    def _bulletins(self) -> Sounds:
        """Write the past's bulletins, wait for their sounds, and have them approved; empty where the station ended."""
        at = moment_at(self.first_on, time(8), self.zone) - timedelta(days=2)
        written = {text.topic: self._written(text.topic, text.title, text.text, at) for text in PAST}
        deadline = self.station.clock.now() + timedelta(seconds=_SOUND_WAIT_S)
        found: Sounds = {}
        while len(found) < len(written) and self.station.clock.now() < deadline:
            if self.ending.wait(timeout=0.5):
                return {}
            for topic, bulletin_id in written.items():
                if topic not in found and (sound := self._approved(bulletin_id, at)):
                    found[topic] = sound
        return found

    def _written(self, topic: Topic, title: str, text: str, at: datetime) -> str:
        with self.station.memory.writes.begin() as session:
            present = session.scalar(
                select(bulletin_tables.bulletins.c.id).where(
                    bulletin_tables.bulletins.c.commune_id == self.code,
                    bulletin_tables.bulletins.c.title == title,
                )
            )
            if present is not None:
                return str(present)
            words = Wording(title, text, topic, Precedence.ROUTINE, self.today - timedelta(days=1), ())
            bulletin = bulletins.write(session, words, by=self.people["bientap"], now=at)
            bulletins.prepare(session, self.station.speller, bulletin.id, by=self.people["bientap"], now=at)
            return bulletin.id

    def _approved(self, bulletin_id: str, at: datetime) -> tuple[Bulletin, str, int] | None:
        with self.station.memory.writes.begin() as session:
            bulletin = bulletins.get(session, bulletin_id, by=self.people["bientap"])
            made = bulletins.latest_rendition(session, bulletin)
            if made is None or made.state is not RenditionState.READY or made.sound_sha is None:
                return None
            if bulletin.approved_at is None:
                bulletins.submit(
                    session, self.station.speller, bulletin_id, by=self.people["bientap"], now=at
                )
                heard = Heard(made.spoken_sha, made.sound_sha)
                bulletins.approve(
                    session, bulletin_id, heard, by=self.people["duyet"], now=at + timedelta(hours=1)
                )
            return bulletin, made.sound_sha, made.duration_ms or 1

    def _log(self, aired: Sounds) -> bool:
        """Write the log of each day that has none, and count its months; False where the station ended before."""
        with self.station.memory.reads() as session:
            slots = {
                name: key
                for key, name in session.execute(
                    select(timetable_tables.schedules.c.id, timetable_tables.schedules.c.name).where(
                        timetable_tables.schedules.c.commune_id == self.code
                    )
                )
            }
        titles = [name for name in ("Bản tin sáng", "Bản tin chiều") if name in slots]
        days = [self.first_on + timedelta(days=nth) for nth in range((self.today - self.first_on).days)]
        for start in range(0, len(days), _DAYS_AT_ONCE):
            if self.ending.is_set():
                return False
            self._days(days[start : start + _DAYS_AT_ONCE], titles, slots, aired)
        for month_on in months_between(self.first_on, self.today):
            with self.station.memory.writes.begin() as session:
                audience_counts.rebuild_month(session, self.code, month_of(month_on))
        return True

    def _days(self, days: list[date], titles: list[str], slots: dict[str, str], aired: Sounds) -> None:
        told: list[dict[str, Any]] = []
        airings: list[dict[str, Any]] = []
        for day in days:
            if day.weekday() == 6:
                continue
            for title, at in zip(titles, _SESSIONS, strict=False):
                start_at = moment_at(day, at, self.zone)
                rundown = self._rundown(day, aired)
                for hamlet in self.fleet.hamlets:
                    airing = Aired(new_id(), hamlet.code, start_at, rundown)
                    airings.append(self._airing(airing, title, slots[title]))
                    told += entries(self.fleet, airing)
        with self.station.memory.writes.begin() as session:
            if airings and not self._is_told(session, airings[0]["start_at"]):
                session.execute(insert(airing_tables.broadcasts), airings)
                session.execute(insert(airing_tables.as_run), told)

    def _is_told(self, session: Any, start_at: datetime) -> bool:
        return (
            session.scalar(
                select(airing_tables.as_run.c.id)
                .where(
                    airing_tables.as_run.c.commune_id == self.code,
                    airing_tables.as_run.c.start_at == start_at,
                )
                .limit(1)
            )
            is not None
        )

    def _airing(self, airing: Aired, title: str, schedule_id: str) -> dict[str, Any]:
        return {
            "id": airing.id,
            "commune_id": self.code,
            "schedule_id": schedule_id,
            "programme_id": None,
            "hamlet": airing.hamlet,
            "title": title,
            "start_at": airing.start_at,
            "rundown": airing.rundown,
            "precedence": Precedence.ROUTINE,
            "late_ms": 60_000,
            "state": BroadcastState.PLANNED,
        }

    @cached_property
    def _tune(self) -> RundownItem:
        sound, length_ms = self.station.store.keep(sounds.SIGNATURE), self.station.length_ms(sounds.SIGNATURE)
        return RundownItem(ItemKind.FIXED, "Nhạc hiệu", sound, None, 0, length_ms, Why.FIXED)

    def _rundown(self, day: date, aired: Sounds) -> Rundown:
        items = [self._tune]
        for topic in WEEK[day.weekday()]:
            bulletin, sound, duration_ms = aired[topic]
            start_ms = items[-1].offset_ms + items[-1].duration_ms
            items.append(
                RundownItem(
                    ItemKind.BULLETIN,
                    bulletin.title,
                    sound,  # type: ignore[arg-type]  # the rendition holds it as text
                    bulletin.id,
                    start_ms,
                    duration_ms,
                    Why.NEWEST,
                    topic=topic.value,
                )
            )
        return Rundown(tuple(items))
