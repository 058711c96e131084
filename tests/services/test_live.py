"""A live talk: who may, when, where; how it ends in any case; what the log and the speakers are told of it."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db import airing_tables, speaker_tables
from broadcaster.domain.air_hours import AirHours, AirWindow
from broadcaster.domain.asrun import AsRunEntry, Outcome
from broadcaster.domain.broadcast import Broadcast, BroadcastState
from broadcaster.domain.command import Command
from broadcaster.domain.desired import DesiredPlan
from broadcaster.domain.errors import StationError
from broadcaster.domain.library import LibrarySound
from broadcaster.domain.live_talk import LEAD, LiveTalk, TalkEnd
from broadcaster.domain.people import Person
from broadcaster.domain.recurrence import EVERY_DAY
from broadcaster.domain.stop import Area, AreaKind
from broadcaster.domain.stream import stream_name
from broadcaster.domain.tones import Tone
from broadcaster.domain.types import sha256
from broadcaster.services import live, stopping, streams, timetable
from tests.factories import NOW, TODAY, World, news_at, planned

SILENCE = Tone(sha256("silence"), 1_000)
ON_AIR = NOW + LEAD + timedelta(seconds=60)


@pytest.fixture
def database(sqlite_copy: Callable[[str], str]) -> str:
    """Nothing here depends on the database: one is enough."""
    return sqlite_copy("commune")


def asked(world: World, *hamlets: str, minutes: int = 5, by: Person | None = None) -> LiveTalk:
    with world.memory.writes.begin() as session:
        talk = live.ask(
            session,
            title="Gặt trước mưa",
            minutes=minutes,
            hamlets=hamlets,
            silence=SILENCE,
            by=by or world.approver,
            now=NOW,
        )
    planned(world)
    return talk


def started(world: World) -> None:
    with world.memory.writes.begin() as session:
        for entry in session.scalars(select(AsRunEntry)):
            entry.outcome, entry.started_at = Outcome.STARTED, NOW + LEAD


def talk_now(session: Session, talk: LiveTalk) -> LiveTalk:
    return session.get_one(LiveTalk, talk.id)


def test_it_is_planned_like_everything_else_and_its_item_is_a_stream(world: World) -> None:
    talk = asked(world, "ao-sen")
    with world.memory.reads() as session:
        one = session.scalars(select(Broadcast)).one()
        assert (one.hamlet, one.start_at, one.duration_ms) == ("ao-sen", NOW + LEAD, 300_000)
        assert [(item.url, item.sound) for item in one.rundown.items] == [(talk.address, SILENCE.sound)]
        desired = session.scalars(
            select(DesiredPlan).where(speaker_tables.desired_plans.c.device_id == "AS-01")
        ).one()
        item = desired.plan["orders"][0]["items"][0]
        assert item["stream"] == stream_name(talk.address)
        assert [each.address for each in streams.wanted(session, world.commune_id, now=NOW)] == [talk.address]


@pytest.mark.parametrize("role", ["operator", "technician", "administrator", "hamlet_head", "viewer"])
def test_only_who_answers_for_words_may_speak_unwritten_ones(world: World, role: str) -> None:
    with pytest.raises(StationError, match="not_allowed"):
        asked(world, by=getattr(world, role))


@pytest.mark.parametrize(("minutes", "code"), [(0, "talk_minutes"), (31, "talk_minutes")])
def test_the_limit_is_hard(world: World, minutes: int, code: str) -> None:
    with pytest.raises(StationError, match=code):
        asked(world, minutes=minutes)


def test_one_speaks_at_a_time(world: World) -> None:
    asked(world, "ao-sen")
    with pytest.raises(StationError, match="talk_open"):
        asked(world, "go-sai")


def test_not_outside_the_hours(world: World) -> None:
    window = AirWindow(EVERY_DAY, time(4), time(9))  # now it is ten o'clock in the commune
    with world.memory.writes.begin() as session:
        hours = AirHours(TODAY, (window,), decided_by="QĐ 12")
        timetable.found_air_hours(session, world.commune_id, hours, now=NOW)
    with pytest.raises(StationError, match="outside_air_hours"):
        asked(world)


def test_not_into_another_broadcast(world: World) -> None:
    news_at(world, time(10, 2))
    with pytest.raises(StationError, match="clash"):
        asked(world, "ao-sen")


def test_who_ends_it_before_the_first_word_has_nothing_aired(world: World) -> None:
    talk = asked(world)
    with world.memory.writes.begin() as session:
        live.end(session, talk.id, by=world.approver, now=NOW + timedelta(seconds=5))
    planned(world, now=NOW + timedelta(seconds=6))
    with world.memory.reads() as session:
        assert {one.state for one in session.scalars(select(Broadcast))} == {BroadcastState.CANCELLED}
        assert {one.outcome for one in session.scalars(select(AsRunEntry))} == {Outcome.CANCELLED}
        assert not streams.wanted(session, world.commune_id, now=NOW + timedelta(seconds=6))


def test_one_button_ends_it_and_the_log_knows_how_long_it_was(world: World) -> None:
    talk = asked(world)
    started(world)
    with world.memory.writes.begin() as session:
        live.end(session, talk.id, by=world.approver, now=ON_AIR)
    with world.memory.reads() as session:
        assert talk_now(session, talk).ending is TalkEnd.SPEAKER
        assert {one.duration_ms for one in session.scalars(select(Broadcast))} == {68_000}
        assert {one.duration_ms for one in session.scalars(select(AsRunEntry))} == {68_000}
        assert live.open_talk(session, world.commune_id, now=ON_AIR) is None


def test_it_ends_by_itself(world: World) -> None:
    talk = asked(world)
    with world.memory.writes.begin() as session:
        live.end_by_itself(session, talk.id, microphone_lost=False, now=ON_AIR)
        assert talk_now(session, talk).ended_at is None
        live.end_by_itself(session, talk.id, microphone_lost=True, now=ON_AIR)
        assert talk_now(session, talk).ending is TalkEnd.MICROPHONE


def test_at_its_limit_it_is_over_whoever_speaks_on(world: World) -> None:
    talk = asked(world, minutes=1)
    with world.memory.writes.begin() as session:
        live.end_by_itself(session, talk.id, microphone_lost=False, now=talk.until_at + timedelta(seconds=9))
        over = talk_now(session, talk)
        assert (over.ending, over.ended_at) == (TalkEnd.LIMIT, talk.until_at)


def test_who_silences_the_commune_ends_it(world: World) -> None:
    talk = asked(world)
    with world.memory.writes.begin() as session:
        stopping.stop(
            session,
            Area(AreaKind.COMMUNE),
            ON_AIR + timedelta(hours=1),
            reason="x",
            by=world.operator,
            now=ON_AIR,
        )
        session.flush()
        live.end_by_itself(session, talk.id, microphone_lost=False, now=ON_AIR)
        assert talk_now(session, talk).ending is TalkEnd.STOPPED


def test_what_missed_the_end_is_stopped_and_the_recording_kept(world: World) -> None:
    talk = asked(world, "go-sai")
    started(world)
    with world.memory.writes.begin() as session:
        live.end(session, talk.id, by=world.approver, now=ON_AIR)
    with world.memory.writes.begin() as session:
        heard_it = session.scalars(
            select(AsRunEntry).where(airing_tables.as_run.c.device_id == "GS-01")
        ).one()
        heard_it.outcome = Outcome.DONE
    later = ON_AIR + live.SETTLE_AFTER
    with world.memory.writes.begin() as session:
        assert [each.id for each in live.unsettled(session, world.commune_id, now=later)] == [talk.id]
        live.settle(session, talk.id, "ab" * 10, now=later)
    with world.memory.reads() as session:
        stop = session.scalars(select(Command)).one()
        assert stop.devices == ("GS-02",)
        assert stop.payload["what"] == session.scalars(select(Broadcast)).one().id
        assert talk_now(session, talk).sound_id == "ab" * 10
        assert session.get_one(LibrarySound, "ab" * 10).title.endswith("Gặt trước mưa")
        assert not live.unsettled(session, world.commune_id, now=later)
