"""Health is told from rows, and tells the truth about what never came, too."""

from datetime import datetime, timedelta

from broadcaster.services import health
from broadcaster.services.health import NEEDED, SILENT_AFTER, Heartbeat
from tests.factories import NOW, World


def beat(
    world: World, name: str, at: datetime = NOW, error: str | None = None, instance: str = "one"
) -> None:
    with world.memory.writes.begin() as session:
        health.beat(session, Heartbeat(name, instance, at, at, error))


def alive(world: World, now: datetime = NOW) -> dict[str, bool]:
    with world.memory.reads() as session:
        return dict(health.readiness(session, now=now).workers)


def test_a_worker_that_was_never_seen_is_not_ready(world: World) -> None:
    assert alive(world) == dict.fromkeys(NEEDED, False)
    for name in NEEDED:
        beat(world, name)
    assert alive(world) == dict.fromkeys(NEEDED, True)


def test_silence_and_errors_are_told(world: World) -> None:
    for name in NEEDED:
        beat(world, name)
    beat(world, "gateway", error="no broker answers")
    assert alive(world)["gateway"] is False
    beat(world, "gateway")
    late = NOW + SILENT_AFTER + timedelta(seconds=1)
    beat(world, "scheduler", late)
    assert alive(world, late) == {name: name == "scheduler" for name in NEEDED}


def test_of_two_processes_the_freshest_word_counts(world: World) -> None:
    for name in NEEDED:
        beat(world, name)
    beat(world, "renderer", NOW - timedelta(hours=1), "killed", instance="two")
    assert alive(world)["renderer"] is True


def test_a_worker_that_was_switched_off_is_missed_by_nobody(world: World) -> None:
    beat(world, "cap")
    beat(world, "province")
    late = NOW + SILENT_AFTER * 2
    beat(world, "province", late)
    assert alive(world, late)["cap"] is False
    with world.memory.writes.begin() as session:
        health.forget(session, "cap")
    assert "cap" not in alive(world, late)
    assert alive(world, late)["province"] is True


def test_processes_of_long_ago_are_forgotten(world: World) -> None:
    beat(world, "old", NOW - timedelta(days=2))
    with world.memory.reads() as session:
        assert health.workers_health(session, now=NOW) == ()
    with world.memory.writes.begin() as session:
        health.forget_old(session, now=NOW)
    with world.memory.reads() as session:
        assert health.workers_health(session, now=NOW - timedelta(days=2)) == ()
