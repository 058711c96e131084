"""The ways from text to MP3 that are measured beside each other: ours, eSpeak NG + LAME alone, two-pass loudnorm."""

import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from audio_library import sounds
from audio_library.ffmpeg import FFmpeg
from audio_library.recording import Recording
from audio_library.speech.catalogue import VoiceSettings, catalogue
from audio_library.speech.cutting import speakable
from audio_library.speech.espeak import EspeakVoice
from audio_library.store import SoundStore
from audio_library.studio import OUR_TUNES, Studio, Tunes

FULL_DRESS = Tunes(sounds.SIGNATURE, sounds.CLOSE, sounds.CHIME, sounds.BED)

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


def ours(news: str, folder: Path, tunes: Tunes = OUR_TUNES, *, horns: bool = False) -> Recording:
    """Render as the station does."""
    store = SoundStore(folder / "store")
    studio = Studio(
        store, catalogue(VoiceSettings(google=False), FFmpeg.find()), folder / "cache", FFmpeg.find()
    )
    return studio.prepare(news, title="Bản tin", station="Đài xã", voice="espeak", tunes=tunes, horns=horns)


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


class Spent:
    """Seconds by the clock and of the processor, children included, of each way's rounds."""

    def __init__(self) -> None:
        self.clock_s: dict[str, list[float]] = {}
        self.cpu_s: dict[str, list[float]] = {}

    def measure(self, name: str, way: Callable[[], object]) -> None:
        """Run one round of a way."""
        started, before = time.perf_counter(), _cpu_s()
        way()
        self.clock_s.setdefault(name, []).append(time.perf_counter() - started)
        self.cpu_s.setdefault(name, []).append(_cpu_s() - before)

    def ratio(self, name: str, other: str) -> float:
        """Return the median over the rounds of one way's time beside another's."""
        return _ratio(self.clock_s, name, other)

    def details(self, name: str, other: str) -> dict[str, object]:
        """Return all rounds, and the ratio of processor time, which other work on the machine does not change."""
        return {
            "seconds": {key: [round(value, 2) for value in values] for key, values in self.clock_s.items()},
            "cpu_seconds": {key: [round(value, 2) for value in values] for key, values in self.cpu_s.items()},
            "cpu_ratio": round(_ratio(self.cpu_s, name, other), 2),
        }


def _ratio(times: dict[str, list[float]], name: str, other: str) -> float:
    return statistics.median(a / b for a, b in zip(times[name], times[other], strict=True))


def _cpu_s() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
