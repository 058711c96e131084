"""Our own short sounds, computed by `audio_library.sounds.synthesis` and given away under CC0-1.0."""

from pathlib import Path

_HERE = Path(__file__).parent

SIGNATURE = _HERE / "signature.mp3"
CHIME = _HERE / "chime.mp3"
CLOSE = _HERE / "close.mp3"
ATTENTION = _HERE / "attention.mp3"
ALL_CLEAR = _HERE / "all_clear.mp3"
TEST_TONE = _HERE / "test_tone.mp3"

BED = _HERE / "bed.mp3"
SILENCE = _HERE / "silence.mp3"
"""A second of nothing: what a speaker holds where only live speech shall be heard."""

ALL = {path.stem: path for path in (SIGNATURE, CHIME, CLOSE, ATTENTION, ALL_CLEAR, TEST_TONE, BED)}
LOUDNESS_LUFS = dict.fromkeys(ALL.values(), -16.0) | {ATTENTION: -13.0}
"""How loud each was made; attention is above speech, so that it is heard through it."""
