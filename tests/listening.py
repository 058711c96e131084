"""A commune that has been on air for months: its log, its counts and its surveys, invented but believable."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from broadcaster.adapters import device_file
from broadcaster.cli import demo_past_log
from broadcaster.cli.demo_past_log import Aired
from broadcaster.db import airing_tables, bulletin_tables, timetable_tables
from broadcaster.db.session import Memory
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.bulletin import BulletinState, Topic
from broadcaster.domain.calendar import moment_at
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.months import last_day, months_between
from broadcaster.domain.people import Person, Role
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.rundown import ItemKind, Rundown, RundownItem, Why
from broadcaster.domain.types import sha256
from broadcaster.domain.unit import UnitKind
from broadcaster.services import accounts, audience_counts, fleet, surveys, units

FLEET = device_file.read(Path(__file__).parent.parent / "devices.yaml")
ZONE = FLEET.commune.zone
SESSIONS = (("Bản tin sáng", time(5, 30)), ("Bản tin chiều", time(17, 0)))
WEEK = (
    (Topic.INNOVATION, Topic.ADMINISTRATION, Topic.WEATHER),
    (Topic.LAW, Topic.INNOVATION, Topic.AGRICULTURE),
    (Topic.HEALTH, Topic.INNOVATION, Topic.WEATHER),
    (Topic.AGRICULTURE, Topic.SECURITY, Topic.INNOVATION),
    (Topic.INNOVATION, Topic.CULTURE, Topic.HEALTH),
    (Topic.LAW, Topic.EDUCATION, Topic.INNOVATION),
)
TITLES = {
    Topic.INNOVATION: "Cài đặt định danh mức 2, nộp hồ sơ trực tuyến",
    Topic.LAW: "Luật Đất đai: những điều người dân cần biết",
    Topic.HEALTH: "Phòng bệnh sốt xuất huyết sau mưa",
    Topic.AGRICULTURE: "Chăm sóc lúa mùa giai đoạn đẻ nhánh",
    Topic.WEATHER: "Thời tiết trong ngày",
    Topic.ADMINISTRATION: "Thông báo lịch tiếp công dân",
    Topic.SECURITY: "Cảnh giác lừa đảo qua điện thoại",
    Topic.CULTURE: "Hội thao chào mừng ngày Nhà giáo",
    Topic.EDUCATION: "Tuyển sinh lớp bồi dưỡng cộng đồng",
    Topic.COMMUNITY: "Lịch cắt điện luân phiên",
}


def found_commune(memory: Memory, now: datetime) -> dict[Role, Person]:
    """Write the demo's commune into an empty database, with somebody in every role."""
    with memory.writes.begin() as session:
        fleet.apply(session, FLEET, old=None, now=now)
        school = units.found(
            session,
            commune_id=FLEET.commune.code,
            name="Trường Tiểu học số 2",
            kind=UnitKind.SCHOOL,
            monthly_quota=2,
            now=now,
        )
        for role in Role:
            accounts.found(
                session,
                commune_id=FLEET.commune.code,
                login=role.value.replace("_", "-"),
                full_name=role.value,
                role=role,
                password="một câu dài dễ nhớ",
                now=now,
                hamlet=FLEET.hamlets[0].code if role is Role.HAMLET_HEAD else None,
                unit_id=school.id if role is Role.CONTRIBUTOR else None,
            )
    with memory.reads() as session:
        return {person.role: person for person in session.scalars(select(Person))}


def fill_months(memory: Memory, first_on: date, last_on: date, *, by: Person) -> int:
    """Write bulletins, broadcasts and the as-run log of these months; return the number of pairs."""
    code, pairs = FLEET.commune.code, 0
    with memory.writes.begin() as session:
        session.execute(insert(timetable_tables.schedules), [_schedule(name, at) for name, at in SESSIONS])
    for month_on in months_between(first_on, last_on):
        days = [
            month_on + timedelta(days=nth)
            for nth in range((min(last_day(month_on), last_on) - month_on).days + 1)
        ]
        airings = [airing for day in days if day.weekday() < 6 for airing in _airings(FLEET, day)]
        told = [entry for airing in airings for entry in _entries(airing)]
        with memory.writes.begin() as session:
            session.execute(insert(bulletin_tables.bulletins), list(_bulletins(month_on, by)))
            session.execute(insert(airing_tables.broadcasts), airings)
            session.execute(insert(airing_tables.as_run), told)
        with memory.writes.begin() as session:
            audience_counts.rebuild_month(session, code, month_on)
        pairs += len(told)
    return pairs


