"""What is heard around and under speech: a bed that yields, an ident in its place, a voice shaped for horns."""

from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest
from numpy.typing import NDArray

from audio_library import loudness, sounds
from audio_library.ffmpeg import FFmpeg
from audio_library.graph import Mix, Tune
from audio_library.loudness import as_file
from audio_library.mixing import mix
from audio_library.probe import RATE_HZ, Measurement
from tests.audio_library.making import made

pytestmark = pytest.mark.slow  # every test here starts real programs

_VOICE_HZ, _BED_HZ, _TUNE_HZ = 1500, 500, 3000


def tone(hertz: float, seconds: float, strength: float = 0.3) -> NDArray[np.float64]:
    return strength * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)


def raw(*parts: NDArray[np.float64]) -> BinaryIO:
    return as_file((np.concatenate(parts) * 32767).astype("<i2").tobytes())


def level_db(out: Path, hertz: float, from_s: float, until_s: float) -> float:
    """Return how strong one pitch is between two moments of a WAV."""
    wave = np.frombuffer(out.read_bytes()[44:], dtype="<i2").astype(np.float64) / 32768
    part = wave[int(from_s * RATE_HZ) : int(until_s * RATE_HZ)]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(part.size))) / part.size
    pitch = np.fft.rfftfreq(part.size, 1 / RATE_HZ)
    return float(20 * np.log10(spectrum[np.abs(pitch - hertz) < 20].max() + 1e-9))


@pytest.fixture
def bed(ffmpeg: FFmpeg, tmp_path: Path) -> Tune:
    """Return a steady tone of three seconds, shorter than any speech here."""
    return Tune(made(ffmpeg, tmp_path / "bed.wav", f"sine=f={_BED_HZ}:r={RATE_HZ}:d=3,volume=12dB"))


def test_the_bed_yields_to_words_and_comes_back_in_pauses(ffmpeg: FFmpeg, bed: Tune, tmp_path: Path) -> None:
    words, pause = tone(_VOICE_HZ, 4), np.zeros(4 * RATE_HZ)
    out = tmp_path / "out.wav"
    with raw(words, pause, words) as speech:
        found = mix(ffmpeg, Mix(speech, RATE_HZ, bed=bed, form="wav"), out)
    assert abs(found.duration_ms - (12_000 + 2 * 1500)) <= 20
    under, alone = level_db(out, _BED_HZ, 3, 5), level_db(out, _BED_HZ, 8, 9.3)
    assert alone - under >= 6
    assert level_db(out, _VOICE_HZ, 3, 5) - under >= 15
    assert level_db(out, _BED_HZ, 11, 13) == pytest.approx(under, abs=1)
    assert level_db(out, _BED_HZ, 0.0, 0.1) < alone - 12  # it fades in
    assert level_db(out, _BED_HZ, 14.9, 15.0) < alone - 12  # and out


def test_everything_has_its_place(ffmpeg: FFmpeg, bed: Tune, tmp_path: Path) -> None:
    tune = Tune(made(ffmpeg, tmp_path / "tune.wav", f"sine=f={_TUNE_HZ}:r={RATE_HZ}:d=1"))
    ident = Tune(made(ffmpeg, tmp_path / "ident.wav", f"sine=f=4500:r={RATE_HZ}:d=1"))
    out = tmp_path / "out.wav"
    with raw(tone(_VOICE_HZ, 6)) as speech:
        mix(ffmpeg, Mix(speech, RATE_HZ, opening=tune, ident=ident, bed=bed, closing=tune, form="wav"), out)
    places = {_TUNE_HZ: (0.2, 0.8), 4500: (1.6, 2.2), _BED_HZ: (3.7, 4.1), _VOICE_HZ: (5, 9)}
    for hertz, (from_s, until_s) in places.items():
        others = [level_db(out, other, from_s, until_s) for other in places if other != hertz]
        assert level_db(out, hertz, from_s, until_s) > max(others) + 8
    assert level_db(out, _TUNE_HZ, 12.2, 12.8) > level_db(out, _VOICE_HZ, 12.2, 12.8) + 8


@pytest.mark.parametrize("form", ["mp3", "opus"])
def test_the_whole_lands_on_the_target(ffmpeg: FFmpeg, tmp_path: Path, form: str) -> None:
    """Loud and soft words over our own bed between our own tunes, as they leave the encoder."""
    words = [tone(300 + 40 * number, 0.4, 0.05 + 0.03 * number) for number in range(20)]
    tunes = {"opening": Tune(sounds.SIGNATURE), "ident": Tune(sounds.CHIME), "closing": Tune(sounds.CLOSE)}
    with raw(*words) as speech:
        job = Mix(speech, RATE_HZ, bed=Tune(sounds.BED), form=form, **tunes)  # type: ignore[arg-type]  # known names
        found = mix(ffmpeg, job, tmp_path / "out")
    assert found.loudness_lufs is not None
    assert abs(found.loudness_lufs + 16) <= 0.3
    assert found.true_peak_dbtp <= -1


def test_a_voice_for_horns_leaves_out_what_a_horn_cannot_play(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    words = tone(120, 3, 0.2) + tone(2600, 3, 0.2)
    plain, horns = tmp_path / "plain.wav", tmp_path / "horns.wav"
    with raw(words) as speech:
        job = Mix(speech, RATE_HZ, form="wav")
        found: list[Measurement] = [mix(ffmpeg, job, plain)]
        found.append(mix(ffmpeg, replace(job, chain=loudness.HORN_SPEECH), horns))
    low, high = (level_db(horns, hertz, 1, 2) - level_db(plain, hertz, 1, 2) for hertz in (120, 2600))
    assert high - low > 10
    assert all(each.loudness_lufs is not None and abs(each.loudness_lufs + 16) <= 0.3 for each in found)
