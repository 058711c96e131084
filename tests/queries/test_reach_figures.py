"""Figures of pages: from counts, over both databases, and the same as from the mathematics alone."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, insert

from broadcaster.db.audience_tables import play_counts
from broadcaster.db.commune_tables import devices
from broadcaster.db.session import Memory
from broadcaster.domain.bulletin import Topic
from broadcaster.domain.people import Role
from broadcaster.queries.reach_figures import ReachView, reach_view, wave_points
from broadcaster.queries.survey_waves import all_waves
from broadcaster.reach.advice import Step
from broadcaster.reach.claim import Verdict
from tests import listening
from tests.factories import World

OCTOBER = date(2026, 10, 1)


def count(world: World, device: str, topic: Topic, status: str, plays: int, month_on: date = OCTOBER) -> None:
    with world.memory.writes.begin() as session:
        session.execute(
            insert(play_counts).values(
                commune_id=world.commune_id,
                month_on=month_on,
                topic=topic.value,
                device_id=device,
                daypart="morning",
                status=status,
                plays=plays,
                played_ms=plays * 30_000,
                planned_ms=plays * 30_000,
            )
        )


def view(world: World, *months: date) -> ReachView:
    with world.memory.reads() as session:
        return reach_view(session, world.commune_id, months or (OCTOBER,))


def test_nothing_on_air_is_nothing_to_show(world: World) -> None:
    found = view(world)
    assert found.topics == ()
    assert found.residents == 2650
    assert found.undeclared == ("BL-01",)


def test_only_confirmed_plays_reach_anybody(world: World) -> None:
    count(world, "GS-01", Topic.HEALTH, "confirmed", 8)
    count(world, "GS-02", Topic.HEALTH, "unconfirmed", 8)
    count(world, "AS-01", Topic.HEALTH, "failed", 8)
    (topic,) = view(world).topics
    hamlets = {each.hamlet_code: each.ladder for each in topic.hamlets}
    assert hamlets["go-sai"].opportunity.low == pytest.approx(180 / 300)
    assert hamlets["go-sai"].opportunity.high == pytest.approx(280 / 300)
    assert hamlets["ao-sen"].once.high == 0
    assert hamlets["ben-loi"].ceiling == 0
    assert topic.figures.commune.played.scheduled == 24
    assert topic.figures.claim.verdict is Verdict.NOT_PROVEN
    assert topic.wave is None


def test_months_add_up_and_reach_is_worked_out_anew(world: World) -> None:
    november = date(2026, 11, 1)
    count(world, "GS-01", Topic.HEALTH, "confirmed", 4)
    count(world, "GS-01", Topic.HEALTH, "confirmed", 4, november)
    one, two = (
        view(world, *months).topics[0].figures.commune for months in ((OCTOBER,), (OCTOBER, november))
    )
    assert two.played.confirmed == 8
    assert one.once.low < two.once.low < 2 * one.once.low


def test_a_report_that_arrives_is_never_overlooked(world: World) -> None:
    count(world, "GS-01", Topic.HEALTH, "confirmed", 4)
    before = view(world)
    count(world, "GS-02", Topic.HEALTH, "confirmed", 1)
    assert view(world).topics[0].figures.commune.once.low > before.topics[0].figures.commune.once.low
    with world.memory.writes.begin() as session:
        session.execute(devices.update().where(devices.c.id == "GS-01").values(households=10))
    assert view(world).topics[0].figures.commune.ceiling < before.topics[0].figures.commune.ceiling


def test_what_to_do_next(world: World) -> None:
    count(world, "GS-01", Topic.INNOVATION, "failed", 5)
    count(world, "GS-01", Topic.INNOVATION, "confirmed", 5)
    count(world, "AS-01", Topic.INNOVATION, "confirmed", 8)
    (topic,) = view(world).topics
    steps = {each.hamlet_code: [advice.step for advice in each.advice] for each in topic.hamlets}
    assert steps["go-sai"][0] is Step.REPAIR
    assert topic.hamlets[0].advice[0].speaker == "GS-01"
    assert steps["ben-loi"] == [Step.DECLARE, Step.SCHEDULE]


def test_a_speaker_that_left_counts_for_nobody_and_is_told(world: World) -> None:
    count(world, "GS-01", Topic.HEALTH, "confirmed", 4)
    count(world, "XX-99", Topic.HEALTH, "confirmed", 7)
    found = view(world)
    assert found.unplaced == 7
    assert found.topics[0].figures.commune.played.confirmed == 4


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def surveyed(request: pytest.FixtureRequest) -> Iterator[Memory]:
    from broadcaster.db.session import open_memory

    copy: Callable[[str], str] = request.getfixturevalue(f"{request.param}_copy")
    memory = open_memory(copy("tables"))
    people = listening.found_commune(memory, datetime(2026, 9, 1, tzinfo=UTC))
    listening.ask_people(memory, "Đợt 1", date(2026, 10, 12), 0.99, by=people[Role.OPERATOR])
    yield memory
    memory.close()


def test_only_a_survey_can_reach_the_target(surveyed: Memory) -> None:
    code = listening.FLEET.commune.code
    with surveyed.reads() as session:
        found = reach_view(session, code, (OCTOBER,))
        waves = all_waves(session, code)
        assert reach_view(session, code, (date(2026, 9, 1),)).topics == (), (
            "a wave speaks for no time before it"
        )
    lead = found.topics[0]
    assert lead.topic is Topic.INNOVATION
    assert lead.figures.claim.verdict is Verdict.REACHED
    (point,) = wave_points(waves, Topic.INNOVATION)
    assert lead.figures.survey is not None
    assert point.reach == lead.figures.survey.corrected
    with surveyed.writes.begin() as session:
        session.execute(delete(play_counts))
    assert wave_points(waves, Topic.HEALTH) == ()
