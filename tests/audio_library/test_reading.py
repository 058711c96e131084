"""The order of voices, the rest after failures, and what is kept: with voices that do as a test tells them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from audio_library.errors import MixingError, VoiceError
from audio_library.speech.cache import SentenceCache, sentence_key
from audio_library.speech.catalogue import Manner, VoiceSettings, catalogue
from audio_library.speech.cutting import speakable
from audio_library.speech.patience import Breaker, Patience, within
from audio_library.speech.piper import PiperSettings
from audio_library.speech.reading import Reader, Reading
from audio_library.speech.speech_server import ServerSettings
from tests.audio_library.making import tone

TEXT = "Câu thứ nhất. Câu thứ hai. Câu thứ ba. Câu thứ tư."


class Actor:
    """A voice that says each sentence as a tone, and fails at a sentence of the test's choice."""

    name = "Diễn viên"
    rate_hz = 8000

    def __init__(
        self, key: str, *, fails_at: int | None = None, costly: bool = False, engine: str = "1"
    ) -> None:
        self.id = key
        self.engine = engine
        self.costly = costly
        self.said: list[str] = []
        self.closed = 0
        self._fails_at = fails_at
        self._frequency = 200 + 10 * sum(key.encode())

    def speak(self, text: str) -> bytes:
        self.said.append(text)
        if self._fails_at is not None and len(self.said) > self._fails_at:
            raise VoiceError("voice_timeout", voice=self.id)
        return tone(0.2 * len(text.split()), self.rate_hz, frequency_hz=self._frequency)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    yield Reader(SentenceCache(tmp_path / "sentences"), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"sentences"}


def read(reader: Reader, *voices: Actor, text: str = TEXT) -> Reading:
    return reader.read(speakable(text), voices, lambda _fraction, _what: None)


def content(reading: Reading) -> bytes:
    reading.sound.seek(0)
    return reading.sound.read()


def test_the_first_voice_reads_all_when_it_can(reader: Reader) -> None:
    first, second = Actor("first"), Actor("second")
    reading = read(reader, first, second)
    assert reading.voice == "first"
    assert len(first.said) == 4
    assert second.said == []
    assert reading.failures == ()
    assert first.closed == 1


def test_a_voice_lost_in_the_middle_leaves_no_word_behind(reader: Reader) -> None:
    failing, other = Actor("failing", fails_at=2), Actor("other")
    reading = read(reader, failing, other)
    assert reading.voice == "other"
    assert other.said == [sentence.text for sentence in speakable(TEXT)]
    assert content(reading) == content(read(reader, Actor("other")))
    assert [failure.code for failure in reading.failures] == ["voice_timeout"]


