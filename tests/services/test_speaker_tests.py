"""Tests of speakers over a real database: once a night, and by day on one pole."""

from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.domain.command import Answer, CommandAnswer, CommandKind
from broadcaster.domain.errors import StationError
from broadcaster.queries.speaker_tests import last_answers, last_night
from broadcaster.services import commands, speaker_tests
from tests.factories import FLEET, NOW, World

TWO = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
"""Half past two at night in the commune."""
ZONE = FLEET.commune.zone


def asked(world: World, now: datetime) -> str | None:
    with world.memory.writes.begin() as session:
        command = speaker_tests.ask_by_night(session, world.commune_id, ZONE, now=now)
        return command.id if command else None


def test_every_night_once_and_never_by_day(world: World) -> None:
    assert asked(world, NOW) is None
    first = asked(world, TWO)
    assert first is not None
    assert asked(world, TWO + timedelta(hours=1)) is None
    assert asked(world, TWO + timedelta(hours=2)) is None, "the night is over"
    second = asked(world, TWO + timedelta(days=1))
    assert second not in {None, first}
    with world.memory.reads() as session:
        (due, *_) = commands.due(session, world.commune_id, now=TWO)
    assert (due.command.kind, due.command.payload) == (CommandKind.TEST, {"tone": "silent", "seconds": 1})


def test_the_page_learns_who_did_not_pass(world: World) -> None:
    name = asked(world, TWO)
    assert name is not None
    with world.memory.writes.begin() as session:
        for device in ("GS-01", "GS-02"):
            session.get_one(CommandAnswer, (name, device)).hear(Answer.DONE, number=0, now=TWO)
        broken = session.get_one(CommandAnswer, (name, "AS-01"))
        broken.hear(Answer.ENDED, number=0, now=TWO, reason="device")
    with world.memory.reads() as session:
        night = last_night(session, world.commune_id)
        assert night is not None
        assert (night.passed, night.failed) == (2, ("AS-01", "BL-01"))
        told = last_answers(session, world.commune_id, "AS-01")
    assert (told["nightly-test"].answer, told["nightly-test"].reason) == (Answer.ENDED, "device")


def test_a_tone_is_sounded_by_a_technician_on_one_pole(world: World) -> None:
    with world.memory.writes.begin() as session:
        tone = speaker_tests.sound_tone(session, "GS-01", by=world.technician, now=NOW)
        with pytest.raises(StationError, match="not_allowed"):
            speaker_tests.sound_tone(session, "GS-01", by=world.operator, now=NOW)
        with pytest.raises(StationError, match="not_found"):
            speaker_tests.sound_tone(session, "XX-01", by=world.technician, now=NOW)
    assert (tone.devices, tone.payload["tone"]) == (("GS-01",), "sine")
    with world.memory.reads() as session:
        assert last_answers(session, world.commune_id, "GS-01")["tone-test"].answer is Answer.WAITING
        assert last_answers(session, world.commune_id, "AS-01") == {}
