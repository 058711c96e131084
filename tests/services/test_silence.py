"""Silence over a real alert: one person's lasts two minutes, two people's as long as they said."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from broadcaster.domain.alert import SILENCE_ALONE, Alert, AlertEnd
from broadcaster.domain.command import CommandKind
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person
from broadcaster.domain.stop import Area, AreaKind, Stop
from broadcaster.queries import emergency_live
from broadcaster.services import alerts, commands, silence, stopping
from tests.factories import NOW, World
from tests.services.test_alerts import TONES, release, speak, written

pytestmark = pytest.mark.slow
PRESSED = NOW + timedelta(minutes=1)
OVER = PRESSED + SILENCE_ALONE


@pytest.fixture
def on_air(world: World) -> Callable[..., Alert]:
    def begin(*hamlets: str, is_exercise: bool = False) -> Alert:
        alert = written(world, *hamlets, is_exercise=is_exercise)
        speak(world)
        return release(world, alert)

    return begin


def stop(world: World, area: Area = Area(AreaKind.COMMUNE), now: datetime = PRESSED) -> Stop:  # noqa: B008  frozen
    with world.memory.writes.begin() as session:
        until_at = now + timedelta(hours=1)
        return stopping.stop(session, area, until_at, reason="thử", by=world.technician, now=now)


def bring_back(world: World, now: datetime = OVER) -> int:
    with world.memory.reads() as session:
        may = silence.is_over(session, world.commune_id, now=now)
    with world.memory.writes.begin() as session:
        returned = silence.bring_back(session, world.commune_id, tones=TONES, now=now)
    assert may or not returned
    return returned


def said_at(world: World, now: datetime) -> list[tuple[str, tuple[str, ...]]]:
    """Return the roles of the orders issued at a moment, with the speakers that are named one by one."""
    with world.memory.reads() as session:
        due = [each.command for each in commands.due(session, world.commune_id, now=now)]
    orders = [each for each in due if each.kind is CommandKind.ORDER and each.created_at == now]
    return [(each.payload["role"], each.devices) for each in orders]


def is_live(world: World, alert: Alert, now: datetime = OVER) -> bool:
    with world.memory.reads() as session:
        return alert.id in {each.id for each in alerts.live(session, world.commune_id, now=now)}


def test_one_persons_stop_gives_way_after_two_minutes(world: World, on_air: Callable[..., Alert]) -> None:
    alert = on_air()
    made = stop(world)
    with world.memory.reads() as session:
        assert silence.returns_at(session, made, now=PRESSED) == OVER
    assert bring_back(world, OVER - timedelta(seconds=1)) == 0
    assert not is_live(world, alert)
    assert bring_back(world) == 1
    assert is_live(world, alert)
    assert said_at(world, OVER) == [("attention", ()), ("alert", ())]
    assert bring_back(world, OVER + timedelta(seconds=1)) == 0
    with world.memory.reads() as session:
        shown = emergency_live.live_alert(session, alert.id, world.commune_id, now=OVER)
    assert shown.next_at == OVER + timedelta(minutes=alert.every_min)


def test_two_peoples_stop_stays(world: World, on_air: Callable[..., Alert]) -> None:
    alert = on_air()
    made = stop(world)
    with world.memory.writes.begin() as session:
        kept = silence.keep_stop(session, made.id, by=world.approver, now=PRESSED)
        assert silence.returns_at(session, kept, now=PRESSED) is None
    assert bring_back(world) == 0
    assert not is_live(world, alert)


def test_an_end_without_a_word_gives_way_too_unless_another_agrees(
    world: World, on_air: Callable[..., Alert]
) -> None:
    first = on_air("go-sai")
    end(world, first, AlertEnd.STOPPED, world.operator)
    with world.memory.writes.begin() as session, pytest.raises(StationError, match=r"^same_person"):
        silence.keep(session, first.id, by=world.operator, now=PRESSED)
    assert bring_back(world) == 1
    end(world, first, AlertEnd.STOPPED, world.operator, OVER)
    with world.memory.writes.begin() as session:
        silence.keep(session, first.id, by=world.approver, now=OVER)
    assert bring_back(world, OVER + SILENCE_ALONE) == 0


@pytest.mark.parametrize("how", [AlertEnd.ALL_CLEAR, AlertEnd.CORRECTION])
def test_words_after_silence_end_it_for_good(
    world: World, on_air: Callable[..., Alert], how: AlertEnd
) -> None:
    alert = on_air()
    end(world, alert, AlertEnd.STOPPED, world.operator)
    end(world, alert, how, world.operator, PRESSED + timedelta(seconds=9))
    assert bring_back(world) == 0


def test_an_exercise_stays_silent(world: World, on_air: Callable[..., Alert]) -> None:
    alert = on_air(is_exercise=True)
    stop(world)
    assert bring_back(world) == 0
    assert not is_live(world, alert)


def test_a_stop_over_a_part_gives_way_there_alone(world: World, on_air: Callable[..., Alert]) -> None:
    alert = on_air()
    made = stop(world, Area(AreaKind.HAMLET, "go-sai"))
    assert is_live(world, alert, PRESSED)
    with world.memory.reads() as session:
        assert silence.returns_at(session, made, now=PRESSED) == OVER
    assert bring_back(world) == 1
    assert said_at(world, OVER) == [("attention", ("GS-01", "GS-02")), ("alert", ("GS-01", "GS-02"))]
    assert bring_back(world, OVER + timedelta(seconds=1)) == 0


def test_what_two_keep_silent_stays_so_when_anothers_stop_gives_way(
    world: World, on_air: Callable[..., Alert]
) -> None:
    on_air()
    kept = stop(world, Area(AreaKind.SPEAKER, "GS-01"))
    with world.memory.writes.begin() as session:
        silence.keep_stop(session, kept.id, by=world.approver, now=PRESSED)
    stop(world, Area(AreaKind.HAMLET, "go-sai"))
    assert bring_back(world) == 1
    assert {device for _, devices in said_at(world, OVER) for device in devices} == {"GS-02"}


def test_a_stop_that_keeps_nothing_silent_needs_nobody_else(
    world: World, on_air: Callable[..., Alert]
) -> None:
    on_air("ao-sen")
    made = stop(world, Area(AreaKind.HAMLET, "go-sai"))
    with world.memory.reads() as session:
        assert silence.returns_at(session, made, now=PRESSED) is None
    assert bring_back(world) == 0


def end(world: World, alert: Alert, how: AlertEnd, by: Person, now: datetime = PRESSED) -> None:
    with world.memory.writes.begin() as session:
        alerts.end(session, alert.id, how, tones=TONES, by=by, now=now)
