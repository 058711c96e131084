import re
import signal
import subprocess
import sys
import textwrap
import time
import wave
from pathlib import Path

import pytest

from audio_library.errors import MixingError, StoreError
from audio_library.ffmpeg import FFmpeg
from audio_library.probe import PEAKS, Measurement, measure_file
from audio_library.recording import Recording, Sound
from audio_library.store import SoundStore
from audio_library.studio import MACHINE_MADE, Studio, Tunes
from tests.adapters.wire import wait_until
from tests.audio_library.making import NEWS, made, tags

pytestmark = pytest.mark.slow  # nearly every test here starts a program


def independent_loudness(ffmpeg: FFmpeg, path: Path) -> float:
    """Measure with another filter than ours: loudnorm's own meter."""
    with ffmpeg.running(["-i", str(path), "-af", "loudnorm=print_format=json", "-f", "null", "-"]) as running:
        found = re.search(r'"input_i" : "([-\d.]+)"', running.finish())
    assert found is not None
    return float(found[1])


def test_a_text_becomes_a_broadcast_ready_recording(
    studio: Studio, store: SoundStore, ffmpeg: FFmpeg
) -> None:
    seen: list[tuple[float, str]] = []
    made = studio.prepare(
        NEWS,
        title="Họp thôn: 19 giờ | nhà văn hóa",
        station="Đài xã",
        progress=lambda *step: seen.append(step),
    )
    path = store.path(made.sha256)
    assert store.verify(made.sha256)
    assert made.bytes == path.stat().st_size
    assert abs(made.loudness_lufs + 16) <= 0.3
    assert made.true_peak_dbtp <= -1
    assert abs(independent_loudness(ffmpeg, path) + 16) <= 0.4
    assert made.voice == "espeak:vi:150:50"
    assert made.engine.startswith("espeak-ng 1.")
    assert made.fell_back == ()
    assert 9_000 < made.duration_ms < 20_000
    assert len(made.peaks) == PEAKS
    assert max(made.peaks) > 40
    said = tags(ffmpeg, path)
    assert "mp3" in said
    assert "24000 Hz, mono" in said
    assert "64 kb/s" in said
    for tag in ("Họp thôn: 19 giờ | nhà văn hóa", "Đài xã", MACHINE_MADE, "SYNTHETIC_SPEECH"):
        assert tag in said
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions)
    assert seen[-1] == (1.0, "kept")
    assert {what for _, what in seen} == {"speaking", "mixing", "kept"}


def test_what_is_told_is_what_lies_in_the_store(studio: Studio, store: SoundStore, ffmpeg: FFmpeg) -> None:
    made = studio.prepare(NEWS, title="a", station="b", tunes=Tunes())
    again = measure_file(ffmpeg, store.path(made.sha256))
    assert abs(again.duration_ms - made.duration_ms) <= 100  # the encoder's own lead-in
    assert again.loudness_lufs is not None
    assert abs(again.loudness_lufs - made.loudness_lufs) <= 0.1
    assert abs(again.true_peak_dbtp - made.true_peak_dbtp) <= 0.1


@pytest.mark.slow
def test_the_same_text_is_the_same_sound(studio: Studio, store: SoundStore) -> None:
    first = studio.prepare(NEWS, title="a", station="b")
    assert studio.prepare(NEWS, title="a", station="b") == first
    assert list(store) == [first.sha256]


