"""Text to MP3: ours, eSpeak NG + LAME alone, and two-pass loudnorm; memory of 30 minutes and of 5.

Ours does more than the first yardstick: tunes, dynamics, loudness and true peak measured on the encoded
file. It also sets LAME to quality 7, which at this bit rate is faster and leaves less noise (the reason stands in
`audio_library.mixing`); the yardsticks take LAME as it comes.
"""

import contextlib
import functools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from audio_library.ffmpeg import FFmpeg
from audio_library.recording import Recording
from audio_library.speech.catalogue import VoiceSettings, catalogue
from audio_library.speech.cutting import speakable
from audio_library.speech.espeak import EspeakVoice
from audio_library.store import SoundStore
from audio_library.studio import Studio

GOAL = 1.6
GOAL_LOUDNORM = 5.0
GOAL_MEMORY = 1.1

_SENTENCES = (
    "Kính thưa toàn thể bà con nhân dân trong xã.",
    "Ủy ban nhân dân xã thông báo lịch tiêm phòng dại cho đàn chó, mèo tại nhà văn hóa các thôn.",
    "Thời gian tiêm từ bảy giờ ba mươi đến mười một giờ, ngày mười sáu tháng sáu.",
    "Đề nghị các hộ gia đình có mặt đúng giờ, mang theo sổ theo dõi, và giữ vật nuôi cẩn thận.",
    "Dự báo chiều tối nay có mưa rào và dông, gió giật cấp tám, bà con chú ý chằng chống nhà cửa!",
)
_MINUTE = 2.8  # so many times these sentences


def text(minutes: float) -> str:
    """Return commune news that lasts about so many minutes."""
    return "\n".join(" ".join(_SENTENCES) for _ in range(round(minutes * _MINUTE)))


def run(rounds: int = 3, minutes: float = 4) -> dict[str, object]:
    """Measure everything interleaved."""
    ffmpeg, news = FFmpeg.find(), text(minutes)
    times: dict[str, list[float]] = {"alone": [], "ours": [], "loudnorm": []}
    with tempfile.TemporaryDirectory() as folder:
        ways: dict[str, Callable[[], object]] = {
            "alone": functools.partial(alone, ffmpeg, news, Path(folder) / "alone.mp3"),
            "ours": functools.partial(ours, news, Path(folder)),
            "loudnorm": functools.partial(loudnorm, ffmpeg, news, Path(folder)),
        }
        made = ours(news, Path(folder))
        for _ in range(rounds):
            for name, way in ways.items():
                times[name].append(_seconds(way))
    memory = {length: peak_memory_kib(length) for length in (5, 30)}
    ratio = statistics.median(o / a for o, a in zip(times["ours"], times["alone"], strict=True))
    faster = statistics.median(n / o for n, o in zip(times["loudnorm"], times["ours"], strict=True))
    memory_ratio = memory[30] / memory[5]
    exact = abs(made.loudness_lufs + 16) <= 0.3 and made.true_peak_dbtp <= -1
    return {
        "name": "text to MP3 against eSpeak NG + LAME alone",
        "ratio": round(ratio, 2),
        "goal": GOAL,
        "higher_is_better": False,
        "met": ratio <= GOAL and faster >= GOAL_LOUDNORM and memory_ratio <= GOAL_MEMORY and exact,
        "details": {
            "sound_s": made.duration_ms / 1000,
            "seconds": {name: [round(value, 2) for value in values] for name, values in times.items()},
            "faster_than_loudnorm": round(faster, 1),
            "loudness_lufs": made.loudness_lufs,
            "true_peak_dbtp": made.true_peak_dbtp,
            "peak_memory_kib": memory,
            "memory_30_to_5_min": round(memory_ratio, 3),
        },
    }


def ours(news: str, folder: Path) -> Recording:
    """Render as the station does."""
    store = SoundStore(folder / "store")
    studio = Studio(
        store, catalogue(VoiceSettings(google=False), FFmpeg.find()), folder / "cache", FFmpeg.find()
    )
    return studio.prepare(news, title="Bản tin", station="Đài xã", voice="espeak")


