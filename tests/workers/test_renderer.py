"""A sound is made once, whoever dies while making it, and trouble with one holds up no other."""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from broadcaster.bootstrap import Station
from broadcaster.domain.bulletin import Rendition, RenditionState
from broadcaster.domain.errors import DeliveryError
from broadcaster.services import bulletins, rendering
from broadcaster.services.claims import LEASE
from broadcaster.services.ports import Recording
from broadcaster.workers.renderer import Renderer
from tests.factories import NOW, World, wording
from tests.fakes import HandClock, PaperStudio, PlainSpeller


class Interrupted(PaperStudio):
    """A studio in which something happens to the first recording, after it was made."""

    def __init__(self, folder: Path, happens: Callable[[], None]) -> None:
        super().__init__(folder)
        self.made = 0
        self._happens = happens

    def record(self, spoken_text: str, **told: Any) -> Recording:
        made = super().record(spoken_text, **told)
        self.made += 1
        if self.made == 1:
            self._happens()
        return made


def ordered(world: World, text: str = "Mời họp.") -> str:
    with world.memory.writes.begin() as session:
        bulletin = bulletins.write(session, wording(text=text), by=world.operator, now=NOW)
        return bulletins.prepare(session, PlainSpeller(), bulletin.id, by=world.operator, now=NOW).id


def row(world: World, rendition_id: str) -> Rendition:
    with world.memory.reads() as session:
        return session.get_one(Rendition, rendition_id)


def studio(station: Station, made: PaperStudio) -> None:
    station.studio = made  # type: ignore[assignment]  # behind the same door


def test_it_makes_what_is_ordered_and_rests(world: World, station: Station) -> None:
    name = ordered(world)
    renderer = Renderer(station)
    assert renderer.step(NOW) == NOW
    assert renderer.step(NOW) == NOW + timedelta(seconds=1)
    assert (row(world, name).state, row(world, name).voice) == (RenditionState.READY, "paper")


def test_killed_between_claim_and_finish_the_next_one_makes_it_once(
    world: World, station: Station, clock: HandClock, tmp_path: Path
) -> None:
    name = ordered(world)
    killed = Interrupted(tmp_path, _sigkill)
    studio(station, killed)
    with pytest.raises(SystemExit):
        Renderer(station).step(NOW)
    assert not Renderer(station).make_next()  # it is still leased
    clock.advance(seconds=LEASE.total_seconds() + 1)
    assert Renderer(station).make_next()
    assert not Renderer(station).make_next()
    assert (killed.made, row(world, name).state, row(world, name).attempts) == (2, RenditionState.READY, 2)


def test_who_is_overtaken_uses_nothing_of_its_own(
    world: World, station: Station, clock: HandClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    name = ordered(world)

    def another_finishes() -> None:
        clock.advance(seconds=LEASE.total_seconds() + 1)
        with station.memory.writes.begin() as session:
            claimed = rendering.claim(session, now=clock.now())
            assert claimed is not None
            rendering.finish(session, claimed, Recording("f" * 64, 9, 0, 0, "other", ()))  # type: ignore[arg-type]  # a name

    studio(station, Interrupted(tmp_path, another_finishes))
    with caplog.at_level(logging.CRITICAL):
        Renderer(station).make_next()
    assert (row(world, name).voice, row(world, name).sound_sha) == ("other", "f" * 64)


def test_a_bug_pushes_its_row_ahead_and_goes_on(world: World, station: Station, tmp_path: Path) -> None:
    poisoned, good = ordered(world, "Hỏng."), ordered(world, "Lành.")
    studio(station, Interrupted(tmp_path, _bug))
    with pytest.raises(ZeroDivisionError):
        Renderer(station).make_next()
    assert Renderer(station).make_next()
    states = {name: row(world, name).state for name in (poisoned, good)}
    assert sorted(state.value for state in states.values()) == ["queued", "ready"]
    assert {row(world, name).failure for name in states} == {None, "ZeroDivisionError: "}


def test_passing_trouble_is_told_and_tried_again(world: World, station: Station, clock: HandClock) -> None:
    name = ordered(world)
    paper: PaperStudio = station.studio  # type: ignore[assignment]  # the fixture's
    paper.trouble = DeliveryError("voice_unreachable", permanent=False)
    Renderer(station).make_next()
    assert (row(world, name).failure, row(world, name).state) == ("voice_unreachable", RenditionState.QUEUED)
    paper.trouble = None
    clock.advance(seconds=5)
    Renderer(station).make_next()
    assert (row(world, name).failure, row(world, name).state) == (None, RenditionState.READY)


def test_lasting_trouble_is_told_at_once(world: World, station: Station) -> None:
    name = ordered(world)
    paper: PaperStudio = station.studio  # type: ignore[assignment]  # the fixture's
    paper.trouble = DeliveryError("nothing_to_say", permanent=True)
    Renderer(station).make_next()
    assert row(world, name).state is RenditionState.FAILED


def _sigkill() -> None:
    raise SystemExit


def _bug() -> None:
    raise ZeroDivisionError
