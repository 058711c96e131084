"""Units owe items; what they send goes the way of every request, and counts for the month in which it was sent."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from broadcaster.domain.bulletin import Topic
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person
from broadcaster.domain.request import AnnouncementRequest
from broadcaster.domain.unit import UnitKind
from broadcaster.queries.units_page import behind, unit_home, unit_lines
from broadcaster.services import requests, units
from tests.factories import NOW, TODAY, World

NOVEMBER = date(2026, 11, 1)


def sent(session: Session, by: Person, text: str = "Học sinh tập kịch bản chữa cháy.") -> AnnouncementRequest:
    return requests.contribute(
        session, title="", text=text, topic=Topic.EDUCATION, author="Cô Nga", by=by, now=NOW
    )


def test_an_accepted_item_becomes_a_bulletin_of_the_commune_on_its_topic(world: World) -> None:
    with world.memory.writes.begin() as session:
        item = sent(session, world.contributor)
        made = requests.accept(session, item.id, expires_on=TODAY, by=world.operator, now=NOW)
    assert (made.hamlets, made.topic, made.request_id) == ((), Topic.EDUCATION, item.id)
    assert (item.unit_id, item.author, item.hamlet) == (world.contributor.unit_id, "Cô Nga", "")


def test_a_month_counts_what_was_sent_in_it_by_where_it_stands(world: World) -> None:
    with world.memory.writes.begin() as session:
        accepted, refused, _waiting = (sent(session, world.contributor) for _ in range(3))
        requests.accept(session, accepted.id, expires_on=TODAY, by=world.operator, now=NOW)
        requests.refuse(session, refused.id, reason="Trùng.", by=world.operator, now=NOW)
    with world.memory.reads() as session:
        (line,) = unit_lines(session, world.commune_id, NOVEMBER, now=NOW)
        (before,) = unit_lines(session, world.commune_id, date(2026, 10, 1), now=NOW)
        home = unit_home(session, world.commune_id, world.contributor.unit_id, now=NOW, shown=2)
    assert (line.sent, line.duty.accepted, line.duty.waiting, line.refused, line.aired) == (3, 1, 1, 1, 0)
    assert (before.sent, before.duty.owed) == (0, 0)
    assert (home.stories_total, len(home.stories), home.stories[0].unit) == (3, 2, line.unit.name)


def test_the_days_work_names_units_that_must_hurry(world: World) -> None:
    with world.memory.reads() as session:
        late = behind(session, world.commune_id, now=NOW)
        early = behind(session, world.commune_id, now=NOW - timedelta(days=10))
    assert [(unit.name, duty.missing) for unit, duty in late] == [("Trường Tiểu học số 2", 2)]
    assert early == ()


def test_another_units_item_does_not_exist(world: World) -> None:
    with world.memory.writes.begin() as session:
        item = sent(session, world.contributor)
    for stranger in (
        Person("s", "mai-khe", "khac", "X", world.contributor.role, None, "", NOW, unit_id="other"),
        world.hamlet_head,
    ):
        with world.memory.reads() as session, pytest.raises(StationError, match="not_found"):
            requests.get(session, item.id, by=stranger)


def test_a_contributor_without_a_unit_sends_nothing(world: World) -> None:
    lost = Person("s", "mai-khe", "khac", "X", world.contributor.role, None, "", NOW)
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="unit_missing"):
        sent(session, lost)


def test_a_unit_that_has_ended_owes_nothing_and_its_name_is_free(world: World) -> None:
    with world.memory.writes.begin() as session:
        made = units.add(
            session, name="Trạm Y tế", kind=UnitKind.HEALTH, monthly_quota=1, by=world.operator, now=NOW
        )
        with pytest.raises(StationError, match="unit_taken"):
            units.add(
                session, name="trạm y tế", kind=UnitKind.HEALTH, monthly_quota=1, by=world.operator, now=NOW
            )
        units.end(session, made.id, by=world.operator, now=NOW)
        units.add(
            session, name="Trạm Y tế", kind=UnitKind.HEALTH, monthly_quota=1, by=world.operator, now=NOW
        )
        assert len(units.owing(session, world.commune_id)) == 2


@pytest.mark.parametrize("role", ["approver", "hamlet_head", "viewer", "contributor", "technician"])
def test_only_the_office_says_who_owes_items(world: World, role: str) -> None:
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="not_allowed"):
        units.add(session, name="X", kind=UnitKind.OTHER, monthly_quota=1, by=getattr(world, role), now=NOW)
