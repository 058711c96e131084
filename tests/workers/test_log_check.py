"""Whoever edits the log in the database is found out: the speakers' signatures say what really was reported."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from broadcaster.bootstrap import Station
from broadcaster.db.airing_tables import as_run
from broadcaster.db.speaker_tables import journal
from broadcaster.domain.asrun import AsRunEntry, Outcome, entry_id
from broadcaster.workers.ear import Ear
from broadcaster.workers.letters import Letters
from broadcaster.workers.log_check import LogCheck, check, lines
from tests.factories import NOW
from tests.workers.wire import AS, GS, SITE, Speaker

BROADCAST = "b" * 20
DONE = {"i": 0, "outcome": "DONE", "played_s": 60, "started_at": int(NOW.timestamp() * 1000)}


@pytest.fixture
def told(station: Station, monkeypatch: pytest.MonkeyPatch) -> Station:
    """Let one speaker report that it played, and another one say nothing."""
    monkeypatch.setattr("broadcaster.workers.ear._LISTEN_S", 0.0)
    with station.memory.writes.begin() as session:
        session.add_all([pair(GS), pair(AS)])
    ear = Ear(station, Letters(station))
    for said in (
        GS.event(1),
        GS.event(2, "started", BROADCAST, i=0),
        GS.event(3, "ended", BROADCAST, **DONE),
    ):
        ear.take(said)
    ear.listen(None)
    return station


def pair(speaker: Speaker) -> AsRunEntry:
    return AsRunEntry(
        id=entry_id(BROADCAST, speaker.name),
        commune_id=SITE,
        broadcast_id=BROADCAST,
        device_id=speaker.name,
        hamlet="go-sai",
        start_at=NOW,
        duration_ms=60_000,
        item_count=1,
        planned_at=NOW - timedelta(hours=1),
    )


def checked(station: Station) -> LogCheck:
    with station.memory.reads() as session:
        return check(session, SITE, from_at=NOW - timedelta(days=1), until_at=NOW + timedelta(days=1))


def outcome(session: Session, speaker: Speaker) -> Outcome | None:
    return session.scalar(select(as_run.c.outcome).where(as_run.c.device_id == speaker.name))


def edit(station: Station, speaker: Speaker, **values: object) -> None:
    with station.memory.writes.begin() as session:
        session.execute(update(as_run).where(as_run.c.device_id == speaker.name).values(**values))


def test_what_was_really_said_agrees(told: Station) -> None:
    with told.memory.reads() as session:
        assert outcome(session, GS) is Outcome.DONE
    found = checked(told)
    assert (found.pairs, found.events, found.is_sound, found.gaps) == (2, 3, True, {})


def test_every_edit_of_the_log_differs(told: Station) -> None:
    edit(told, AS, outcome=Outcome.DONE)  # nobody said so
    assert [line.split()[1:] for line in checked(told).differing] == [["AS-01", BROADCAST, "DONE"]]
    edit(told, AS, outcome=Outcome.PLANNED)
    for values in (
        {"outcome": Outcome.MISSED, "items": {}},
        {"played_ms": 61_000},
        {"started_at": NOW + timedelta(hours=1)},
    ):
        with told.memory.reads() as session:
            before = session.execute(select(as_run).where(as_run.c.device_id == "GS-01")).one()._asdict()
        edit(told, GS, **values)
        assert len(checked(told).differing) == 1
        edit(told, GS, **before)
        assert checked(told).is_sound


def test_a_kept_event_that_was_changed_is_forged_and_one_taken_away_is_missing(told: Station) -> None:
    with told.memory.writes.begin() as session:
        envelope = session.scalars(select(journal.c.envelope).where(journal.c.seq == 3)).one()
        changed = envelope.replace(b'"played_s":60', b'"played_s":90')
        assert changed != envelope
        session.execute(update(journal).where(journal.c.seq == 3).values(envelope=changed))
    found = checked(told)
    assert (len(found.forged), len(found.differing)) == (1, 1)
    with told.memory.writes.begin() as session:
        session.execute(delete(journal).where(journal.c.seq == 2))
    assert checked(told).gaps == {"GS-01": 1}
    assert "1 numbers missing in the journal of GS-01" in list(lines(checked(told)))


def test_a_number_cannot_be_swapped(told: Station) -> None:
    with told.memory.writes.begin() as session:
        envelope = session.scalars(select(journal.c.envelope).where(journal.c.seq == 1)).one()
        session.execute(update(journal).where(journal.c.seq == 3).values(envelope=envelope))
    assert checked(told).forged == ("GS-01 3 another event",)