def alone(ffmpeg: FFmpeg, news: str, out: Path) -> None:
    """Speak into LAME's pipe; nothing else."""
    with (
        ffmpeg_writing(ffmpeg, ["-ar", "24000", "-b:a", "64k", "-y", f"file:{out}"]) as process,
    ):
        _speak(news, _input(process))
        _input(process).close()
        if process.wait() != 0:
            raise RuntimeError("LAME alone failed")


def loudnorm(ffmpeg: FFmpeg, news: str, folder: Path) -> None:
    """Do what manuals advise: speak, measure with loudnorm, normalise with loudnorm."""
    raw, out = folder / "speech.raw", folder / "loudnorm.mp3"
    with raw.open("wb") as file:
        _speak(news, file)
    source = ["-f", "s16le", "-ar", "22050", "-ac", "1", "-i", f"file:{raw}"]
    target = "loudnorm=I=-16:TP=-1:LRA=11"
    with ffmpeg.running([*source, "-af", f"{target}:print_format=json", "-f", "null", "-"]) as first:
        said = first.finish(120)
    found = json.loads(said[said.rindex("{") : said.rindex("}") + 1])
    measured = ":".join(
        f"measured_{name}={found[f'input_{key}']}"
        for name, key in (("I", "i"), ("TP", "tp"), ("LRA", "lra"), ("thresh", "thresh"))
    )
    filters = f"{target}:{measured}:offset={found['target_offset']}"
    with ffmpeg.running(
        [*source, "-af", filters, "-ar", "24000", "-b:a", "64k", "-y", f"file:{out}"]
    ) as second:
        second.finish(120)


def peak_memory_kib(minutes: float) -> int:
    """Render in a process of its own; return the most memory that it and its children held together."""
    words = [sys.executable, "-m", "benchmarks.render", "--memory", str(minutes)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found = re.search(r"peak (\d+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stderr)
    return int(found[1])


def ffmpeg_writing(ffmpeg: FFmpeg, arguments: list[str]) -> subprocess.Popen[bytes]:
    """Start ffmpeg on raw speech from a pipe."""
    words = [
        ffmpeg.program,
        "-v",
        "error",
        "-f",
        "s16le",
        "-ar",
        "22050",
        "-ac",
        "1",
        "-i",
        "pipe:0",
        *arguments,
    ]
    return subprocess.Popen(words, stdin=subprocess.PIPE)


def _input(process: subprocess.Popen[bytes]) -> BinaryIO:
    if process.stdin is None:
        raise ValueError("started without a pipe")
    return process.stdin  # type: ignore[return-value] # IO[bytes] it is


def _speak(news: str, out: BinaryIO) -> None:
    voice = EspeakVoice()
    try:
        out.writelines(voice.speak(sentence.text) for sentence in speakable(news))
    finally:
        voice.close()


def _seconds(way: Callable[[], object]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def _report_memory(minutes: float) -> None:
    """Print the largest sum of memory that this process and all below it held at one time."""
    highest, done = 0, threading.Event()

    def watch() -> None:
        nonlocal highest
        while not done.wait(0.02):
            highest = max(highest, sum(_resident_kib(pid) for pid in _family()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    with tempfile.TemporaryDirectory() as folder:
        ours(text(minutes), Path(folder))
    done.set()
    watcher.join()
    print("peak", highest)


def _family() -> set[int]:
    """Return this process and everything below it."""
    family, fresh = {os.getpid()}, [os.getpid()]
    while fresh:
        pid = fresh.pop()
        with contextlib.suppress(OSError):  # it may end while it is looked at
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                fresh.extend(set(map(int, children.read_text().split())) - family)
        family.update(fresh)
    return family


def _resident_kib(pid: int) -> int:
    try:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        _report_memory(float(sys.argv[2]))
    else:
        print(json.dumps(run(), indent=2, ensure_ascii=False))
