"""The desired fleet and who has joined it."""

from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy import select, update

from broadcaster.db.airing_tables import as_run
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.errors import StationError
from broadcaster.domain.fleet import Fleet
from broadcaster.services import fleet, planning_marks
from tests.factories import FLEET, NOW, World, approved, news_at, planned

KEY = "ab" * 32


def wish(world: World) -> int:
    with world.memory.reads() as session:
        return planning_marks.newest_wish(session, world.commune_id)


def test_what_was_written_is_read_back_in_order(world: World) -> None:
    with world.memory.reads() as session:
        found = fleet.current(session, world.commune_id)
    assert (found.commune, found.hamlets) == (FLEET.commune, FLEET.hamlets)
    assert set(found.devices) == set(FLEET.devices)


def test_nothing_is_written_where_nothing_differs(world: World) -> None:
    before = wish(world)
    with world.memory.writes.begin() as session:
        assert fleet.apply(session, FLEET, old=FLEET, now=NOW) == ()
    assert wish(world) == before


def test_a_change_is_told_and_asks_for_new_plans(world: World) -> None:
    before = wish(world)
    louder = tuple(replace(each, gain_db=2.0) if each.id == "AS-01" else each for each in FLEET.devices)
    with world.memory.writes.begin() as session:
        changed = fleet.apply(session, Fleet(FLEET.commune, FLEET.hamlets, louder), old=FLEET, now=NOW)
    assert [change.key for change in changed] == ["AS-01"]
    assert wish(world) == before + 1


def test_a_speaker_is_adjusted_by_a_technician_within_what_adds_up(world: World) -> None:
    device = FLEET.devices[0]
    with world.memory.writes.begin() as session:
        fleet.adjust(session, replace(device, delay_ms=40), by=world.technician, now=NOW)
        with pytest.raises(StationError, match="fleet_invalid"):
            fleet.adjust(session, replace(device, households=999), by=world.technician, now=NOW)
        with pytest.raises(StationError, match="not_found"):
            fleet.adjust(session, replace(device, id="XX-99"), by=world.technician, now=NOW)
        with pytest.raises(StationError, match="not_allowed"):
            fleet.adjust(session, device, by=world.operator, now=NOW)
        found = {each.id: each for each in fleet.current(session, world.commune_id).devices}
    assert found[device.id].delay_ms == 40


def test_another_key_starts_another_journal_and_the_same_key_none(world: World) -> None:
    with world.memory.writes.begin() as session:
        first = fleet.enrol(session, world.commune_id, "GS-01", public_key=KEY, credential={}, now=NOW)
        first.journal_to = first.journal_top = 40
        again = fleet.enrol(
            session, world.commune_id, "GS-01", public_key=KEY, credential={"sha256": "x"}, now=NOW
        )
        assert (again.journal_to, again.credential) == (40, {"sha256": "x"})
        fresh = fleet.enrol(session, world.commune_id, "GS-01", public_key="cd" * 32, credential={}, now=NOW)
        assert (fresh.journal_to, fresh.journal_top) == (0, 0)
        assert set(fleet.credentials(session, world.commune_id)) == {each.id for each in FLEET.devices}


def test_what_the_speaker_before_held_the_new_one_does_not(world: World) -> None:
    news_at(world, time(17))
    approved(world)
    planned(world)
    with world.memory.writes.begin() as session:
        session.execute(update(as_run).values(outcome=Outcome.READY))
        fleet.enrol(session, world.commune_id, "GS-01", public_key="cd" * 32, credential={}, now=NOW)
        held = {row.device_id: row.outcome for row in session.execute(select(as_run))}
    assert held["GS-01"] is Outcome.PLANNED
    assert held["AS-01"] is Outcome.READY
