import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import espeakng_loader
import pytest

from audio_library import pcm
from audio_library.errors import VoiceError
from audio_library.speech import espeak
from audio_library.speech.espeak import EspeakSettings, EspeakVoice
from audio_library.speech.voice import spoken_by
from audio_library.speech.worker import Worker
from tests.audio_library.making import NEWS

pytestmark = pytest.mark.slow  # nearly every test here starts a program

ROOT = Path(espeak.__file__).parent


def test_three_accents_and_a_woman_sound_different() -> None:
    chosen = [
        EspeakSettings("north"),
        EspeakSettings("central"),
        EspeakSettings("south"),
        EspeakSettings("north", variant="f2"),
        EspeakSettings("north", pitch=80),
    ]
    sounds = []
    for settings in chosen:
        voice = EspeakVoice(settings)
        sounds.append(spoken_by(voice, NEWS))
        voice.close()
    assert len(set(sounds)) == len(chosen)


def test_pace_changes_the_length() -> None:
    lengths = []
    for pace in (100, 150, 220):
        voice = EspeakVoice(EspeakSettings(words_per_minute=pace))
        lengths.append(len(spoken_by(voice, NEWS)))
        voice.close()
    assert lengths[0] > 1.2 * lengths[1] > 1.2 * 1.2 * lengths[2]


@pytest.mark.parametrize(
    "wrong", [{"region": "west"}, {"variant": "nobody"}, {"words_per_minute": 10}, {"pitch": 100}], ids=str
)
def test_settings_that_espeak_would_misread_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"unknown|range"):
        EspeakSettings(**wrong)  # type: ignore[arg-type] # wrong on purpose


def test_a_killed_worker_is_started_anew() -> None:
    voice = EspeakVoice()
    first = spoken_by(voice, NEWS)
    os.kill(_pid(voice), signal.SIGKILL)
    assert abs(len(spoken_by(voice, NEWS)) - len(first)) < 1000
    voice.close()


def test_a_worker_that_hangs_is_given_up(tmp_path: Path) -> None:
    hanging = tmp_path / "hanging.py"
    hanging.write_text(
        'print(\'{"version": "1", "rate_hz": 8000}\', flush=True)\nimport time; time.sleep(60)\n'
    )
    worker = Worker("hanging", lambda: [sys.executable, str(hanging)], timeout_s=0.7)
    begun = time.monotonic()
    with pytest.raises(VoiceError, match="voice_timeout"):
        worker.ask({"text": "a"})
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("raise SystemExit(3)", "voice_missing"),
        ("print('what?', flush=True)", "voice_missing"),
        ('print(\'{"version": "1", "rate_hz": 8000}\', flush=True)', "voice_crashed"),
    ],
)
def test_a_worker_that_breaks_off_is_told(tmp_path: Path, script: str, code: str) -> None:
    path = tmp_path / "broken.py"
    path.write_text(script)
    worker = Worker("broken", lambda: [sys.executable, str(path)], timeout_s=5)
    with pytest.raises(VoiceError) as caught:
        worker.ask({"text": "a"})
    assert caught.value.code == code


def test_an_absent_program_is_told() -> None:
    with pytest.raises(VoiceError, match="voice_missing"):
        Worker("absent", lambda: ["/nowhere/python"], timeout_s=1).ask({})


def test_a_return_code_that_is_not_zero_is_told() -> None:
    worker = Worker("espeak", espeak._words, timeout_s=5)
    with pytest.raises(VoiceError, match="espeak_SetVoiceByName returned 2"):
        worker.ask({"text": "a", "voice": "no-such-voice", "words_per_minute": 150, "pitch": 50})
    worker.close()


def test_a_long_path_to_the_data_is_shortened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("sâu" * 20) / ("rất sâu" * 12)
    deep.parent.mkdir()
    deep.symlink_to(espeakng_loader.get_data_path())
    assert len(os.fsencode(deep)) > 160
    monkeypatch.setattr(espeakng_loader, "get_data_path", lambda: str(deep))
    voice = EspeakVoice()
    assert spoken_by(voice, NEWS)
    voice.close()
    Path(espeak._data_folder()).unlink()


def test_strange_text_neither_crashes_nor_hangs() -> None:
    voice = EspeakVoice()
    for text in (
        "😀 🎉",
        "\0\0a",
        "<speak>[[h@'loU]]</speak>",
        "𝓐𝓑",
        "ﷺ " * 50,
        "1234567890 " * 300,
        "\u202e\u200b xin",
    ):
        try:
            sound = voice.speak(text)
        except VoiceError as failure:
            assert failure.code == "voice_text_too_long"  # noqa: PT017 - both ends are good ones
        else:
            assert len(sound) % pcm.SAMPLE_BYTES == 0
    assert spoken_by(voice, NEWS)
    voice.close()


def test_threads_take_turns() -> None:
    voice = EspeakVoice()
    lengths: list[int] = []
    threads = [threading.Thread(target=lambda: lengths.append(len(spoken_by(voice, NEWS)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    voice.close()
    assert len(lengths) == 8
    assert max(lengths) - min(lengths) < 1000


def test_the_worker_ends_with_its_owner() -> None:
    script = (
        "import os, sys\n"
        "from audio_library.speech.espeak import EspeakVoice\n"
        "voice = EspeakVoice(); voice.speak('xin chào')\n"
        "print(voice._worker._pipes._process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False).stdout
    assert _gone(int(said))


@pytest.mark.parametrize("name", ["espeak_worker.py", "piper_worker.py"])
def test_the_workers_stand_alone_under_their_own_licence(name: str) -> None:
    source = (ROOT / name).read_text()
    assert source.startswith("# SPDX-License-Identifier: GPL-3.0-or-later\n")
    assert "audio_library" not in source
    words = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import ast, sys; ast.parse(open({str(ROOT / name)!r}).read())",
    ]
    subprocess.run(words, check=True)


def test_the_worker_answers_a_broken_request_and_goes_on() -> None:
    words = espeak._words()
    good = json.dumps({"text": "a", "voice": "vi", "words_per_minute": 150, "pitch": 50})
    done = subprocess.run(words, input=f"{{}}\nnot json\n{good}\n".encode(), capture_output=True, check=True)
    answers = done.stdout.split(b"\n", 1)[1]
    assert answers.startswith(b"x")
    assert answers.count(b"e\0\0\0\0") == 1


def _pid(voice: EspeakVoice) -> int:
    assert voice._worker._pipes is not None
    return voice._worker._pipes._process.pid


def _gone(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{pid}/stat")
        if state.exists() and state.read_text().split()[2] == "Z":
            return True
        time.sleep(0.05)
    return False
