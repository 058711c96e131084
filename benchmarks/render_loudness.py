"""How far from -16 LUFS and below -1 dBTP finished sounds are: short and long, plain and in full dress, for horns."""

import itertools
import tempfile
from pathlib import Path

from audio_library.studio import OUR_TUNES, Tunes
from benchmarks._render_ways import FULL_DRESS, ours, text

GOAL_LU = 0.3
_CEILING_DBTP = -1.0


def run(rounds: int = 3) -> dict[str, object]:
    """Make every kind once; the sound does not depend on the round."""
    _ = rounds
    told: dict[str, object] = {}
    errors, peaks = [], []
    dresses = {"bare": Tunes(), "tunes": OUR_TUNES, "bed": FULL_DRESS}
    with tempfile.TemporaryDirectory() as folder:
        for minutes, (dress, tunes), horns in itertools.product((0.4, 3), dresses.items(), (False, True)):
            made = ours(text(minutes), Path(folder), tunes, horns=horns)
            errors.append(abs(made.loudness_lufs + 16))
            peaks.append(made.true_peak_dbtp)
            kind = f"{minutes:g} min, {dress}{', horns' if horns else ''}"
            told[kind] = [made.loudness_lufs, made.true_peak_dbtp]
    worst = max(errors)
    return {
        "name": "loudness of the finished file, LU off target",
        "ratio": round(worst, 2),
        "goal": GOAL_LU,
        "higher_is_better": False,
        "met": worst <= GOAL_LU and max(peaks) <= _CEILING_DBTP,
        "details": {"highest_true_peak_dbtp": max(peaks), "lufs_and_dbtp": told},
    }
