from pathlib import Path

import numpy as np
import pytest

from audio_library import sounds
from audio_library.ffmpeg import FFmpeg
from audio_library.probe import RATE_HZ, measure_file
from audio_library.sounds import synthesis


@pytest.mark.parametrize("name", sounds.ALL)
def test_every_sound_is_there_small_and_audible(ffmpeg: FFmpeg, name: str) -> None:
    path = sounds.ALL[name]
    found = measure_file(ffmpeg, path)
    assert path.stat().st_size < 200_000
    assert 2000 < found.duration_ms < (25_000 if name == "bed" else 7000)
    assert found.loudness_lufs is not None
    assert abs(found.loudness_lufs - sounds.LOUDNESS_LUFS[path]) <= 0.3
    assert found.true_peak_dbtp <= -1


@pytest.mark.slow
def test_the_committed_files_are_what_the_synthesis_computes(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    for path in synthesis.write(tmp_path, ffmpeg):
        fresh, committed = measure_file(ffmpeg, path), measure_file(ffmpeg, sounds.ALL[path.stem])
        assert fresh.duration_ms == committed.duration_ms
        assert np.abs(np.subtract(fresh.peaks, committed.peaks)).max() <= 2


@pytest.mark.parametrize("name", synthesis.SOUNDS)
def test_a_horn_can_play_them_and_nothing_clicks(name: str) -> None:
    wave = synthesis.SOUNDS[name]()
    power = np.abs(np.fft.rfft(wave)) ** 2
    hertz = np.fft.rfftfreq(wave.size, 1 / RATE_HZ)
    heard = power[(hertz >= 250) & (hertz <= 6500)].sum() / power.sum()
    assert heard > 0.95
    assert abs(wave[0]) < 0.02
    assert abs(wave[-1]) < 0.02
    assert np.max(np.abs(wave)) <= 0.701


def test_notes_are_in_tune() -> None:
    assert synthesis.hertz("A4") == 440
    assert round(synthesis.hertz("C5"), 2) == 523.25
    assert round(synthesis.hertz("D4"), 2) == 293.66
