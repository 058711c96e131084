"""The mixing graph in ffmpeg's words: which files go in, what happens to them, how the result is coded and tagged."""

import itertools
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

from audio_library import loudness, pcm
from audio_library.loudness import Chain, Level
from audio_library.probe import RATE_HZ

Form = Literal["mp3", "wav", "opus"]

TARGET_LUFS = -16.0

_JOINABLE = f"aresample={RATE_HZ},aformat=sample_fmts=fltp:channel_layouts=mono"
_GAP_S = 0.35  # between tune and speech
_BED_LEAD_S = 1.5  # of music alone before the first word, and after the last
_BED_DB = -9.0  # the bed beside speech, where nobody speaks
# Under speech the bed yields by another 9 dB or so within a word, and comes back slowly enough that a pause
# between two sentences does not pump.
_YIELD = "sidechaincompress=threshold=0.02:ratio=4:attack=40:release=700:knee=4"
_LONGEST_TAG = 300
# LAME's finer qualities search for the loudest noise that hearing masks. One voice at 64 kbit/s needs no such
# search: measured on speech, 7 leaves 2 to 8 dB less noise in every band than the usual 5, in half the time.
_LAME_QUALITY = "7"


@dataclass(frozen=True)
class Encoder:
    """How ffmpeg makes one form.

    Its words, its container, the container of a copy through a pipe, and how far the encoder turns sound down.
    """

    words: tuple[str, ...]
    container: str
    piped: str
    takes_db: float = 0.0


ENCODERS: dict[Form, Encoder] = {
    "mp3": Encoder(
        ("-c:a", "libmp3lame", "-b:a", "64k", "-compression_level", _LAME_QUALITY, "-id3v2_version", "3"),
        "mp3",
        "f=mp3:write_xing=0:id3v2_version=0",
        0.45,  # LAME multiplies by 0.95 before it codes
    ),
    "wav": Encoder(("-c:a", "pcm_s16le"), "wav", "f=wav"),
    "opus": Encoder(("-c:a", "libopus", "-b:a", "32k"), "ogg", "f=ogg"),
}


@dataclass(frozen=True)
class Tune:
    """A finished sound file around the speech, and the gain in dB that brings it to the target by itself."""

    path: Path
    gain_db: float = 0.0


@dataclass(frozen=True)
class Mix:
    """What shall be mixed: raw speech in an open file, what is heard around and under it, the form of the result.

    In their order: signature tune, the station's ident, speech with a bed of music under it, end tune.
    """

    speech: BinaryIO
    rate_hz: int
    opening: Tune | None = None
    ident: Tune | None = None
    bed: Tune | None = None
    closing: Tune | None = None
    form: Form = "mp3"
    target_lufs: float = TARGET_LUFS
    chain: Chain = loudness.SPEECH
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def encoder(self) -> Encoder:
        """How its form is made."""
        return ENCODERS[self.form]

    @property
    def speech_s(self) -> float:
        """How long the speech lasts, in seconds."""
        return os.fstat(self.speech.fileno()).st_size / (pcm.SAMPLE_BYTES * self.rate_hz)


def encoding(job: Mix, level: Level, name: str) -> list[str]:
    """Return ffmpeg's arguments: speech on standard input; the result in the file `name` and on standard output.

    The file is named relative to the folder that ffmpeg works in: its tee writer gives ":" and "|" a meaning.
    """
    tee = f"[f={job.encoder.container}]{name}|[{job.encoder.piped}]pipe\\:1"
    return [
        *_inputs(job),
        *_filters(job, level),
        *job.encoder.words,
        *_tags(job.tags),
        "-f",
        "tee",
        "-y",
        tee,
    ]


def rehearsal(job: Mix, level: Level) -> list[str]:
    """Return ffmpeg's arguments for measuring speech on standard input as it will be heard, tunes left out."""
    filters = f"{_speech(job, level)},{level.limiter},ebur128=framelog=quiet"
    return [*_raw(job), "-af", filters, "-f", "null", "-"]


def _raw(job: Mix) -> list[str]:
    return ["-f", "s16le", "-ar", str(job.rate_hz), "-ac", "1", "-i", "pipe:0"]


def _inputs(job: Mix) -> list[str]:
    words = _raw(job)
    for tune in (job.opening, job.ident, job.bed, job.closing):
        if tune is not None:
            words += ["-stream_loop", "-1"] if tune is job.bed else []
            words += ["-i", f"file:{tune.path.resolve()}"]
    return words


def _filters(job: Mix, level: Level) -> list[str]:
    """Return the graph's words: its inputs are numbered as `_inputs` names them."""
    number = itertools.count(1)
    parts, order = [], []
    for name, tune in (("opening", job.opening), ("ident", job.ident)):
        if tune is not None:
            parts.append(_tune(next(number), tune, level, f"apad=pad_dur={_GAP_S}[{name}]"))
            order.append(f"[{name}]")
    speech = f"[0:a]{_speech(job, level)}"
    parts += [f"{speech}[speech]"] if job.bed is None else _on_bed(job, job.bed, level, speech, next(number))
    order.append("[speech]")
    if job.closing is not None:
        parts.append(_tune(next(number), job.closing, level, f"adelay={1000 * _GAP_S:.0f}[closing]"))
        order.append("[closing]")
    joined = f"{''.join(order)}concat=n={len(order)}:v=0:a=1"
    parts.append(f"{joined},{level.limiter},volume={job.encoder.takes_db}dB[out]")
    return ["-filter_complex", ";".join(parts), "-map", "[out]"]


def _on_bed(job: Mix, bed: Tune, level: Level, speech: str, number: int) -> list[str]:
    """Lay speech on a bed that begins before it, yields to it, and fades away after it; the bed is repeated."""
    lasts_s = job.speech_s + 2 * _BED_LEAD_S
    fades = f"afade=d={_BED_LEAD_S},afade=t=out:st={lasts_s - _BED_LEAD_S:.3f}:d={_BED_LEAD_S}"
    under = Tune(bed.path, bed.gain_db + _BED_DB)
    return [
        f"{speech},adelay={1000 * _BED_LEAD_S:.0f},apad=pad_dur={_BED_LEAD_S},asplit[voice][key]",
        _tune(number, under, level, f"atrim=end={lasts_s:.3f},{fades}[bed]"),
        f"[bed][key]{_YIELD}[under]",
        "[voice][under]amix=duration=first:normalize=0[speech]",
    ]


def _speech(job: Mix, level: Level) -> str:
    return f"{job.chain.filters},volume={level.gain_db:.2f}dB,{_JOINABLE}"


def _tune(number: int, tune: Tune, level: Level, rest: str) -> str:
    return f"[{number}:a:0]volume={tune.gain_db + level.trim_db:.2f}dB,{_JOINABLE},{rest}"


def _tags(tags: Mapping[str, str]) -> list[str]:
    return [word for name, value in tags.items() for word in ("-metadata", f"{name}={_clean(value)}")]


def _clean(value: str) -> str:
    """Return a tag's value as one short line: it becomes a word of a command line."""
    readable = value.encode(errors="replace").decode()
    return " ".join("".join(c if c.isprintable() else " " for c in readable).split())[:_LONGEST_TAG]
