"""The pace of the voice that spoke last, from the station's own sounds."""

from dataclasses import replace
from datetime import timedelta

from broadcaster.domain.library import HUMAN_VOICE
from broadcaster.domain.pace import USUAL
from broadcaster.queries.pace import pace
from broadcaster.services import bulletins
from tests.factories import NOW, World, make_sound, recording, wording
from tests.fakes import PlainSpeller


def spoken(world: World, characters: int, duration_ms: int, voice: str, *, minute: int) -> None:
    text = "a" * characters
    at = NOW + timedelta(minutes=minute)
    with world.memory.writes.begin() as session:
        written = bulletins.write(session, wording(text=text), by=world.operator, now=at)
        ordered = bulletins.prepare(session, PlainSpeller(), written.id, by=world.operator, now=at)
    with world.memory.writes.begin() as session:
        made = replace(recording(text), duration_ms=duration_ms, voice=voice)
        make_sound(session, ordered.id, made, now=at)


def test_only_the_voice_that_spoke_last_counts(world: World) -> None:
    with world.memory.reads() as session:
        assert pace(session, world.commune_id) == USUAL
    spoken(world, 300, 90_000, "old", minute=0)
    spoken(world, 200, 16_000, "new", minute=1)
    spoken(world, 400, 32_000, "new", minute=2)
    spoken(world, 500, 5_000, HUMAN_VOICE, minute=3)
    with world.memory.reads() as session:
        assert pace(session, world.commune_id).ms_a_character == 80
