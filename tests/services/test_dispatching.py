"""What each speaker shall hold, and what is due on the wire."""

from datetime import time, timedelta

from sqlalchemy import func, select

from broadcaster.db.airing_tables import as_run
from broadcaster.db.speaker_tables import signed_bodies
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.desired import DesiredPlan
from broadcaster.domain.types import sha256_of
from broadcaster.services import bulletins, dispatching, fleet, planning, reporting
from broadcaster.services.reporting import Report
from tests.factories import FLEET, NOW, TODAY, World, approved, news_at, planned, wording

FIVE_PM = time(17)


def on_air(world: World) -> None:
    approved(world, wording(expires_on=TODAY + timedelta(days=30)))
    news_at(world, FIVE_PM)
    planned(world)


def due(world: World, seconds: float = 0) -> list[str]:
    with world.memory.reads() as session:
        found = dispatching.due(session, world.commune_id, now=NOW + timedelta(seconds=seconds), limit=100)
        return [each.desired.device_id for each in found]


def say(world: World, seconds: float = 0) -> dict[str, str]:
    """Say what is due, as the gateway does; return the bodies' names by speaker."""
    now = NOW + timedelta(seconds=seconds)
    with world.memory.reads() as session:
        found = dispatching.due(session, world.commune_id, now=now, limit=100)
    heads = [
        dispatching.again(each.desired)
        if each.size is not None
        else dispatching.made(each.desired, f"{each.desired.device_id} {each.desired.version}".encode())
        for each in found
    ]
    with world.memory.writes.begin() as session:
        current = dispatching.said(session, world.commune_id, heads, now=now)
    return {head.device_id: head.body_sha for head in heads if head.device_id in current}


def holds(
    world: World, device_id: str, version: int, sha: str, *, ready_days: float = 0, seconds: float = 0
) -> None:
    now = NOW + timedelta(seconds=seconds)
    ready = NOW + timedelta(days=ready_days) if ready_days else None
    report = Report(1, version, sha, None, ready, 0, "T", 1, (), 5_000_000_000, 0.0, "")
    with world.memory.writes.begin() as session:
        status = reporting.known_speakers(session, world.commune_id, [device_id])[device_id]
        reporting.hear_report(session, status, report, now=now)


def desired(world: World, device_id: str) -> DesiredPlan:
    with world.memory.reads() as session:
        return session.get_one(DesiredPlan, (world.commune_id, device_id))


def steps(world: World, device_id: str) -> dict[Outcome, int]:
    with world.memory.reads() as session:
        rows = session.execute(
            select(as_run.c.outcome, func.count())
            .where(as_run.c.device_id == device_id)
            .group_by(as_run.c.outcome)
        )
        return {row[0]: row[1] for row in rows}


def test_versions_rise_only_where_something_changed(world: World) -> None:
    on_air(world)
    assert {desired(world, each.id).version for each in FLEET.devices} == {1}
    planned(world, now=NOW + timedelta(hours=1))
    assert {desired(world, each.id).version for each in FLEET.devices} == {1}
    approved(world, wording(text="Chỉ cho Ao Sen.", hamlets=("ao-sen",)), now=NOW + timedelta(hours=1))
    planned(world, now=NOW + timedelta(hours=1))
    assert {each.id: desired(world, each.id).version for each in FLEET.devices} == {
        "GS-01": 1,
        "GS-02": 1,
        "AS-01": 2,
        "BL-01": 1,
    }


def test_a_day_later_every_speaker_gets_another_day(world: World) -> None:
    on_air(world)
    before = desired(world, "GS-01").until_at
    planned(world, now=NOW + timedelta(days=1))
    assert (desired(world, "GS-01").version, desired(world, "GS-01").until_at) == (
        2,
        before + timedelta(days=1),
    )


def test_a_head_is_said_until_the_speaker_holds_its_plan(world: World) -> None:
    on_air(world)
    names = say(world)
    assert due(world, 14) == []
    assert due(world, 15) == ["AS-01", "BL-01", "GS-01", "GS-02"]
    holds(world, "GS-01", 1, names["GS-01"])
    assert due(world, 15) == ["AS-01", "BL-01", "GS-02"]
    assert say(world, 15) == {name: sha for name, sha in names.items() if name != "GS-01"}
    assert due(world, 44) == []
    assert len(due(world, 45)) == 3


