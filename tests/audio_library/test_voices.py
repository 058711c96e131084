"""One contract for every voice: the real gTTS, the real eSpeak NG, Piper's worker, a server with the real interface."""

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from audio_library import pcm
from audio_library.errors import VoiceError
from audio_library.ffmpeg import FFmpeg
from audio_library.speech.espeak import EspeakVoice
from audio_library.speech.google import GoogleVoice
from audio_library.speech.patience import Patience
from audio_library.speech.piper import PiperSettings, PiperVoice
from audio_library.speech.speech_server import ServerSettings, SpeechServerVoice
from audio_library.speech.voice import Voice, spoken_by
from tests.audio_library.making import NEWS
from tests.audio_library.piper_stand_in import python_with_piper, voice_file
from tests.audio_library.servers import Mood, Sounds, intercepting, serving, speech_server, translate_server

pytestmark = pytest.mark.slow  # nearly every test here starts a program

ONLINE = ["google", "server"]
Build = Callable[..., Voice]


@pytest.fixture(scope="session")
def sounds(ffmpeg: FFmpeg, tmp_path_factory: pytest.TempPathFactory) -> Sounds:
    return Sounds(ffmpeg, tmp_path_factory.mktemp("sounds"))


@pytest.fixture
def mood() -> Mood:
    return Mood()


@pytest.fixture
def build(
    ffmpeg: FFmpeg, sounds: Sounds, mood: Mood, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Build]:
    with ExitStack() as stack:

        def build(kind: str, deadline_s: float = 10) -> Voice:
            patience = Patience(kind, deadline_s=deadline_s, tries=2, pause_s=0.01)
            if kind == "espeak":
                voice: Voice = EspeakVoice()
            elif kind == "piper":
                voice = PiperVoice(PiperSettings(voice_file(tmp_path), python_with_piper(tmp_path)))
            elif kind == "google":
                proxy = stack.enter_context(serving(intercepting(translate_server(sounds, mood), tmp_path)))
                monkeypatch.setenv("https_proxy", proxy)
                voice = GoogleVoice(ffmpeg, patience)
            else:
                address = stack.enter_context(serving(speech_server(sounds, mood)))
                voice = SpeechServerVoice(ServerSettings(address, key=lambda: "s3cret"), ffmpeg, patience)
            stack.callback(voice.close)
            return voice

        yield build


@pytest.mark.parametrize("kind", ["espeak", "piper", *ONLINE])
def test_a_voice_speaks(kind: str, build: Build) -> None:
    voice = build(kind)
    sound = spoken_by(voice, NEWS)
    assert 2000 < pcm.duration_ms(sound, voice.rate_hz) < 9000
    assert voice.id
    assert voice.name
    assert any(character.isdigit() or character == "-" for character in voice.engine)


@pytest.mark.parametrize("kind", ["espeak", "piper", *ONLINE])
def test_both_spellings_of_the_same_letters_sound_the_same(kind: str, build: Build) -> None:
    voice = build(kind)
    composed = spoken_by(voice, NEWS)
    voice.close()
    assert spoken_by(voice, unicodedata.normalize("NFD", NEWS)) == composed


@pytest.mark.parametrize("kind", ["espeak", "piper", *ONLINE])
def test_a_voice_speaks_again_after_close(kind: str, build: Build) -> None:
    voice = build(kind)
    first = spoken_by(voice, NEWS)
    voice.close()
    assert spoken_by(voice, NEWS) == first


@pytest.mark.parametrize(
    ("mood_now", "code"),
    [
        ("page", "voice_not_sound"),
        ("empty", "voice_not_sound"),
        ("broken", "voice_not_sound"),
        ("silence", "voice_silent"),
        ("endless", "voice_implausible"),
        ("error", "voice_refused"),
        ("refused", "voice_refused"),
        ("slow", "voice_timeout"),
    ],
)
@pytest.mark.parametrize("kind", ONLINE)
def test_what_is_no_speech_is_caught(kind: str, mood_now: str, code: str, build: Build, mood: Mood) -> None:
    voice = build(kind, 0.4 if mood_now == "slow" else 10)
    mood.mood = mood_now
    with pytest.raises(VoiceError) as caught:
        spoken_by(voice, "Xin chào")
    mood.awake.set()
    assert caught.value.code == code


def test_google_is_asked_for_at_most_100_characters_at_once(build: Build, mood: Mood) -> None:
    voice = build("google")
    spoken_by(voice, " ".join([NEWS.strip(".")] * 3) + ".")
    assert len(mood.texts) >= 2
    assert all(0 < len(text) <= 100 for text in mood.texts)
    assert "".join(mood.texts).replace(" ", "") == (NEWS.strip(".") * 3 + ".").replace(" ", "")


def test_the_server_is_asked_as_its_interface_says(build: Build, mood: Mood) -> None:
    spoken_by(build("server"), NEWS)
    assert mood.requests[0] == {
        "path": "/v1/audio/speech",
        "model": "tts-1",
        "input": NEWS,
        "voice": "alloy",
        "response_format": "wav",
        "speed": 1.0,
    }
    assert mood.headers[0]["Authorization"] == "Bearer s3cret"


def test_a_refusal_that_stays_is_not_asked_twice(build: Build, mood: Mood) -> None:
    voice = build("server")
    mood.mood = "refused"
    with pytest.raises(VoiceError):
        voice.speak("Xin chào")
    assert len(mood.texts) == 1


def test_a_passing_fault_is_asked_again(build: Build, mood: Mood) -> None:
    voice = build("server")
    mood.mood, mood.spoil_after, mood.then = "error", 1, "good"
    assert spoken_by(voice, "Xin chào")
    assert len(mood.texts) == 2


def test_the_key_follows_no_redirect(build: Build, mood: Mood) -> None:
    voice = build("server")
    mood.mood = "redirect"
    with pytest.raises(VoiceError, match="voice_refused"):
        voice.speak("Xin chào")


def test_nobody_there_is_told(ffmpeg: FFmpeg) -> None:
    voice = SpeechServerVoice(ServerSettings("http://127.0.0.1:1"), ffmpeg, Patience("x", tries=1))
    with pytest.raises(VoiceError, match="voice_unreachable"):
        voice.speak("Xin chào")


@pytest.mark.parametrize("url", ["file:a/b", "ftp://a", "127.0.0.1:80", "http://"])
def test_an_address_must_be_one(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        ServerSettings(url)


def test_a_text_too_long_for_the_server_is_refused(build: Build) -> None:
    with pytest.raises(VoiceError, match="voice_text_too_long"):
        build("server").speak("a" * 5000)