def ask_people(
    memory: Memory, name: str, from_on: date, share: float, *, by: Person, seed: int = 1, margin: float = 0.05
) -> str:
    """Make a wave in which about `share` of those asked heard the plan's topic, less of the law; return its id."""
    chance = random.Random(seed)
    at = datetime.combine(from_on, time(3), UTC)
    topics = (Topic.INNOVATION.value, Topic.LAW.value)
    with memory.writes.begin() as session:
        wave = surveys.plan(
            session,
            name=name,
            from_on=from_on,
            until_on=from_on + timedelta(days=13),
            topics=topics,
            foil="Hội thi nuôi chim bồ câu cấp xã",
            by=by,
            now=at,
            margin=margin,
        )
        plan = surveys.sample_plan(FLEET.hamlets, margin=margin)
        for hamlet, wanted in plan.by_hamlet.items():
            for _ in range(wanted):
                heard = chance.random() < share
                surveys.enter(
                    session,
                    wave.id,
                    hamlet=hamlet,
                    heard={topics[0]: heard, topics[1]: chance.random() < share - 0.1},
                    claims_foil=chance.random() < 0.04,
                    by=by,
                    now=at + timedelta(hours=1),
                )
    return wave.id


def _schedule(name: str, at: time) -> dict[str, Any]:
    return {
        "id": name,
        "commune_id": FLEET.commune.code,
        "name": name,
        "recurrence": Recurrence(frozenset(range(6)), (at,), date(2026, 1, 1)),
        "length_ms": 1_800_000,
        "hamlets": (),
        "late_ms": 60_000,
    }


def _bulletin_id(topic: Topic, day: date) -> str:
    return f"{topic.value[:8]}-{day:%Y%m}-{(day.day - 1) // 7}"


def _bulletins(month_on: date, by: Person) -> Iterator[dict[str, Any]]:
    for topic in Topic:
        for week in range(5):
            day = month_on + timedelta(days=7 * week)
            at = datetime.combine(day, time(2), UTC)
            yield {
                "id": f"{topic.value[:8]}-{month_on:%Y%m}-{week}",
                "commune_id": FLEET.commune.code,
                "title": f"{TITLES[topic]} (số {week + 1})",
                "text": TITLES[topic],
                "topic": topic,
                "precedence": Precedence.ROUTINE,
                "hamlets": (),
                "expires_on": last_day(month_on),
                "author_id": by.id,
                "created_at": at,
                "changed_at": at,
                "state": BulletinState.APPROVED,
                "revision": 1,
                "choices": {},
                "approved_at": at,
            }


def _airings(fleet_: Fleet, day: date) -> Iterator[dict[str, Any]]:
    for name, at in SESSIONS:
        rundown = _rundown(day)
        for hamlet in fleet_.hamlets:
            yield {
                "id": sha256(f"{day}{name}{hamlet.code}")[:20],
                "commune_id": fleet_.commune.code,
                "schedule_id": name,
                "programme_id": None,
                "hamlet": hamlet.code,
                "title": name,
                "start_at": moment_at(day, at, ZONE),
                "rundown": rundown,
                "precedence": Precedence.ROUTINE,
                "late_ms": 60_000,
                "state": BroadcastState.PLANNED,
            }


def _rundown(day: date) -> Rundown:
    items = [RundownItem(ItemKind.FIXED, "Nhạc hiệu", sha256("tune"), None, 0, 20_000, Why.FIXED)]
    for topic in WEEK[day.weekday()]:
        start_ms = items[-1].offset_ms + items[-1].duration_ms
        items.append(
            RundownItem(
                ItemKind.BULLETIN,
                TITLES[topic],
                sha256(topic.value),
                _bulletin_id(topic, day),
                start_ms,
                180_000,
                Why.NEWEST,
                topic=topic.value,
            )
        )
    return Rundown(tuple(items))


def _entries(airing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    aired = Aired(airing["id"], airing["hamlet"], airing["start_at"], airing["rundown"])
    return demo_past_log.entries(FLEET, aired)