def test_a_clock_that_was_ahead_puts_no_head_off(world: World) -> None:
    on_air(world)
    say(world, 3_600)
    assert due(world, 3_601) == []
    assert due(world, 60) == ["AS-01", "BL-01", "GS-01", "GS-02"]


def test_a_body_is_kept_under_its_name_before_its_head_goes_out(world: World) -> None:
    on_air(world)
    names = say(world)
    with world.memory.reads() as session:
        body = dispatching.body(session, names["GS-01"])
        assert body == b"GS-01 1"
        assert sha256_of(body) == names["GS-01"]
        assert dispatching.body(session, "0" * 64) is None
        assert session.scalar(select(func.count()).select_from(signed_bodies)) == 4


def test_a_head_whose_plan_changed_meanwhile_stays_at_home(world: World) -> None:
    on_air(world)
    with world.memory.reads() as session:
        old = [
            dispatching.made(each.desired, b"old")
            for each in dispatching.due(session, world.commune_id, now=NOW, limit=1)
        ]
    approved(world, wording(text="Mới."))
    planned(world)
    with world.memory.writes.begin() as session:
        assert dispatching.said(session, world.commune_id, old, now=NOW) == set()
    assert old[0].device_id in due(world)


def test_steps_follow_what_the_speaker_says(world: World) -> None:
    on_air(world)
    assert steps(world, "GS-01") == {Outcome.PLANNED: 7}
    names = say(world)
    assert steps(world, "GS-01") == {Outcome.SENT: 7}
    holds(world, "GS-01", 0, "")
    assert steps(world, "GS-01") == {Outcome.SENT: 7}
    holds(world, "GS-01", 1, names["GS-01"])
    assert steps(world, "GS-01") == {Outcome.ACCEPTED: 7}
    holds(world, "GS-01", 1, names["GS-01"], ready_days=2.5)
    assert steps(world, "GS-01") == {Outcome.READY: 3, Outcome.ACCEPTED: 4}
    assert steps(world, "GS-02") == {Outcome.SENT: 7}


def test_what_was_planned_after_the_plan_went_out_is_not_called_accepted(world: World) -> None:
    on_air(world)
    names = say(world)
    later = NOW + timedelta(minutes=1)
    news_at(world, time(19), now=later)
    with world.memory.writes.begin() as session:
        planning.plan_ahead(session, world.commune_id, now=later)  # and no new plan has been made yet
    holds(world, "GS-01", 1, names["GS-01"], seconds=61)
    assert steps(world, "GS-01") == {Outcome.ACCEPTED: 7, Outcome.PLANNED: 7}


def test_a_restored_database_jumps_past_what_its_speakers_hold(world: World) -> None:
    on_air(world)
    say(world)
    holds(world, "GS-01", 41, "f" * 64)
    assert (desired(world, "GS-01").version, due(world)) == (42, ["GS-01"])
    assert say(world)["GS-01"] == sha256_of(b"GS-01 42")


def test_a_speaker_of_another_place_hears_other_groups_and_so_another_plan(world: World) -> None:
    on_air(world)
    say(world)
    louder = next(each for each in FLEET.devices if each.id == "BL-01")
    with world.memory.writes.begin() as session:
        fleet.adjust(
            session,
            type(louder)("BL-01", louder.name, louder.hamlet, gain_db=3.0),
            by=world.technician,
            now=NOW,
        )
    planned(world)
    assert due(world) == ["BL-01"]


def test_everything_is_due_again_for_a_broker_that_forgot(world: World) -> None:
    on_air(world)
    names = say(world)
    for name, sha in names.items():
        holds(world, name, 1, sha)
    assert due(world, 999) == []
    with world.memory.writes.begin() as session:
        dispatching.say_all_again(session, world.commune_id, now=NOW)
    assert len(due(world)) == 4
    assert say(world) == names  # the same words under the same number


def test_a_missing_bulletin_voids_nothing_else(world: World) -> None:
    on_air(world)
    second = approved(world, wording(text="Thứ hai."))
    planned(world)
    before = desired(world, "GS-01").version
    with world.memory.writes.begin() as session:
        bulletins.withdraw(session, second.id, reason="Sai.", by=world.operator, now=NOW)
    planned(world)
    assert desired(world, "GS-01").version == before + 1
