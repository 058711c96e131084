"""What people and voices do at the desk that no rule foresees: texts of all kinds, two editors, a voice that hangs."""

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import cast

import pytest

from audio_library.errors import VoiceError
from audio_library.ffmpeg import FFmpeg
from audio_library.speech.catalogue import Catalogue, VoiceSettings, catalogue
from audio_library.speech.espeak import EspeakVoice
from audio_library.store import SoundStore
from audio_library.studio import Studio
from broadcaster.adapters.sound_studio import LibraryStudio
from broadcaster.bootstrap import Station
from broadcaster.domain.bulletin import Bulletin, BulletinState, Rendition, RenditionState
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Role
from broadcaster.services import bulletins
from broadcaster.workers.renderer import Renderer
from tests.journeys.conftest import Found
from tests.journeys.villages import Village

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.mark.parametrize(
    "text",
    [
        "Họp 🎉🎉 lúc 8 giờ 👨‍👩‍👧‍👦 tại nhà văn hóa 🏠!!! 🇻🇳",
        "0987654321 1234567 2026 3,14 19/5",
        unicodedata.normalize("NFD", "Trạm y tế tiêm phòng sáng thứ Bảy."),
    ],
    ids=["emoji", "only numbers", "NFD"],
)
def test_a_strange_text_is_spoken_and_approved(found: Found, text: str) -> None:
    village = found()
    bulletin = village.write("Thông báo", text)
    Renderer(village.station).make_next()
    sound = latest(village, bulletin)
    assert sound.state is RenditionState.READY, sound.failure
    assert (sound.duration_ms or 0) > 1000
    village.approve(bulletin)


def test_composed_and_decomposed_letters_are_the_same_words(found: Found) -> None:
    village = found()
    words = "Trạm y tế tiêm phòng sáng thứ Bảy."
    both = [village.write("Thông báo", unicodedata.normalize(form, words)) for form in ("NFC", "NFD")]
    assert len({latest(village, bulletin).spoken_sha for bulletin in both}) == 1


@pytest.mark.parametrize(("text", "code"), [("", "text_missing"), (" \n\t ", "text_missing")])
def test_an_empty_text_is_refused(found: Found, text: str, code: str) -> None:
    with pytest.raises(StationError) as refused:
        found().write("Thông báo", text)
    assert refused.value.code == code


def test_two_hundred_kilobytes_are_refused_with_the_limit(found: Found) -> None:
    with pytest.raises(StationError) as refused:
        found().write("Thông báo", "Kính mời bà con đi họp. " * 9_000)
    assert refused.value.code == "text_too_long"
    assert refused.value.facts["limit"] == 60_000
    assert cast("int", refused.value.facts["length"]) > 200_000


def test_nothing_that_can_be_said_fails_for_good_and_keeps_the_words(found: Found) -> None:
    village = found()
    bulletin = village.write("Thông báo", "🎉🎉🎉")
    Renderer(village.station).make_next()
    sound = latest(village, bulletin)
    assert (sound.state, sound.failure) == (RenditionState.FAILED, "nothing_to_say")
    assert stored(village, bulletin).text == "🎉🎉🎉"
    assert stored(village, bulletin).state is BulletinState.DRAFT


def test_of_two_who_edit_at_once_one_is_told_and_no_word_is_mixed(found: Found) -> None:
    village = found()
    bulletin = village.write("Thông báo", "Bản đầu.")
    ready, outcomes = threading.Barrier(2), dict[str, str]()

    def edit(text: str) -> None:
        words = replace(bulletin.wording, text=text)
        ready.wait()
        try:
            with village.station.memory.writes.begin() as session:
                bulletins.reword(
                    session,
                    bulletin.id,
                    words,
                    seen_revision=1,
                    by=village.people[Role.OPERATOR],
                    now=village.station.clock.now(),
                )
            outcomes[text] = "kept"
        except StationError as refused:
            outcomes[text] = refused.code

    editors = [threading.Thread(target=edit, args=(text,)) for text in ("Bản của Hạnh.", "Bản của Tuấn.")]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    assert sorted(outcomes.values()) == ["edited_meanwhile", "kept"]
    kept = stored(village, bulletin)
    assert outcomes[kept.text] == "kept"
    assert kept.revision == 2


def test_a_voice_that_hangs_in_the_middle_loses_the_whole_bulletin_to_the_next(found: Found) -> None:
    """The sound is, byte for byte, what the second voice alone makes of it."""
    village = found()
    text = "Sáng mai họp thôn. Mời bà con đến đúng giờ. Xin cảm ơn."
    alone, after_all = village.write("Thông báo", text), village.write("Thông báo", text)
    with studio(village.station, catalogue(VoiceSettings(google=False), village.station.ffmpeg)) as one_voice:
        assert Renderer(one_voice).make_next()
    hanging = HangingVoice(EspeakVoice())
    with studio(
        village.station,
        Catalogue({"online": lambda _manner: hanging}, lambda _region, _manner: EspeakVoice()),
    ) as two_voices:
        assert Renderer(two_voices).make_next()
    assert hanging.said == 1
    first, second = latest(village, alone), latest(village, after_all)
    assert second.state is RenditionState.READY
    assert second.voice == first.voice
    assert second.sound_sha == first.sound_sha


@dataclass
class HangingVoice:
    """Says one sentence as another voice does, and then nothing within the time that it has."""

    inner: EspeakVoice
    said: int = 0
    id: str = "online:test"
    name: str = "Giọng trên mạng"
    engine: str = "test 1"
    costly: bool = False

    @property
    def rate_hz(self) -> int:
        return self.inner.rate_hz

    def speak(self, text: str) -> bytes:
        if self.said:
            raise VoiceError("voice_timeout", voice=self.id, seconds=15)
        self.said += 1
        return self.inner.speak(text)

    def close(self) -> None:
        self.inner.close()


@contextmanager
def studio(station: Station, voices: Catalogue) -> Iterator[Station]:
    """Yield the station with another choice of voices."""
    store = SoundStore(station.settings.path("sounds"))
    made = LibraryStudio(
        Studio(store, voices, station.settings.path("voices"), FFmpeg.find()), voice=None, region="north"
    )
    yield replace(station, studio=made)


def latest(village: Village, bulletin: Bulletin) -> Rendition:
    with village.station.memory.reads() as session:
        sound = bulletins.latest_rendition(session, bulletin)
    assert sound is not None
    return sound


def stored(village: Village, bulletin: Bulletin) -> Bulletin:
    with village.station.memory.reads() as session:
        return session.get_one(Bulletin, bulletin.id)
