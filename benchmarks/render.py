"""Text to MP3: ours against eSpeak NG and LAME alone.

Ours does more: tunes, dynamics, loudness and true peak measured on the encoded file. It also sets LAME to quality 7,
which at this bit rate is faster and leaves less noise (the reason stands in `audio_library.graph`); the yardstick takes
LAME as it comes.
"""

import tempfile
from pathlib import Path

from audio_library.ffmpeg import FFmpeg
from benchmarks._render_ways import Spent, alone, ours, text

GOAL = 1.6


def run(rounds: int = 3, minutes: float = 4) -> dict[str, object]:
    """Measure both by turns."""
    ffmpeg, news, spent = FFmpeg.find(), text(minutes), Spent()
    with tempfile.TemporaryDirectory() as folder:
        ours(news, Path(folder))  # once, so that nothing is measured that is only read from the disk
        for _ in range(rounds):
            spent.measure("alone", lambda: alone(ffmpeg, news, Path(folder) / "alone.mp3"))
            spent.measure("ours", lambda: ours(news, Path(folder)))
    ratio = spent.ratio("ours", "alone")
    return {
        "name": "text to MP3 against eSpeak NG + LAME alone",
        "ratio": round(ratio, 2),
        "goal": GOAL,
        "higher_is_better": False,
        "met": ratio <= GOAL,
        "details": spent.details("ours", "alone"),
    }