def test_a_voice_out_of_reach_is_told_once_until_it_was_back(
    reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    away, here = Actor("away", fails_at=0), Actor("here")
    for _ in range(3):
        read(reader, away, here)
    assert [record.getMessage() for record in caplog.records] == [
        "voice away cannot be reached; until it can, the next one reads"
    ]
    read(reader, Actor("away"), here)
    read(reader, away, here)
    assert len(caplog.records) == 2


def test_when_no_voice_can_it_says_why_of_each(reader: Reader) -> None:
    with pytest.raises(MixingError) as caught:
        read(reader, Actor("a", fails_at=0), Actor("b", fails_at=3))
    assert caught.value.code == "no_voice"
    assert "a" in str(caught.value)
    assert "b" in str(caught.value)


@pytest.mark.parametrize("text", ["", " \n ", "...", "— • —"])
def test_nothing_to_say_is_refused(reader: Reader, text: str) -> None:
    with pytest.raises(MixingError, match="nothing_to_say"):
        read(reader, Actor("a"), text=text)


def test_pauses_stand_between_sentences(reader: Reader) -> None:
    pieces = speakable(TEXT)
    words = sum(len(piece.text.split()) for piece in pieces)
    expected = 200 * words + sum(piece.pause_ms for piece in pieces)
    assert abs(read(reader, Actor("a")).duration_ms - expected) < 10


def test_progress_runs_from_the_first_sentence_to_the_last(reader: Reader) -> None:
    seen: list[tuple[float, str]] = []
    reader.read(speakable(TEXT), [Actor("a")], lambda fraction, what: seen.append((fraction, what)))
    assert seen == [(0.25, "speaking"), (0.5, "speaking"), (0.75, "speaking"), (1.0, "speaking")]


def test_a_costly_voice_is_asked_once_for_each_sentence(reader: Reader) -> None:
    first = read(reader, Actor("dear", costly=True))
    again = Actor("dear", costly=True)
    assert content(read(reader, again)) == content(first)
    assert again.said == []


@pytest.mark.parametrize("other", [Actor("cheap", costly=True), Actor("dear", costly=True, engine="2")])
def test_another_voice_or_engine_is_asked_anew(reader: Reader, other: Actor) -> None:
    read(reader, Actor("dear", costly=True))
    read(reader, other)
    assert len(other.said) == 4


def test_only_the_changed_sentence_is_asked_for(reader: Reader) -> None:
    read(reader, Actor("dear", costly=True))
    again = Actor("dear", costly=True)
    read(reader, again, text=TEXT.replace("hai", "năm"))
    assert again.said == ["Câu thứ năm."]


def test_a_spoilt_or_cut_off_cache_entry_is_asked_for_again(tmp_path: Path) -> None:
    cache = SentenceCache(tmp_path)
    for spoil in (
        lambda content: content[:-7],
        lambda content: content[:50] + b"!" + content[51:],
        lambda _: b"",
    ):
        voice = Actor("dear", costly=True)
        first = cache.speak(voice, "Câu")
        path = tmp_path / sentence_key("Câu", voice)
        path.write_bytes(spoil(path.read_bytes()))
        assert cache.speak(voice, "Câu") == first
        assert len(voice.said) == 2
        path.unlink()


def test_the_cache_forgets_the_longest_unused_first(tmp_path: Path) -> None:
    cache = SentenceCache(tmp_path, limit_bytes=8000)
    voice = Actor("dear", costly=True)
    for text in ("một", "hai", "ba"):
        cache.speak(voice, text)
    cache.speak(voice, "một")
    assert cache.prune() == 1
    assert {path.name for path in tmp_path.iterdir()} == {sentence_key(text, voice) for text in ("một", "ba")}


def test_the_offline_voice_is_always_last(ffmpeg: object) -> None:
    voices = catalogue(VoiceSettings(), ffmpeg)  # type: ignore[arg-type] # a fixture of another type's name
    assert [voice.id for voice in voices.chain(None, "south")] == ["gtts:vi", "espeak:vi-VN-x-south:150:50"]
    assert [voice.id for voice in voices.chain("espeak", "north")] == ["espeak:vi:150:50"]
    assert [voice.id for voice in voices.chain("gtts", "north")] == ["gtts:vi", "espeak:vi:150:50"]
    hurried = voices.chain("espeak", "north", Manner(200, "f2"))
    assert [voice.id for voice in hurried] == ["espeak:vi+f2:200:50"]
    paced = VoiceSettings(ServerSettings("http://127.0.0.1:9"), piper=PiperSettings(Path("ha.onnx")))
    every = catalogue(paced, ffmpeg).chain(None, "north", Manner(120))  # type: ignore[arg-type] # as above
    assert [voice.id for voice in every] == [
        "server:tts-1:alloy:0.8",
        "gtts:vi",
        "piper:ha:1.25",
        "espeak:vi:120:50",
    ]
    assert set(voices.names()) == set(voices.keys())
    with pytest.raises(ValueError, match="no such voice"):
        voices.chain("nobody", "north")
    with pytest.raises(ValueError, match="no such region"):
        voices.chain(None, "west")  # type: ignore[arg-type] # wrong on purpose


def test_after_failures_in_a_row_nobody_asks_for_a_while() -> None:
    now = [0.0]
    asked = []

    def fail() -> bytes:
        asked.append(now[0])
        raise VoiceError("voice_unreachable")

    patience = Patience("x", tries=1, breaker=Breaker(failures=3, rest_s=60, clock=lambda: now[0]))
    for _ in range(5):
        with pytest.raises(VoiceError, match="voice_unreachable"):
            patience.ask(fail)
    assert len(asked) == 3
    now[0] = 61
    with pytest.raises(VoiceError):
        patience.ask(fail)
    assert asked[3:] == [61]
    with pytest.raises(VoiceError, match="rests_s=60"):
        patience.ask(fail)
    now[0] = 122
    assert patience.ask(lambda: b"here again") == b"here again"
    assert patience.ask(lambda: b"and again") == b"and again"


def test_a_success_forgets_the_failures_before_it() -> None:
    breaker = Breaker(failures=2, rest_s=60, clock=lambda: 0.0)
    for _ in range(5):
        breaker.failed()
        breaker.succeeded()
        breaker.check("x")


def test_an_error_in_the_question_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        within(1, lambda: bytes(1 // 0), voice="x")