def test_wav_is_made_as_well(studio: Studio, store: SoundStore) -> None:
    made = studio.prepare(NEWS, title="a", station="b", form="wav", tunes=Tunes())
    with wave.open(str(store.path(made.sha256))) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (1, 24000, 2)
        assert abs(file.getnframes() * 1000 // 24000 - made.duration_ms) <= 1
    assert abs(made.loudness_lufs + 16) <= 0.3


def test_opus_is_made_as_well(studio: Studio, store: SoundStore, ffmpeg: FFmpeg) -> None:
    made = studio.prepare(NEWS, title="Họp thôn", station="b", form="opus", tunes=Tunes())
    said = tags(ffmpeg, store.path(made.sha256))
    assert "Audio: opus" in said
    assert "Họp thôn" in said
    assert MACHINE_MADE in said
    assert abs(made.loudness_lufs + 16) <= 0.3
    assert made.bytes < 40_000


@pytest.mark.slow
def test_tunes_stand_around_the_speech(studio: Studio) -> None:
    with_tunes = studio.prepare(NEWS, title="a", station="b")
    without = studio.prepare(NEWS, title="a", station="b", tunes=Tunes())
    assert 8_500 < with_tunes.duration_ms - without.duration_ms < 10_500


@pytest.mark.parametrize("text", ["Một.", "A", "Hai mươi lăm.", "ơ ơ ơ ơ ơ ơ ơ ơ"])
def test_even_one_word_lands_on_the_target(studio: Studio, text: str) -> None:
    made = studio.prepare(text, title="a", station="b", tunes=Tunes())
    assert made.true_peak_dbtp <= -1
    assert abs(made.loudness_lufs + 16) <= 1.5


@pytest.mark.slow
def test_a_loud_or_quiet_tune_of_ones_own_is_levelled(studio: Studio, ffmpeg: FFmpeg, tmp_path: Path) -> None:
    quiet = made(ffmpeg, tmp_path / "quiet.wav", "sine=d=4,volume=-30dB")
    loud = made(ffmpeg, tmp_path / "loud.wav", "sine=d=4,volume=18dB")
    for tune in (quiet, loud):
        recording = studio.prepare(NEWS, title="a", station="b", tunes=Tunes(tune, None))
        assert abs(recording.loudness_lufs + 16) <= 0.3
        assert recording.true_peak_dbtp <= -1


def test_tags_cannot_break_the_command_line(studio: Studio, store: SoundStore, ffmpeg: FFmpeg) -> None:
    made = studio.prepare(NEWS, title="-y\n\0a=b;'\"|[x]\ud800" + "dài " * 500, station="", tunes=Tunes())
    assert "-y a=b;'\"|[x]?dài" in tags(ffmpeg, store.path(made.sha256))


@pytest.mark.parametrize("text", ["", "   \n", "…", "!!!"])
def test_nothing_to_say_is_refused(studio: Studio, store: SoundStore, text: str) -> None:
    with pytest.raises(MixingError, match="nothing_to_say"):
        studio.prepare(text, title="a", station="b")
    assert list(store) == []


def test_a_broken_tune_is_told(studio: Studio, store: SoundStore, tmp_path: Path) -> None:
    tune = tmp_path / "tune.mp3"
    tune.write_bytes(b"no sound at all")
    with pytest.raises(MixingError, match="ffmpeg_failed"):
        studio.prepare(NEWS, title="a", station="b", tunes=Tunes(tune))
    assert list(store) == []


def test_an_absent_ffmpeg_is_told() -> None:
    with pytest.raises(MixingError, match="ffmpeg_missing"):
        FFmpeg.find("/nowhere/ffmpeg")


def test_values_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="not a sound"):
        Sound("ab", "mp3", 1, 1, -16.0, -2.0, ())
    with pytest.raises(ValueError, match="not a measurement"):
        Measurement(1, -16.0, -1.0, (101,))
    with pytest.raises(MixingError, match="silent_sound"):
        Recording.measured("a" * 64, 1, "mp3", Measurement(1, None, -90.0, ()))


RENDERING = """
    import sys
    from pathlib import Path
    from audio_library.ffmpeg import FFmpeg
    from audio_library.speech.catalogue import VoiceSettings, catalogue
    from audio_library.store import SoundStore
    from audio_library.studio import Studio

    folder, ffmpeg = Path(sys.argv[1]), FFmpeg.find()
    voices = catalogue(VoiceSettings(google=False), ffmpeg)
    studio = Studio(SoundStore(folder / "store"), voices, folder / "cache", ffmpeg)
    text = "Kính mời bà con họp thôn lúc mười chín giờ tại nhà văn hóa. " * 60
    print("ready", flush=True)
    studio.prepare(text, title="a", station="b", progress=lambda _f, what: print(what, flush=True))
"""


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["ready", "speaking", "mixing"])
def test_killed_at_any_moment_no_half_sound_is_kept(tmp_path: Path, moment: str) -> None:
    words = [sys.executable, "-c", textwrap.dedent(RENDERING), str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while process.stdout.readline().strip() != moment:
            pass
        process.send_signal(signal.SIGKILL)
    time.sleep(1.5)  # whatever the children still do, they do it now
    store = SoundStore(tmp_path / "store")
    assert list(store) == []
    wait_until(lambda: not left_after_sweeping(store, tmp_path))


def left_after_sweeping(store: SoundStore, folder: Path) -> list[Path]:
    """Return what lies about still: a child that outlives its parent for a moment may write a last piece."""
    store.sweep(older_than_s=0)
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.slow
@pytest.mark.parametrize("most_bytes", [500_000, 1_800_000])
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, most_bytes: int) -> None:
    """The first limit is met while speaking; the second, larger than any sentence, while mixing."""
    script = textwrap.dedent(RENDERING).replace("studio.prepare(text,", "studio.prepare(text, form='wav',")
    limited = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most_bytes}, {most_bytes}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited + script, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert f"{StoreError.__module__}.StoreError: store_full" in done.stderr
    assert list(SoundStore(tmp_path / "store")) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.slow
def test_a_long_bulletin_lands_on_the_target(studio: Studio) -> None:
    text = (NEWS + " Đề nghị các hộ gia đình có mặt đúng giờ, mang theo giấy tờ.\n") * 80
    made = studio.prepare(text, title="a", station="b")
    assert made.duration_ms > 10 * 60_000
    assert abs(made.loudness_lufs + 16) <= 0.3
    assert made.true_peak_dbtp <= -1
