"""Small, believable things to test with."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.session import Memory
from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.approval import Heard
from broadcaster.domain.bulletin import Bulletin, Topic, Wording
from broadcaster.domain.device import Device
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.people import Person, Role
from broadcaster.domain.places import Commune, Hamlet
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.programme_parts import CommuneBulletins, HamletAnnouncements, Limits
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.schedule import Schedule, Slot
from broadcaster.domain.types import Sha256, sha256
from broadcaster.domain.unit import UnitKind
from broadcaster.services import (
    accounts,
    bulletins,
    dispatching,
    fleet,
    planning,
    programmes,
    rendering,
    timetable,
    units,
)
from broadcaster.services.ports import Recording
from tests.fakes import PlainSpeller

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
"""Tuesday, ten in the morning in the commune."""
TODAY = date(2026, 11, 24)
PASSWORD = "một câu dài dễ nhớ"

FLEET = Fleet(
    Commune("mai-khe", "Xã Mai Khê", is_sample=True),
    (
        Hamlet("go-sai", "Gò Sải", 300, 1050),
        Hamlet("ao-sen", "Ao Sen", 250, 900),
        Hamlet("ben-loi", "Bến Lội", 200, 700),
    ),
    (
        Device("GS-01", "Nhà văn hóa Gò Sải", "go-sai", households=180),
        Device("GS-02", "Ngã ba Gò Sải", "go-sai", households=100, gain_db=-2.0, delay_ms=20),
        Device("AS-01", "Đình Ao Sen", "ao-sen", households=200),
        Device("BL-01", "Bến đò", "ben-loi"),
    ),
)


@dataclass(frozen=True)
class World:
    """A founded commune: its database and its people."""

    memory: Memory
    operator: Person
    approver: Person
    hamlet_head: Person
    technician: Person
    viewer: Person
    administrator: Person
    contributor: Person
    commune_id: str = FLEET.commune.code


def found_world(memory: Memory) -> World:
    """Write the commune into an empty database."""
    with memory.writes.begin() as session:
        fleet.apply(session, FLEET, old=None, now=NOW)
        school = units.found(
            session,
            commune_id=FLEET.commune.code,
            name="Trường Tiểu học số 2",
            kind=UnitKind.SCHOOL,
            monthly_quota=2,
            now=NOW,
        )
        for role in Role:
            accounts.found(
                session,
                commune_id=FLEET.commune.code,
                login=role.value.replace("_", "-"),
                full_name=role.value,
                role=role,
                password=PASSWORD,
                now=NOW,
                hamlet="ao-sen" if role is Role.HAMLET_HEAD else None,
                unit_id=school.id if role is Role.CONTRIBUTOR else None,
            )
        for device in FLEET.devices:
            fleet.enrol(
                session,
                FLEET.commune.code,
                device.id,
                public_key=sha256(device.id),
                credential={"sha256": sha256(device.id), "mosquitto": "$7$101$x$y"},
                now=NOW,
            )
        timetable.found_air_hours(
            session, FLEET.commune.code, AirHours.demo(TODAY - timedelta(days=30)), now=NOW
        )
    return load_world(memory)


def load_world(memory: Memory) -> World:
    """Return the commune that was founded in this database."""
    with memory.reads() as session:
        people = {person.role: person for person in session.scalars(select(Person))}
    return World(
        memory,
        people[Role.OPERATOR],
        people[Role.APPROVER],
        people[Role.HAMLET_HEAD],
        people[Role.TECHNICIAN],
        people[Role.VIEWER],
        people[Role.ADMINISTRATOR],
        people[Role.CONTRIBUTOR],
    )


def wording(
    title: str = "Tiêm phòng trâu, bò",
    text: str = "Trạm thú y tiêm phòng sáng thứ Bảy.",
    *,
    topic: Topic = Topic.AGRICULTURE,
    precedence: Precedence = Precedence.ROUTINE,
    expires_on: date = TODAY + timedelta(days=5),
    hamlets: tuple[str, ...] = (),
) -> Wording:
    """Return words that may go on air."""
    return Wording(title, text, topic, precedence, expires_on, hamlets)


def recording(title: str = "x", duration_ms: int = 30_000) -> Recording:
    """Return a finished sound, as the studio would tell of it."""
    return Recording(sha256(title), duration_ms, -16.0, -1.5, "espeak vi-vn-x-north", (1, 50, 100))


def make_sound(session: Session, rendition_id: str, made: Recording, *, now: datetime = NOW) -> None:
    """Play the renderer until this sound is made."""
    session.flush()
    while (claimed := rendering.claim(session, now=now)) and claimed.rendition_id != rendition_id:
        rendering.finish(session, claimed, recording(claimed.spoken_text))
    assert claimed is not None, "no such sound was ordered"
    rendering.finish(session, claimed, made)
    session.expire_all()


def news_at(world: World, *times: time, now: datetime = NOW, minutes: int = 30) -> Schedule:
    """Put a programme that fills itself with bulletins on air every day at these hours."""
    with world.memory.writes.begin() as session:
        programme = programmes.add(
            session,
            name="Bản tin",
            minutes=minutes,
            parts=(CommuneBulletins(limits=Limits(fresh_days=None, airings_a_day=4)), HamletAnnouncements()),
            by=world.operator,
            now=now,
        )
        return timetable.add_schedule(
            session,
            name="Bản tin",
            programme_id=programme.id,
            slot=Slot(Recurrence.daily(*times, first_on=TODAY), minutes * 60_000),
            by=world.operator,
            now=now,
        )


def planned(world: World, *, now: datetime = NOW) -> None:
    """Plan ahead, and make every speaker's plan."""
    with world.memory.writes.begin() as session:
        planning.plan_ahead(session, world.commune_id, now=now)
        dispatching.refresh(session, world.commune_id, now=now)


def approved(
    world: World, words: Wording | None = None, *, now: datetime = NOW, duration_ms: int = 30_000
) -> Bulletin:
    """Walk a bulletin from the first words to its approval."""
    words = words or wording()
    with world.memory.writes.begin() as session:
        bulletin = bulletins.write(session, words, by=world.operator, now=now)
        ordered = bulletins.prepare(session, PlainSpeller(), bulletin.id, by=world.operator, now=now)
    with world.memory.writes.begin() as session:
        make_sound(session, ordered.id, recording(words.text, duration_ms), now=now)
        bulletins.submit(session, PlainSpeller(), bulletin.id, by=world.operator, now=now)
    heard = Heard(ordered.spoken_sha, Sha256(sha256(words.text)))
    with world.memory.writes.begin() as session:
        bulletins.approve(session, bulletin.id, heard, by=world.approver, now=now)
        return session.get_one(Bulletin, bulletin.id)
