"""A person's word on one start: planning follows, other starts stay as they are, and it can be taken back."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from broadcaster.db.airing_tables import broadcasts, unaired
from broadcaster.domain.bulletin import Bulletin
from broadcaster.domain.errors import StationError
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.programme_parts import CommuneBulletins, HamletAnnouncements
from broadcaster.domain.rundown import Rundown, Skip, Why
from broadcaster.domain.rundown_edit import EditKind, RundownEdit
from broadcaster.domain.schedule import Schedule
from broadcaster.domain.special_day import DayEffect
from broadcaster.services import programmes, rundowns, special_days
from tests.factories import NOW, TODAY, World, approved, news_at, planned, wording

AIR_AT = NOW + timedelta(hours=7)
LATER = TODAY + timedelta(days=30)
EARLIER = NOW - timedelta(hours=1)
pytestmark = pytest.mark.slow


@pytest.fixture
def news(world: World) -> Schedule:
    return news_at(world, time(17))


def heard(world: World, hamlet: str = "go-sai", start_at: datetime = AIR_AT) -> Rundown:
    planned(world)
    with world.memory.reads() as session:
        rundown = session.scalar(
            select(broadcasts.c.rundown).where(
                broadcasts.c.hamlet == hamlet, broadcasts.c.start_at == start_at
            )
        )
        assert isinstance(rundown, Rundown)
        return rundown


def ids(rundown: Rundown) -> list[str]:
    return [item.bulletin_id for item in rundown.items if item.bulletin_id]


def say(
    world: World, news: Schedule, kind: EditKind, *chosen: Bulletin, hamlet: str = "", now: datetime = NOW
) -> RundownEdit:
    with world.memory.writes.begin() as session:
        return rundowns.edit(
            session,
            kind,
            tuple(one.id for one in chosen),
            schedule_id=news.id,
            start_at=AIR_AT,
            hamlet=hamlet,
            reason="trùng với buổi họp",
            by=world.operator,
            now=now,
        )


def test_left_out_here_heard_elsewhere_and_taken_back(world: World, news: Schedule) -> None:
    one, two = (approved(world, wording(f"Tin {n}", f"Lời {n}.", expires_on=LATER)) for n in (1, 2))
    both = set(ids(heard(world)))
    assert both == {one.id, two.id}
    edit = say(world, news, EditKind.SKIP, one, hamlet="go-sai")
    here = heard(world)
    assert (ids(here), dict(here.skipped)[one.id]) == ([two.id], Skip.BY_PERSON)
    assert set(ids(heard(world, "ao-sen"))) == both
    assert set(ids(heard(world, start_at=AIR_AT + timedelta(days=1)))) == both
    with world.memory.writes.begin() as session:
        rundowns.undo(session, edit.id, by=world.operator, now=NOW)
    assert set(ids(heard(world))) == both


def test_urgent_news_air_in_a_persons_order(world: World, news: Schedule) -> None:
    one, two = (
        approved(
            world, wording(f"Gấp {n}", f"Gấp {n}.", precedence=Precedence.PRIORITY, expires_on=LATER), now=NOW
        )
        for n in (1, 2)
    )
    by_rule = ids(heard(world))
    say(world, news, EditKind.ORDER, *(two, one) if by_rule[0] == one.id else (one, two))
    assert ids(heard(world)) == by_rule[::-1]


def test_pinned_beyond_the_rules_but_never_beyond_the_last_day(world: World) -> None:
    old = approved(world, wording("Cũ", "Cũ.", expires_on=LATER), now=NOW - timedelta(days=20))
    gone = approved(world, wording("Hết", "Hết.", expires_on=TODAY), now=NOW)
    news = news_at(world, time(17), time(23, 58), minutes=1)
    with world.memory.writes.begin() as session:
        programme = programmes.get(session, news.programme_id or "", by=world.operator)
        programme.parts = (CommuneBulletins(), HamletAnnouncements())
    assert ids(heard(world)) == [gone.id]
    say(world, news, EditKind.PIN, old)
    pinned = heard(world)
    assert next((item.bulletin_id, item.why) for item in pinned.items) == (old.id, Why.PINNED)


def test_a_frozen_rundown_takes_no_word(world: World, news: Schedule) -> None:
    one = approved(world, wording(expires_on=LATER))
    with world.memory.writes.begin() as session:
        programmes.get(session, news.programme_id or "", by=world.operator).freeze_minutes = 30
    planned(world)
    with pytest.raises(StationError, match="rundown_frozen"):
        say(world, news, EditKind.SKIP, one, now=AIR_AT - timedelta(minutes=29))
    say(world, news, EditKind.SKIP, one, now=AIR_AT - timedelta(minutes=31))


def test_what_is_approved_after_the_freeze_waits_for_the_next(world: World, news: Schedule) -> None:
    first = approved(world, wording("Trước", "Trước.", expires_on=LATER))
    with world.memory.writes.begin() as session:
        programmes.get(session, news.programme_id or "", by=world.operator).freeze_minutes = 30
    planned(world)
    near = AIR_AT - timedelta(minutes=20)
    second = approved(world, wording("Sau", "Sau.", expires_on=LATER), now=near)
    planned(world, now=near)
    with world.memory.reads() as session:
        rows = session.execute(
            select(broadcasts.c.start_at, broadcasts.c.rundown)
            .where(broadcasts.c.hamlet == "go-sai")
            .order_by(broadcasts.c.start_at)
        ).all()
    assert ids(rows[0].rundown) == [first.id]
    assert set(ids(rows[1].rundown)) == {first.id, second.id}


def test_a_holiday_is_silent_and_says_so(world: World, news: Schedule) -> None:
    approved(world, wording(expires_on=LATER))
    planned(world)
    with world.memory.writes.begin() as session:
        special_days.add(
            session,
            name="Lễ hội đình",
            effect=DayEffect.SILENT,
            month=TODAY.month,
            day=TODAY.day,
            is_lunar=False,
            year=None,
            days=1,
            topic="",
            by=world.operator,
            now=NOW,
        )
    planned(world)
    with world.memory.reads() as session:
        states = set(session.scalars(select(broadcasts.c.state).where(broadcasts.c.start_at == AIR_AT)))
        why = session.execute(select(unaired).where(unaired.c.start_at == AIR_AT)).all()
    assert {state.name for state in states} == {"WITHDRAWN"}
    assert {(row.code, row.facts["day"]) for row in why} == {("special_day", "Lễ hội đình")}
    assert len(why) == 3


def test_what_does_not_air_is_told_once_and_forgotten_when_it_does(world: World, news: Schedule) -> None:
    planned(world)
    planned(world)

    def told() -> list[tuple[str, str]]:
        with world.memory.reads() as session:
            rows = session.execute(
                select(unaired.c.hamlet, unaired.c.code).where(unaired.c.start_at == AIR_AT)
            )
            return sorted((row.hamlet, row.code) for row in rows)

    assert told() == [(hamlet, "nothing_to_air") for hamlet in ("ao-sen", "ben-loi", "go-sai")]
    approved(world, wording(expires_on=LATER, hamlets=("go-sai",)))
    planned(world)
    assert told() == [(hamlet, "nothing_to_air") for hamlet in ("ao-sen", "ben-loi")]
