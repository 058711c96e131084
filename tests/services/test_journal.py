"""Speakers' events: kept as they were signed, applied once, in whatever order and number they come."""

import random
from collections.abc import Sequence
from datetime import time, timedelta

import pytest
from sqlalchemy import func, select

from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.db.speaker_tables import journal
from broadcaster.domain.asrun import AsRunEntry, ItemReport, NotPlayed, Outcome, entry_id
from broadcaster.domain.status import SpeakerStatus
from broadcaster.services import reporting, settling
from broadcaster.services.journal import Event, Told, hear_events
from tests.factories import NOW, TODAY, World, approved, news_at, planned, wording

AIR_AT = NOW + timedelta(hours=7)
OVER_AT = AIR_AT + timedelta(minutes=10)


@pytest.fixture
def pair(world: World) -> str:
    """Plan one broadcast of one item to the four speakers; return its id in Gò Sải."""
    approved(world, wording(expires_on=TODAY))
    news_at(world, time(17))
    planned(world)
    with world.memory.reads() as session:
        name: str = session.scalars(select(broadcasts.c.id).where(broadcasts.c.hamlet == "go-sai")).one()
        return name


def started(seq: int, broadcast: str) -> Event:
    return Event(seq, "started", b"s%d" % seq, broadcast, ItemReport(0, Outcome.STARTED, AIR_AT))


def ended(seq: int, broadcast: str, outcome: Outcome = Outcome.DONE) -> Event:
    item = ItemReport(0, outcome, AIR_AT, AIR_AT + timedelta(seconds=30), 30_000, 2)
    return Event(seq, "ended", b"e%d" % seq, broadcast, item)


def other(seq: int) -> Event:
    return Event(seq, "clock", b"c%d" % seq)


def tell(world: World, *events: Event, device: str = "GS-01", key: str = "01020304") -> int:
    """Let a speaker tell these; return how far its journal is whole."""
    with world.memory.writes.begin() as session:
        status = reporting.known_speakers(session, world.commune_id, [device])[device]
        hear_events(session, [Told(status, key, events)], now=OVER_AT)
        return status.journal_to


def outcome(world: World, broadcast: str, device: str = "GS-01") -> Outcome:
    with world.memory.reads() as session:
        return session.get_one(AsRunEntry, entry_id(broadcast, device)).outcome


def kept(world: World) -> int:
    with world.memory.reads() as session:
        return session.scalar(select(func.count()).select_from(journal)) or 0


def test_a_played_broadcast_is_done_and_its_evidence_kept(world: World, pair: str) -> None:
    assert tell(world, other(1), started(2, pair), ended(3, pair)) == 3
    assert outcome(world, pair) is Outcome.DONE
    with world.memory.reads() as session:
        envelopes = session.scalars(select(journal.c.envelope).order_by(journal.c.seq)).all()
        assert envelopes == [b"c1", b"s2", b"e3"]
        assert session.scalar(select(as_run.c.played_ms).where(as_run.c.device_id == "GS-01")) == 30_000


def test_told_again_nothing_changes(world: World, pair: str) -> None:
    tell(world, started(1, pair), ended(2, pair))
    assert tell(world, started(1, pair), ended(2, pair), started(1, pair)) == 2
    assert (outcome(world, pair), kept(world)) == (Outcome.DONE, 2)


def test_a_gap_is_waited_for_and_closes(world: World, pair: str) -> None:
    assert tell(world, other(1), other(3), other(4)) == 1
    assert tell(world, ended(6, pair)) == 1
    assert outcome(world, pair) is Outcome.DONE  # evidence counts at once
    assert tell(world, other(2)) == 4
    assert tell(world, started(5, pair)) == 6


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_batches_ends_the_same(world: World, pair: str, seed: int) -> None:
    chance = random.Random(seed)
    events: list[Event] = [other(1), started(2, pair), other(3), ended(4, pair), other(5), other(6)]
    told = events * 2
    chance.shuffle(told)
    whole_to = 0
    while told:
        batch, told = told[: (size := chance.randint(1, 4))], told[size:]
        whole_to = tell(world, *batch)
    assert (whole_to, outcome(world, pair), kept(world)) == (6, Outcome.DONE, 6)


def test_events_that_a_speaker_lost_are_not_waited_for(world: World, pair: str) -> None:
    tell(world, other(1))
    with world.memory.writes.begin() as session:
        status = reporting.known_speakers(session, world.commune_id, ["GS-01"])["GS-01"]
        reporting.hear_hello(
            session, status, boot=2, conn=1, firmware="1", clock="U", lowest_event=40, now=OVER_AT
        )
        assert status.journal_to == 39
    assert tell(world, ended(40, pair)) == 40
    assert tell(world, other(30)) == 40  # late, and kept all the same
    assert kept(world) == 3


def test_numbers_of_another_key_are_another_journal(world: World, pair: str) -> None:
    tell(world, other(1), other(2))
    with world.memory.writes.begin() as session:
        session.get_one(SpeakerStatus, (world.commune_id, "GS-01")).join_anew("ab" * 32)
    assert tell(world, ended(1, pair), key="ffffffff") == 1
    assert (outcome(world, pair), kept(world)) == (Outcome.DONE, 3)


def test_silence_is_unknown_and_the_journal_resolves_it_later(world: World, pair: str) -> None:
    def settle(now_s: float) -> int:
        now = AIR_AT + timedelta(seconds=now_s)
        with world.memory.reads() as session:
            ids: Sequence[str] = settling.overdue(session, world.commune_id, now=now)
        with world.memory.writes.begin() as session:
            return settling.give_up(session, ids, now=now)

    assert settle(89) == 0  # thirty seconds of sound, and a minute
    tell(world, started(1, pair), device="GS-02")
    assert settle(90) == 4
    assert settle(91) == 0
    assert outcome(world, pair, "GS-02") is Outcome.UNKNOWN
    tell(world, ended(1, pair))
    tell(world, Event(1, "missed", b"m", pair, not_played=NotPlayed.MISSED, reason="power"), device="AS-01")
    tell(world, ended(2, pair, Outcome.PARTIAL), device="GS-02")
    assert outcome(world, pair) is Outcome.DONE
    assert outcome(world, pair, "GS-02") is Outcome.PARTIAL


def test_nobody_speaks_for_another_speaker_or_an_unknown_broadcast(world: World, pair: str) -> None:
    tell(world, ended(1, pair), ended(2, "no-such-broadcast"), device="BL-01")
    assert (outcome(world, pair), kept(world)) == (Outcome.PLANNED, 2)


def test_numbers_as_wide_as_the_wires(world: World, pair: str) -> None:
    wide = 2**53 - 1
    report = reporting.Report(wide, wide, "", None, None, 0, "T", wide, (), wide, 0.0, "")
    with world.memory.writes.begin() as session:
        status = reporting.known_speakers(session, world.commune_id, ["GS-01"])["GS-01"]
        status.hear_state(on=True, boot=wide, conn=wide, now=NOW)
        reporting.hear_report(session, status, report, now=NOW)
    tell(world, ended(wide, pair))
    assert outcome(world, pair) is Outcome.DONE


def test_a_reject_is_kept_whatever_its_text(world: World) -> None:
    with world.memory.writes.begin() as session:
        reporting.keep_reject(
            session, world.commune_id, "loa/\0/x" * 200, b"\0" * 9000, code="E03", why="\0", now=NOW
        )
