"""Stops over a real database: said at once, in every plan, ended by two."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from broadcaster.db.airing_tables import planning
from broadcaster.domain.command import Answer, CommandAnswer
from broadcaster.domain.desired import DesiredPlan
from broadcaster.domain.errors import StationError
from broadcaster.domain.stop import Area, AreaKind, Stop
from broadcaster.queries import emergency_live
from broadcaster.services import answers, commands, dispatching, journal, reporting, stopping
from broadcaster.services.journal import Event, Told
from tests.factories import NOW, World

UNTIL = NOW + timedelta(hours=2)
COMMUNE = Area(AreaKind.COMMUNE)


def stopped(world: World, area: Area = COMMUNE) -> Stop:
    with world.memory.writes.begin() as session:
        return stopping.stop(session, area, UNTIL, reason="thử", by=world.operator, now=NOW)


def holds(world: World) -> dict[str, float]:
    with world.memory.writes.begin() as session:
        dispatching.refresh(session, world.commune_id, now=NOW)
    with world.memory.reads() as session:
        return {each.device_id: each.plan["hold_until"] for each in session.scalars(select(DesiredPlan))}


@pytest.mark.parametrize(
    ("area", "silent"),
    [
        (COMMUNE, {"GS-01", "GS-02", "AS-01", "BL-01"}),
        (Area(AreaKind.HAMLET, "go-sai"), {"GS-01", "GS-02"}),
        (Area(AreaKind.SPEAKER, "BL-01"), {"BL-01"}),
    ],
)
def test_it_is_said_at_once_and_stands_in_the_plans_of_its_area(
    world: World, area: Area, silent: set[str]
) -> None:
    made = stopped(world, area)
    with world.memory.reads() as session:
        (due,) = commands.due(session, world.commune_id, now=NOW)
    assert {each.device_id for each in due.missing} == silent
    assert due.command.payload == {"what": "all", "until": int(UNTIL.timestamp())}
    assert due.command.subject_id == made.id
    assert {device for device, until in holds(world).items() if until} == silent


def test_two_let_it_sound_again(world: World) -> None:
    made = stopped(world)
    with world.memory.writes.begin() as session:
        assert not stopping.release(session, made.id, by=world.approver, now=NOW).released_at
    assert set(holds(world).values()) == {UNTIL.timestamp()}
    with world.memory.writes.begin() as session:
        assert stopping.release(session, made.id, by=world.technician, now=NOW).released_at
    assert set(holds(world).values()) == {0}
    with world.memory.reads() as session:
        (said,) = commands.due(session, world.commune_id, now=NOW)  # the stop itself is said no more
        assert said.command.payload == {"what": "all", "until": 0}
        assert session.scalar(select(planning.c.stop_until_at)) is None


def test_a_speaker_that_another_stop_holds_stays_silent(world: World) -> None:
    stopped(world, Area(AreaKind.HAMLET, "go-sai"))
    whole = stopped(world)
    with world.memory.writes.begin() as session:
        stopping.release(session, whole.id, by=world.operator, now=NOW)
    with world.memory.reads() as session:
        due = [each.command for each in commands.due(session, world.commune_id, now=NOW)]
    (said,) = (command for command in due if command.payload["until"] == 0)
    assert set(said.devices) == {"AS-01", "BL-01"}
    assert {device for device, until in holds(world).items() if until} == {"GS-01", "GS-02"}


def test_nobody_is_silenced_who_is_not_there(world: World) -> None:
    with pytest.raises(StationError, match=r"^not_found"):
        stopped(world, Area(AreaKind.HAMLET, "nowhere"))


def test_who_may_not_may_not(world: World) -> None:
    with world.memory.writes.begin() as session, pytest.raises(StationError, match=r"^not_allowed"):
        stopping.stop(session, COMMUNE, UNTIL, reason="thử", by=world.viewer, now=NOW)


def test_it_goes_to_the_missing_only_and_each_answer_is_shown(world: World) -> None:
    made = stopped(world)
    with world.memory.reads() as session:
        (due,) = commands.due(session, world.commune_id, now=NOW)
    with world.memory.writes.begin() as session:
        commands.sign(session, due.command.id, {"all": "AAAA"})
        commands.said(session, due, now=NOW)
    _obeys(world, due.command.id, "GS-01")
    soon = NOW + timedelta(seconds=1)
    with world.memory.reads() as session:
        (again,) = commands.due(session, world.commune_id, now=soon)
        assert {each.device_id for each in again.missing} == {"GS-02", "AS-01", "BL-01"}
        live = emergency_live.live_stop(session, made.id, world.commune_id, now=NOW + timedelta(seconds=3))
        assert (live.obeyed, len(live.missing)) == (1, 3)
    for device in ("GS-02", "AS-01", "BL-01"):
        _obeys(world, due.command.id, device)
    with world.memory.reads() as session:
        (done,) = commands.due(session, world.commune_id, now=soon)
    with world.memory.writes.begin() as session:
        commands.said(session, done, now=soon)
    with world.memory.reads() as session:
        assert commands.due(session, world.commune_id, now=NOW + timedelta(seconds=30)) == ()


def _obeys(world: World, command_id: str, device_id: str) -> None:
    event = Event(1, "stopped", b"signed", broadcast_id=command_id)
    with world.memory.writes.begin() as session:
        status = reporting.known_speakers(session, world.commune_id, [device_id])[device_id]
        told = [Told(status, "kid", [event, event])]
        journal.hear_events(session, told, now=NOW)
        answers.hear_events(session, told, now=NOW)
    with world.memory.reads() as session:
        assert session.get_one(CommandAnswer, (command_id, device_id)).answer is Answer.STOPPED
