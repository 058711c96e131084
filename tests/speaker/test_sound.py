"""The player that really sounds: samples of real MP3 files, in real time, into a WAV file or a program."""

import queue
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import pytest

from broadcaster.speaker.facts import Began, Ended, Over, Play, Turn
from broadcaster.speaker.pcm import RATE, Decoder
from broadcaster.speaker.sinks import ProgramSink, Sink, WavSink
from broadcaster.speaker.sound import SoundPlayer

pytestmark = [pytest.mark.aside, pytest.mark.slow]
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


class Shelf:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        return self._folder / sha256

    def tone(self, name: str, hertz: int, seconds: float) -> None:
        source = f"sine=frequency={hertz}:duration={seconds}:sample_rate=24000"
        command = [
            FFMPEG,
            "-nostdin",
            "-loglevel",
            "error",
            "-f",
            "lavfi",
            "-i",
            source,
            "-b:a",
            "64k",
            "-f",
            "mp3",
        ]
        subprocess.run([*command, str(self.path(name))], check=True)


class Room:
    """A player, and what it told."""

    def __init__(self, folder: Path, sink: Callable[[str], Sink]) -> None:
        self.shelf = Shelf(folder)
        self.told: queue.SimpleQueue[Began | Ended | Over] = queue.SimpleQueue()
        self.player = SoundPlayer(Decoder(self.shelf, FFMPEG), sink, self.told.put)

    def play(self, *turns: Turn) -> None:
        self.player.play(Play("b1", turns))
        for turn in turns:
            self.player.permit("b1", turn.number)

    def facts(self) -> list[Began | Ended | Over]:
        found = [self.told.get(timeout=10)]
        while not isinstance(found[-1], Over):
            found.append(self.told.get(timeout=10))
        return found


def loudness(path: Path) -> list[bool]:
    """Tell for every 10 ms whether something sounds."""
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels()) == (RATE, 1)
        samples = memoryview(file.readframes(file.getnframes())).cast("h")
    step = RATE // 100
    return [max(samples[i : i + step], key=abs) != 0 for i in range(0, len(samples), step)]


def test_items_become_one_stream_at_their_instants(tmp_path: Path) -> None:
    room = Room(tmp_path, lambda name: WavSink(tmp_path / f"{name}.wav"))
    room.shelf.tone("a", 440, 0.5)
    room.shelf.tone("b", 880, 0.4)
    start = time.monotonic() + 0.5
    room.play(
        Turn(0, "a", start, 0.5), Turn(1, "b", start + 0.5, 0.4), Turn(2, "tone:sine", start + 1.2, 0.3)
    )
    began_a, ended_a, began_b, ended_b, began_c, ended_c, over = room.facts()
    room.player.close()
    assert isinstance(began_a, Began)
    assert start <= began_a.at_mono < start + 0.3
    assert isinstance(began_b, Began)
    assert began_b.at_mono == pytest.approx(began_a.at_mono + 0.5, abs=0.1)
    assert [one.whole for one in (ended_a, ended_b, ended_c) if isinstance(one, Ended)] == [True] * 3
    assert isinstance(began_c, Began)
    assert over == Over("b1")
    sounding = loudness(tmp_path / "b1.wav")
    assert len(sounding) == pytest.approx(150, abs=6)
    assert sum(sounding[2:88]) > 80
    assert not any(sounding[100:115])
    assert all(sounding[125:145])


def test_silence_stops_within_a_moment_and_says_how_much_was_heard(tmp_path: Path) -> None:
    room = Room(tmp_path, lambda name: WavSink(tmp_path / f"{name}.wav"))
    room.shelf.tone("a", 440, 5)
    room.play(Turn(0, "a", time.monotonic() + 0.2, 5.0), Turn(1, "a", time.monotonic() + 5.2, 5.0))
    began = room.told.get(timeout=5)
    time.sleep(0.5)
    stopped = time.monotonic()
    room.player.silence("b1")
    ended, over = room.facts()
    assert time.monotonic() - stopped < 0.3
    room.player.close()
    assert isinstance(began, Began)
    assert isinstance(ended, Ended)
    assert not ended.whole
    assert ended.played_s == pytest.approx(0.6, abs=0.25)
    assert over == Over("b1")


def test_what_cannot_be_decoded_is_told_and_the_next_item_sounds(tmp_path: Path) -> None:
    room = Room(tmp_path, lambda name: WavSink(tmp_path / f"{name}.wav"))
    room.shelf.path("broken").write_bytes(b"no sound at all")
    room.shelf.tone("a", 440, 0.3)
    start = time.monotonic() + 0.3
    room.play(Turn(0, "broken", start, 1.0), Turn(1, "a", start + 1.0, 0.3))
    failed, began, ended, _ = room.facts()
    room.player.close()
    assert isinstance(failed, Ended)
    assert (failed.whole, failed.fault) == (False, "E14")
    assert isinstance(began, Began)
    assert isinstance(ended, Ended)
    assert ended.whole


def test_a_piece_waits_for_its_permission(tmp_path: Path) -> None:
    room = Room(tmp_path, lambda name: WavSink(tmp_path / f"{name}.wav"))
    start = time.monotonic() + 0.1
    room.player.play(Play("b1", (Turn(0, "tone:sine", start, 0.2),)))
    time.sleep(0.5)
    assert room.told.empty()
    room.player.permit("b1", 0)
    began, *_ = room.facts()
    room.player.close()
    assert isinstance(began, Began)
    assert began.at_mono > start + 0.3


def test_a_program_gets_the_samples_and_its_death_is_a_fault(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; sys.stdin.buffer.read(30000)"]
    room = Room(tmp_path, lambda _name: ProgramSink(command))
    room.shelf.tone("a", 440, 3)
    room.play(Turn(0, "a", time.monotonic() + 0.5, 3.0))
    _, ended, _ = room.facts()
    room.player.close()
    assert isinstance(ended, Ended)
    assert (ended.whole, ended.fault) == (False, "device")
    assert ended.played_s < 2.5


def test_a_stuck_sound_card_ends_the_pulse_and_with_it_every_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The write never returns: the thread that would say that the speaker lives is the one that hangs."""
    monkeypatch.setattr("broadcaster.speaker.sound.PULSE_S", 0.2)
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
    beats: list[float] = []
    told: queue.SimpleQueue[Began | Ended | Over] = queue.SimpleQueue()
    shelf, stuck = Shelf(tmp_path), ProgramSink(sleeper)
    shelf.tone("a", 440, 20)
    player = SoundPlayer(
        Decoder(shelf, FFMPEG), lambda _name: stuck, told.put, lambda: beats.append(time.monotonic())
    )
    player.play(Play("b1", (Turn(0, "a", time.monotonic() + 0.5, 20.0),)))
    player.permit("b1", 0)
    assert isinstance(told.get(timeout=10), Began)
    deadline = time.monotonic() + 20
    while time.monotonic() - beats[-1] < 1.5:
        assert time.monotonic() < deadline, "it still says that it plays"
        time.sleep(0.05)
    assert told.empty(), "and nothing is called played"
    stuck.close(at_once=True)
    ended = told.get(timeout=10)
    assert isinstance(ended, Ended)
    assert (ended.whole, ended.fault) == (False, "device")
    player.close()
