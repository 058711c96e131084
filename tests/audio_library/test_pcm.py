import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audio_library import pcm
from tests.audio_library.making import tone

RATE = 22050


def test_silence_around_speech_goes_and_a_little_stays() -> None:
    sound = pcm.silence(700, RATE) + tone(1.0, RATE) + pcm.silence(900, RATE)
    assert 1000 <= pcm.duration_ms(pcm.trimmed(sound, RATE), RATE) <= 1045


def test_ends_are_faded_so_that_joins_do_not_click() -> None:
    cut = pcm.samples(tone(0.5, RATE, frequency_hz=441)[: 2 * 5013])
    faded = pcm.samples(pcm.trimmed(cut.tobytes(), RATE))
    assert abs(int(cut[-1])) > 5000
    assert abs(int(faded[0])) < 50
    assert abs(int(faded[-1])) < 300
    steps = np.abs(np.diff(faded.astype(int)))
    assert steps.max() <= np.abs(np.diff(cut.astype(int))).max() + 60


def test_mere_hiss_is_silence() -> None:
    hiss = np.random.default_rng(1).integers(-90, 90, 20_000).astype(np.int16).tobytes()
    assert pcm.trimmed(hiss, RATE) == b""


@given(content=st.binary(max_size=3000))
def test_trimming_never_adds_and_never_fails(content: bytes) -> None:
    assert len(pcm.trimmed(content, RATE)) <= len(content)
