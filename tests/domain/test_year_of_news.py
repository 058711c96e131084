"""A year of a commune, planned anew each morning from a seed, and held against every rule that it should keep."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest

from broadcaster.domain.air_hours import AirHours, AirWindow
from broadcaster.domain.broadcast import Broadcast
from broadcaster.domain.calendar import day_of, local
from broadcaster.domain.candidate import Airing, Candidate
from broadcaster.domain.horizon import Station, expand
from broadcaster.domain.programme import Programme
from broadcaster.domain.programme_parts import CommuneBulletins, HamletAnnouncements, Limits, RepeatOfDay
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.rundown import Why
from broadcaster.domain.rundown_edit import EditKind, RundownEdit
from broadcaster.domain.schedule import Schedule
from broadcaster.domain.special_day import DayEffect, make_special_day
from tests.domain.newsroom import CLOSE, MINUTE, TUNE, ZONE, candidate

HAMLETS = tuple(f"thon-{nth}" for nth in range(1, 9))
WORKDAYS = frozenset(range(6))
FIRST_ON, DAYS = date(2027, 1, 1), 365
TET = frozenset(date(2027, 2, 5) + timedelta(days=n) for n in range(5))
APART_MS = 36 * 60 * MINUTE
BULLETINS = CommuneBulletins(limits=Limits(fresh_days=5, airings=4, apart_ms=APART_MS))
REPEATS = RepeatOfDay(Limits(airings_a_day=2))
HOURS = AirHours(
    FIRST_ON,
    (AirWindow(WORKDAYS, time(5), time(6)), AirWindow(WORKDAYS, time(17), time(18))),
    daily_minutes=25,
    sessions_per_day=2,
    session_minutes=15,
)


SPECIAL = (
    make_special_day(
        commune_id="mai-khe", name="Tết", effect=DayEffect.SILENT, month=12, day=30, is_lunar=True, days=5,
        made_by=None, now=datetime(2026, 12, 31, tzinfo=UTC),
    ),
    make_special_day(
        commune_id="mai-khe", name="Chuyển đổi số", effect=DayEffect.TOPIC, month=10, day=4, days=12, topic="science",
        made_by=None, now=datetime(2026, 12, 31, tzinfo=UTC),
    ),
)  # fmt: skip


def schedule(name: str, at: time, minutes: int) -> Schedule:
    rule = Recurrence(WORKDAYS, (at,), FIRST_ON)
    return Schedule(name, "mai-khe", name, rule, minutes * MINUTE, (), name)


STATION = Station(
    commune="mai-khe",
    zone=ZONE,
    hamlets=HAMLETS,
    schedules=(schedule("morning", time(5, 30), 15), schedule("afternoon", time(17), 10)),
    programmes={
        "morning": Programme(
            "morning", "mai-khe", "Sáng", 15, (TUNE, BULLETINS, HamletAnnouncements(), CLOSE), {"science": 3}
        ),
        "afternoon": Programme("afternoon", "mai-khe", "Chiều", 10, (TUNE, REPEATS, CLOSE)),
    },
    candidates=(),
    air_hours=(HOURS,),
    special_days=SPECIAL,
)


def material(chance: Random) -> list[Candidate]:
    """Return what is approved in a year: three bulletins every two days, and announcements of hamlets."""
    made = []
    for nth in range(DAYS * 2):
        at = datetime(2026, 12, 31, 17, tzinfo=UTC) + timedelta(days=chance.uniform(0, DAYS))
        hamlet = chance.choice(HAMLETS) if chance.random() < 0.25 else ""
        one = candidate(
            f"b{nth:03}",
            topic=chance.choice(("health", "law", "farming", "science")),
            minutes=chance.uniform(0.5, 5),
            priority=chance.random() < 0.1,
            hamlet=hamlet,
            expires_on=chance.choice((None, day_of(at, ZONE) + timedelta(days=chance.randrange(9)))),
        )
        made.append(replace(one, approved_at=at))
    return made


def year(chance: Random) -> tuple[list[Broadcast], dict[str, Candidate], tuple[RundownEdit, ...]]:
    """Return what was on air: each day by its morning's plan, but for days without power."""
    pool = material(chance)
    aired: list[Broadcast] = []
    standing: tuple[Broadcast, ...] = ()
    edits: tuple[RundownEdit, ...] = ()
    for nth in range(DAYS):
        now = datetime(2026, 12, 31, 20, tzinfo=UTC) + timedelta(days=nth)
        tomorrow = now + timedelta(days=1)
        recent = [one for one in aired if one.start_at > now - timedelta(days=40)]
        topics = {one.bulletin_id: one.topic for one in pool}
        station = replace(
            STATION,
            candidates=[one for one in pool if now - timedelta(days=12) < one.approved_at <= now],
            history=[
                Airing(item.bulletin_id, one.hamlet, one.start_at, topics[item.bulletin_id])
                for one in recent
                for item in one.rundown.items
                if item.bulletin_id
            ],
            standing=standing,
            edits=edits,
        )
        planned = expand(station, now=now, days=2).broadcasts
        if chance.random() < 0.97:  # else the power is out in the whole commune for a day
            aired += [one for one in planned if one.start_at < tomorrow]
        standing = tuple(one for one in planned if one.start_at >= tomorrow)
        if chance.random() < 0.1:  # the desk leaves out what it likes least tomorrow, in one hamlet
            edits += tuple(left_out(one, nth) for one in standing[:1])
    return aired, {one.bulletin_id: one for one in pool}, edits


