"""One controller at a time: who comes second is told who is there."""

from datetime import timedelta

import pytest

from broadcaster.db.session import open_memory
from broadcaster.domain.errors import StationError
from broadcaster.services import leases
from broadcaster.services.leases import LEASE, Holder
from tests.factories import NOW, World

FIRST, SECOND = Holder("aaaa", "tram-1 boot-a", 4711), Holder("bbbb", "tram-2 boot-b", 12)
LATER = NOW + LEASE + timedelta(seconds=1)


def take(world: World, holder: Holder, **more: object) -> None:
    with world.memory.writes.begin() as session:
        leases.take(session, world.commune_id, "scheduler", holder, **({"now": NOW} | more))  # type: ignore[arg-type]  # test's shorthand


def test_the_second_is_told_who_is_in_charge(world: World) -> None:
    take(world, FIRST)
    with pytest.raises(StationError, match="in_charge_elsewhere") as refused:
        take(world, SECOND)
    assert (refused.value.facts["process"], refused.value.facts["machine"]) == (4711, "tram-1 boot-a")
    assert refused.value.facts["until"] == NOW + LEASE


def test_the_first_stays_in_charge_as_long_as_it_says_so(world: World) -> None:
    take(world, FIRST)
    take(world, FIRST, now=NOW + LEASE)
    with pytest.raises(StationError):
        take(world, SECOND, now=LATER)


def test_who_fell_silent_is_followed_and_does_not_come_back(world: World) -> None:
    take(world, FIRST)
    take(world, SECOND, now=LATER)
    with pytest.raises(StationError, match="tram-2"):
        take(world, FIRST, now=LATER)


def test_a_holder_known_to_be_dead_is_followed_at_once(world: World) -> None:
    take(world, FIRST)
    take(world, SECOND, is_gone=lambda other: other == FIRST)
    with pytest.raises(StationError):
        take(world, FIRST)


def test_who_leaves_is_followed_at_once_and_takes_nothing_along(world: World) -> None:
    take(world, FIRST)
    with world.memory.writes.begin() as session:
        leases.leave(session, world.commune_id, "scheduler", SECOND)  # not its own to leave
        with pytest.raises(StationError):
            leases.take(session, world.commune_id, "scheduler", SECOND, now=NOW)
        leases.leave(session, world.commune_id, "scheduler", FIRST)
    take(world, SECOND)


def test_parts_are_held_apart(world: World) -> None:
    take(world, FIRST)
    with world.memory.writes.begin() as session:
        leases.take(session, world.commune_id, "gateway", SECOND, now=NOW)


def test_of_two_databases_connections_one_gets_it(database: str, world: World) -> None:
    other = open_memory(database)
    try:
        take(world, FIRST)
        with other.writes.begin() as session, pytest.raises(StationError):
            leases.take(session, world.commune_id, "scheduler", SECOND, now=NOW)
    finally:
        other.close()
