"""Sounds are made once, by one renderer, and never exchanged after somebody has heard them."""

from datetime import timedelta

from sqlalchemy import update

from broadcaster.db.bulletin_tables import renditions
from broadcaster.db.session import Memory, open_memory
from broadcaster.domain.bulletin import Rendition, RenditionState
from broadcaster.services import bulletins, rendering
from broadcaster.services.claims import LEASE
from broadcaster.services.rendering import Claim
from tests.factories import NOW, World, recording, wording
from tests.fakes import PlainSpeller

SECOND = timedelta(seconds=1)


def ordered(world: World, text: str = "Mời họp.") -> str:
    with world.memory.writes.begin() as session:
        bulletin = bulletins.write(session, wording(text=text), by=world.operator, now=NOW)
        return bulletins.prepare(session, PlainSpeller(), bulletin.id, by=world.operator, now=NOW).id


def claim(memory: Memory, at: timedelta = timedelta()) -> Claim:
    with memory.writes.begin() as session:
        claimed = rendering.claim(session, now=NOW + at)
    assert claimed is not None
    return claimed


def nothing_to_claim(memory: Memory, at: timedelta = timedelta()) -> bool:
    with memory.writes.begin() as session:
        return rendering.claim(session, now=NOW + at) is None


def row(world: World, rendition_id: str) -> Rendition:
    with world.memory.reads() as session:
        return session.get_one(Rendition, rendition_id)


def test_two_renderers_never_claim_the_same(database: str, world: World) -> None:
    ids = {ordered(world, f"Số {number}.") for number in range(4)}
    other = open_memory(database)
    try:
        claims = [claim(memory) for memory in (world.memory, other, world.memory, other)]
    finally:
        other.close()
    assert {each.rendition_id for each in claims} == ids
    assert nothing_to_claim(world.memory)


def test_a_renderer_that_died_loses_its_work_by_time(world: World) -> None:
    ordered(world)
    claim(world.memory)
    assert nothing_to_claim(world.memory, LEASE)
    assert claim(world.memory, LEASE + SECOND).attempt == 2


def test_progress_keeps_the_lease(world: World) -> None:
    name = ordered(world)
    claimed = claim(world.memory)
    with world.memory.writes.begin() as session:
        assert rendering.tell_progress(session, claimed, percent=40, doing="mix", now=NOW + LEASE)
    assert nothing_to_claim(world.memory, LEASE * 2)
    assert (row(world, name).progress, row(world, name).doing) == (40, "mix")


def test_who_lost_the_lease_exchanges_no_sound(world: World) -> None:
    name = ordered(world)
    slow = claim(world.memory)
    quick = claim(world.memory, LEASE + SECOND)
    with world.memory.writes.begin() as session:
        assert not rendering.tell_progress(session, slow, percent=90, doing="late", now=NOW)
        assert rendering.finish(session, quick, recording("quick"))
        assert not rendering.finish(session, slow, recording("slow"))
        assert not rendering.fail(session, slow, "late", permanent=True, now=NOW)
    made = row(world, name)
    assert (made.state, made.sound_sha) == (RenditionState.READY, recording("quick").sha)


def test_passing_trouble_is_tried_three_times_more(world: World) -> None:
    name = ordered(world)
    at = timedelta()
    for wait in (5, 30, 120):
        with world.memory.writes.begin() as session:
            rendering.fail(session, claim(world.memory, at), "offline", permanent=False, now=NOW + at)
        assert row(world, name).state is RenditionState.QUEUED
        assert nothing_to_claim(world.memory, at + timedelta(seconds=wait - 1))
        at += timedelta(seconds=wait)
    last = claim(world.memory, at)
    with world.memory.writes.begin() as session:
        rendering.fail(session, last, "offline", permanent=False, now=NOW + at)
    assert (row(world, name).state, row(world, name).failure) == (RenditionState.FAILED, "offline")


def test_a_row_that_fails_lets_the_next_one_have_its_turn(world: World) -> None:
    poisoned, good = ordered(world, "Hỏng."), ordered(world, "Lành.")
    with world.memory.writes.begin() as session:
        session.execute(update(renditions).where(renditions.c.id == good).values(due_at=NOW + SECOND))
    bad = claim(world.memory, SECOND)
    assert bad.rendition_id == poisoned
    with world.memory.writes.begin() as session:
        rendering.fail(session, bad, "crash", permanent=False, now=NOW + SECOND)
    assert claim(world.memory, SECOND).rendition_id == good


def test_a_failed_sound_is_ordered_anew_and_a_waiting_one_is_not(world: World) -> None:
    with world.memory.writes.begin() as session:
        bulletin = bulletins.write(session, wording(), by=world.operator, now=NOW)
        first = bulletins.prepare(session, PlainSpeller(), bulletin.id, by=world.operator, now=NOW)
    claimed = claim(world.memory)
    with world.memory.writes.begin() as session:
        rendering.fail(session, claimed, "offline", permanent=False, now=NOW)
    with world.memory.writes.begin() as session:
        again = bulletins.prepare(session, PlainSpeller(), bulletin.id, by=world.operator, now=NOW)
        assert again.id == first.id  # it will be tried again
    claimed = claim(world.memory, timedelta(seconds=5))
    with world.memory.writes.begin() as session:
        rendering.fail(session, claimed, "no voice", permanent=True, now=NOW)
    with world.memory.writes.begin() as session:
        new = bulletins.prepare(session, PlainSpeller(), bulletin.id, by=world.operator, now=NOW + SECOND)
        assert new.id != first.id