def left_out(one: Broadcast, nth: int) -> RundownEdit:
    chosen = next(item.bulletin_id for item in one.rundown.items if item.bulletin_id)
    return RundownEdit(
        f"edit-{nth:03}", "mai-khe", one.schedule_id, one.start_at, one.hamlet, EditKind.SKIP, (chosen,),
        "trùng", "operator", one.start_at - timedelta(days=1),
    )  # fmt: skip


@pytest.mark.slow
def test_a_year_keeps_every_rule() -> None:
    aired, pool, edits = year(Random(20270101))
    assert len(aired) > 3000
    starts: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)
    minutes: defaultdict[tuple[str, date], int] = defaultdict(int)
    quota: defaultdict[tuple[str, int], int] = defaultdict(int)
    for one in sorted(aired, key=lambda one: one.start_at):
        start, end = local(one.start_at, ZONE), local(one.end_at, ZONE)
        assert start.weekday() in WORKDAYS
        assert start.date() not in TET
        assert (start.hour, end.hour) in {(5, 5), (17, 17)}
        assert one.duration_ms <= (15 if start.hour == 5 else 10) * MINUTE
        minutes[one.hamlet, start.date()] += one.duration_ms
        classes = []
        for item in one.rundown.items:
            if item.bulletin_id:
                bulletin = pool[item.bulletin_id]
                classes.append(bulletin.precedence)
                assert bulletin.concerns(one.hamlet)
                assert bulletin.expires_on is None or start.date() <= bulletin.expires_on
                assert one.start_at - bulletin.approved_at <= timedelta(days=7)
                starts[one.hamlet, item.bulletin_id].append(one.start_at)
                quota[one.hamlet, start.month] += bulletin.topic == "science"
        assert classes == sorted(classes, reverse=True)
    assert max(minutes.values()) <= 25 * MINUTE
    for (_, bulletin_id), times in starts.items():
        mornings = [at for at in times if local(at, ZONE).hour == 5]
        assert len(set(times)) == len(times)
        if not pool[bulletin_id].hamlets:
            assert all(b - a >= timedelta(milliseconds=APART_MS) for a, b in pairwise(mornings))
    assert all(quota[hamlet, month] >= 3 for hamlet in HAMLETS for month in range(1, 13))
    whys = {item.why for one in aired for item in one.rundown.items}
    assert {Why.FIXED, Why.PRIORITY, Why.CAMPAIGN, Why.QUOTA, Why.NEWEST, Why.REPEAT} <= whys
    said = {
        (one.schedule_id, one.start_at, one.hamlet, item.bulletin_id)
        for one in aired
        for item in one.rundown.items
    }
    assert len(edits) > 20
    assert not said & {(one.schedule_id, one.start_at, one.hamlet, one.bulletins[0]) for one in edits}
