"""An upload becomes a sound of the store with the real studio, or is refused and forgotten."""

import io
import struct
import wave
from collections.abc import Iterator

import pytest

from broadcaster.bootstrap import Station, build
from broadcaster.domain.bulletin import Rendition, RenditionState
from broadcaster.domain.errors import DeliveryError
from broadcaster.domain.library import LibrarySound, SoundCard, SoundKind, SoundLicence, SoundState
from broadcaster.domain.sound_style import SoundStyle
from broadcaster.domain.types import new_id
from broadcaster.services import bulletins, human_voice, library, sound_styles
from broadcaster.services.sound_styles import Wish
from broadcaster.workers.renderer import Renderer
from tests.factories import NOW, World, wording
from tests.fakes import HandClock, PlainSpeller

CARD = SoundCard("Lời chị Hạnh", SoundKind.SPEECH, SoundLicence.OWN)


@pytest.fixture
def real(station: Station, clock: HandClock) -> Iterator[Station]:
    """The station with its own studio instead of the paper one."""
    built = build(station.settings, clock=clock)
    yield built
    built.close()


def beeps(seconds: float = 2) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setparams((1, 2, 8000, 0, "NONE", ""))
        samples = (6000 * (1 if at // 10 % 2 else -1) for at in range(int(8000 * seconds)))
        made.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return file.getvalue()


def bring(world: World, station: Station, content: bytes) -> str:
    name = new_id()
    station.uploads.receive(name, io.BytesIO(content), most_bytes=10**6)
    with world.memory.writes.begin() as session:
        library.bring(session, name, CARD, by=world.operator, now=NOW)
    return name


def row(world: World, name: str) -> LibrarySound:
    with world.memory.reads() as session:
        return session.get_one(LibrarySound, name)


def test_an_upload_is_made_anew_and_forgotten(world: World, real: Station) -> None:
    name = bring(world, real, beeps())
    Renderer(real).step(NOW)
    sound = row(world, name)
    assert (sound.state, sound.failure) == (SoundState.READY, "")
    assert sound.sound_sha
    assert real.store.has(sound.sound_sha)
    assert sound.duration_ms
    assert abs(sound.duration_ms - 2000) < 150
    assert sound.peaks
    assert not real.uploads.path(name).exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"xin chao", "upload_unknown_format"),
        (b"#EXTM3U\nhttp://127.0.0.1:9/x.ts\n", "upload_unknown_format"),
        (b"RIFF\xff\xff\xff\xffWAVEjunk", "upload_broken"),
    ],
)
def test_what_is_no_sound_is_refused_and_forgotten(
    world: World, real: Station, content: bytes, code: str
) -> None:
    name = bring(world, real, content)
    Renderer(real).step(NOW)
    assert (row(world, name).state, row(world, name).failure) == (SoundState.REFUSED, code)
    assert not real.uploads.path(name).exists()


def test_an_upload_that_is_gone_is_told(world: World, real: Station) -> None:
    name = bring(world, real, beeps())
    real.uploads.discard(name)
    Renderer(real).step(NOW)
    assert row(world, name).failure == "upload_missing"


def test_passing_trouble_keeps_the_upload(
    world: World, real: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_more: object) -> None:
        raise DeliveryError("store_full", permanent=False)

    name = bring(world, real, beeps())
    monkeypatch.setattr(real, "studio", type("Full", (), {"take_in": full, "close": lambda _self: None})())
    Renderer(real).step(NOW)
    assert (row(world, name).state, row(world, name).failure) == (SoundState.WAITING, "store_full")
    assert real.uploads.path(name).exists()


@pytest.mark.slow
def test_a_part_is_made_and_a_persons_voice_wears_the_tunes(world: World, real: Station) -> None:
    name = bring(world, real, beeps(6))
    renderer = Renderer(real)
    renderer.step(NOW)
    with world.memory.writes.begin() as session:
        part = library.cut(session, name, "Nửa", from_ms=1000, until_ms=4000, by=world.operator, now=NOW).id
        written = bulletins.write(session, wording(), by=world.operator, now=NOW)
        sound_styles.decide(session, SoundStyle(bed="own:bed"), by=world.administrator, now=NOW)
        wish = Wish(tunes=True, bed=True)
        spoken = human_voice.use(
            session, PlainSpeller(), written.id, name, by=world.operator, now=NOW, wish=wish
        ).id
    renderer.step(NOW)
    renderer.step(NOW)
    made = row(world, part)
    assert (made.state, made.failure) == (SoundState.READY, "")
    assert made.duration_ms is not None
    assert abs(made.duration_ms - 3000) < 150
    with world.memory.reads() as session:
        rendition = session.get_one(Rendition, spoken)
    assert (rendition.state, rendition.voice) == (RenditionState.READY, "human")
    assert rendition.duration_ms is not None
    assert abs(rendition.duration_ms - (6000 + 2 * 1500 + 5200 + 3400 + 700)) < 300
    assert rendition.loudness_lufs is not None
    assert abs(rendition.loudness_lufs + 16) <= 0.3
    assert rendition.sound_sha is not None
    assert b"SYNTHETIC_SPEECH" not in real.store.path(rendition.sound_sha).read_bytes()
