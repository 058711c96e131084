"""Counts of plays move with the as-run log, and equal what the log itself adds up to."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from broadcaster.db.audience_tables import play_counts
from broadcaster.db.bulletin_tables import bulletins
from broadcaster.domain.asrun import AsRunEntry, ItemReport, NotPlayed, Outcome
from broadcaster.domain.bulletin import Topic
from broadcaster.domain.status import SpeakerStatus
from broadcaster.reach.ledger import Status
from broadcaster.services import audience_counts, journal, planning, settling
from broadcaster.services.journal import Event, Told
from broadcaster.services.one_off import air_once
from tests.factories import NOW, TODAY, World, approved, wording

MONTH = date(2026, 11, 1)
AFTER = NOW + timedelta(days=1)


@pytest.fixture
def planned(world: World) -> list[AsRunEntry]:
    """Return the pairs of two bulletins, this afternoon at five, on all four speakers."""
    for topic, hour in ((Topic.HEALTH, 17), (Topic.INNOVATION, 18)):
        bulletin = approved(world, wording(topic.value, f"Tin {topic.value}.", topic=topic))
        with world.memory.writes.begin() as session:
            air_once(
                session,
                bulletin.id,
                on=TODAY,
                at=datetime(2026, 1, 1, hour, tzinfo=UTC).time(),
                hamlets=(),
                by=world.operator,
                now=NOW,
            )
    with world.memory.writes.begin() as session:
        planning.plan_ahead(session, world.commune_id, now=NOW)
    with world.memory.reads() as session:
        return list(session.scalars(select(AsRunEntry)))


def told(entry: AsRunEntry, seq: int, outcome: Outcome, played_ms: int = 0) -> Event:
    report = ItemReport(0, outcome, played_ms=played_ms, started_at=entry.start_at)
    return Event(seq, "item", b"", broadcast_id=entry.broadcast_id, item=report)


def hear(world: World, entry: AsRunEntry, events: Sequence[Event], now: datetime = AFTER) -> None:
    with world.memory.writes.begin() as session:
        status = session.get_one(SpeakerStatus, (world.commune_id, entry.device_id))
        journal.hear_events(session, [Told(status, "k", events)], now=now)


def counts(world: World) -> dict[tuple[str, str, Status], int]:
    with world.memory.reads() as session:
        kept = audience_counts.load(session, world.commune_id, [MONTH])
        assert kept == audience_counts.from_log(session, world.commune_id, MONTH)
        assert audience_counts.wrong_counts(session, world.commune_id, MONTH) == 0
    return {(cell.speaker, cell.topic, status): tally.plays for cell, status, tally in kept}


def test_nothing_counts_before_it_is_over(world: World, planned: list[AsRunEntry]) -> None:
    assert len(planned) == 8
    assert counts(world) == {}
    hear(world, planned[0], [told(planned[0], 1, Outcome.STARTED)])
    assert counts(world) == {}


def test_a_report_told_twice_counts_once(world: World, planned: list[AsRunEntry]) -> None:
    entry = planned[0]
    for _ in range(2):
        hear(world, entry, [told(entry, 1, Outcome.DONE, 30_000)])
        assert list(counts(world).values()) == [1]


def test_a_late_journal_moves_the_play(world: World, planned: list[AsRunEntry]) -> None:
    with world.memory.writes.begin() as session:
        assert settling.give_up(session, [entry.id for entry in planned], now=AFTER) == 8
    assert set(counts(world)) == {
        (entry.device_id, topic, Status.UNCONFIRMED)
        for entry in planned
        for topic in ("health", "innovation")
    }
    hear(world, planned[0], [told(planned[0], 1, Outcome.DONE, 30_000)])
    found = [status for (device, _, status) in counts(world) if device == planned[0].device_id]
    assert sorted(status.value for status in found) == ["confirmed", "unconfirmed"]


def test_most_of_a_bulletin_is_an_occasion_and_less_is_not(world: World, planned: list[AsRunEntry]) -> None:
    hear(world, planned[0], [told(planned[0], 1, Outcome.PARTIAL, 24_000)])
    assert {status for _, _, status in counts(world)} == {Status.CONFIRMED}
    hear(world, planned[1], [told(planned[1], 2, Outcome.PARTIAL, 23_000)])
    assert {status for _, _, status in counts(world)} == {Status.CONFIRMED, Status.PARTIAL}


def test_what_was_missed_failed_and_what_was_taken_back_was_never_planned(
    world: World, planned: list[AsRunEntry]
) -> None:
    for seq, (entry, word) in enumerate(zip(planned, NotPlayed, strict=False), start=1):
        event = Event(seq, "x", b"", broadcast_id=entry.broadcast_id, not_played=word, reason="late")
        hear(world, entry, [event])
    assert sorted(counts(world).values()) == [1, 1]
    assert {status for _, _, status in counts(world)} == {Status.FAILED}


@pytest.mark.parametrize("seed", range(3))
def test_any_journal_in_any_order_adds_up(world: World, planned: list[AsRunEntry], seed: int) -> None:
    chance = random.Random(seed)
    outcomes = [Outcome.DONE, Outcome.PARTIAL, Outcome.MISSED]
    words = [
        (entry, told(entry, seq, chance.choice(outcomes), chance.randrange(30_001)))
        for seq, entry in enumerate(planned * 2, start=1)
    ]
    chance.shuffle(words)
    for entry, event in words:
        hear(world, entry, [event])
        if chance.random() < 0.2:
            with world.memory.writes.begin() as session:
                settling.give_up(session, [each.id for each in planned], now=AFTER)
        counts(world)


def test_a_bulletin_that_changes_its_topic_keeps_what_it_was_heard_as(
    world: World, planned: list[AsRunEntry]
) -> None:
    hear(world, planned[0], [told(planned[0], 1, Outcome.DONE, 30_000)])
    before = counts(world)
    with world.memory.writes.begin() as session:
        session.execute(update(bulletins).values(topic=Topic.LAW))
    assert counts(world) == before


def test_counts_that_were_tampered_with_are_made_anew(world: World, planned: list[AsRunEntry]) -> None:
    hear(world, planned[0], [told(planned[0], 1, Outcome.DONE, 30_000)])
    true = counts(world)
    with world.memory.writes.begin() as session:
        session.execute(update(play_counts).values(plays=17))
        assert audience_counts.months_of_log(session) == ((world.commune_id, MONTH),)
    with world.memory.writes.begin() as session:
        assert audience_counts.rebuild_month(session, world.commune_id, MONTH) == 1
    assert counts(world) == true
    with world.memory.writes.begin() as session:
        session.execute(delete(play_counts))
        assert audience_counts.rebuild_month(session, world.commune_id, MONTH) == 1
        assert audience_counts.rebuild_month(session, world.commune_id, MONTH) == 0
    assert counts(world) == true
