"""Compute our own sounds: the five tones of a Vietnamese zither, played on bells and plucked strings.

    python -m audio_library.sounds.synthesis FOLDER

The sounds are dedicated to the public domain (CC0-1.0). Everything lies between 250 Hz and 6 kHz, which is
what a horn loudspeaker plays; the same numbers come out on every machine, the encoder's rounding apart.
"""  # fmt: skip

import sys
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audio_library import sounds
from audio_library.ffmpeg import FFmpeg
from audio_library.probe import RATE_HZ, measure_file

Wave = NDArray[np.float64]

_A4_HZ = 440.0
_STEPS = {"C": -9, "D": -7, "E": -5, "F": -4, "G": -2, "A": 0, "B": 2}
_BELL = ((1.0, 1.0, 1.0), (2.0, 0.45, 0.75), (3.01, 0.22, 0.5), (4.2, 0.12, 0.35), (5.4, 0.06, 0.22))
"""Partials of a small bronze bell: multiple of the pitch, strength, how long it rings compared with the
first."""

_PEAK = 0.7


@dataclass(frozen=True)
class Note:
    """One note: when it starts, its pitch ("G4"), how long it rings, how strong, and on what it is played."""

    at_s: float
    pitch: str
    rings_s: float = 1.2
    strength: float = 1.0
    bell: bool = True


def hertz(pitch: str) -> float:
    """Return the frequency of a note in equal temperament, A4 = 440 Hz."""
    return float(_A4_HZ * 2.0 ** ((_STEPS[pitch[0]] + 12 * (int(pitch[1]) - 4)) / 12))


def _bell(frequency_hz: float, seconds: float) -> Wave:
    time = np.arange(int(seconds * 2.5 * RATE_HZ)) / RATE_HZ
    tone = np.zeros_like(time)
    for multiple, strength, ringing in _BELL:
        if frequency_hz * multiple < 6000:
            tone += (
                strength
                * np.sin(2 * np.pi * frequency_hz * multiple * time)
                * np.exp(-time * 3 / (seconds * ringing))
            )
    return _soft_start(tone, 0.004)


def _string(frequency_hz: float, seconds: float) -> Wave:
    """Pluck a string: harmonics, the higher the sooner gone, with a breath of vibrato as on a zither."""
    time = np.arange(int(seconds * 2.0 * RATE_HZ)) / RATE_HZ
    bend = 1.5 * np.sin(2 * np.pi * 5.2 * time) * np.minimum(time / 0.4, 1.0)
    phase = 2 * np.pi * np.cumsum(frequency_hz + bend) / RATE_HZ
    tone = np.zeros_like(time)
    for harmonic in range(1, 12):
        if frequency_hz * harmonic < 6000:
            pluck = np.sin(np.pi * harmonic * 0.23) / harmonic
            tone += pluck * np.sin(phase * harmonic) * np.exp(-time * (2.2 + 0.9 * harmonic) / seconds)
    return _soft_start(tone, 0.003)


def _soft_start(tone: Wave, seconds: float) -> Wave:
    length = int(seconds * RATE_HZ)
    tone[:length] *= np.linspace(0, 1, length)
    return tone


def played(notes: Sequence[Note], seconds: float) -> Wave:
    """Play these notes into a sound of this length, with a little room around them."""
    sound = np.zeros(int(seconds * RATE_HZ))
    for note in notes:
        tone = note.strength * (_bell if note.bell else _string)(hertz(note.pitch), note.rings_s)
        start = int(note.at_s * RATE_HZ)
        tone = tone[: sound.size - start]
        sound[start : start + tone.size] += tone
    return _finished(_room(sound))


def _room(sound: Wave) -> Wave:
    """Add a few early reflections, so that bells do not sound dry."""
    wet = sound.copy()
    for delay_ms, strength in ((23, 0.22), (41, 0.16), (67, 0.12), (97, 0.08), (149, 0.05)):
        delay = delay_ms * RATE_HZ // 1000
        wet[delay:] += strength * sound[:-delay]
    return wet


def _finished(sound: Wave, fade_s: float = 0.35) -> Wave:
    length = int(fade_s * RATE_HZ)
    sound[-length:] *= 0.5 * (1 + np.cos(np.linspace(0, np.pi, length)))
    return sound * (_PEAK / float(np.max(np.abs(sound))))


def signature() -> Wave:
    """Rise through the five tones on strings, answered by three bells: time to sit down and listen."""
    rising = ["D4", "F4", "G4", "A4", "C5"]
    strings = [Note(0.16 * step, pitch, 0.9, 0.8, bell=False) for step, pitch in enumerate(rising)]
    melody = [
        Note(0.85, "D5", 1.4, 0.9, bell=False),
        Note(1.45, "C5", 1.0, 0.7, bell=False),
        Note(1.75, "A4", 1.0, 0.7, bell=False),
        Note(2.05, "G4", 1.2, 0.75, bell=False),
        Note(2.05, "D4", 1.4, 0.5, bell=False),
    ]
    bells = [Note(2.7, "A4", 1.3, 0.6), Note(3.1, "C5", 1.3, 0.6), Note(3.5, "D5", 1.9, 0.75)]
    return played([*strings, *melody, *bells], 5.2)


def chime() -> Wave:
    """Three bells up: something is coming."""
    return played([Note(0.0, "G4", 1.2), Note(0.35, "C5", 1.2, 0.9), Note(0.7, "E5", 1.8, 0.85)], 2.8)


def close() -> Wave:
    """Three bells and strings down: that was all."""
    bells = [Note(0.0, "D5", 1.0, 0.7), Note(0.4, "A4", 1.1, 0.7), Note(0.8, "G4", 1.2, 0.7)]
    strings = [Note(0.8, "G4", 1.2, 0.4, bell=False), Note(1.25, "D4", 1.8, 0.9, bell=False)]
    return played([*bells, *strings], 3.4)


def attention() -> Wave:
    """Two tones in turn, four times, then a gap: nobody sleeps through it, nobody takes it for music."""
    return _alternating((660.0, 880.0), 0.42, 8)


def all_clear() -> Wave:
    """Fall calmly from the fifth to the ground, twice: the danger is over."""
    notes = [Note(0.0, "A4", 2.2), Note(1.1, "D4", 2.6), Note(2.6, "A4", 2.2, 0.9), Note(3.7, "D4", 3.0, 0.9)]
    return played(notes, 6.4)


def bed() -> Wave:
    """Let the five tones swell and fade into each other, to lie under speech; the end leads back to the beginning."""
    turns = ["D4", "A4", "G4", "C5", "F4", "A4", "D5", "C5", "A4", "F4", "G4"]
    sound = np.zeros(int(2.0 * (len(turns) + 1) * RATE_HZ))
    for turn, pitch in enumerate(turns):
        for partner in (pitch, "D4" if turn % 2 else "G4"):
            tone, start = _swell(hertz(partner), 4.0), int(2.0 * turn * RATE_HZ)
            sound[start : start + tone.size] += tone
    return _finished(_room(sound))


def _swell(frequency_hz: float, seconds: float) -> Wave:
    """Breathe one soft tone: two of them half a length apart are as loud as one at its height."""
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    partials = ((1, 1.0), (2, 0.4), (3, 0.18), (4, 0.07), (5, 0.03))
    tone = sum(strength * np.sin(2 * np.pi * frequency_hz * part * time) for part, strength in partials)
    return np.asarray(tone * np.sin(np.pi * time / seconds))


def test_tone() -> Wave:
    """A thousand hertz for five seconds, for setting the volume of a loudspeaker."""
    time = np.arange(5 * RATE_HZ) / RATE_HZ
    return _finished(_soft_start(np.sin(2 * np.pi * 1000 * time), 0.05), 0.05)


def _alternating(pair: tuple[float, float], each_s: float, count: int) -> Wave:
    time = np.arange(int(each_s * RATE_HZ)) / RATE_HZ
    edge = np.minimum(1.0, np.minimum(time, time[::-1]) / 0.015)
    tones = [
        edge * sum(np.sin(2 * np.pi * pair[step % 2] * part * time) / part**1.5 for part in (1, 2, 3))
        for step in range(count)
    ]
    return _finished(np.concatenate(tones), 0.02)


SOUNDS = {sound.__name__: sound for sound in (signature, chime, close, attention, all_clear, test_tone, bed)}


def write(folder: Path, ffmpeg: FFmpeg) -> list[Path]:
    """Write every sound as a small MP3 into this folder, each at the loudness that it shall have on the air."""
    written = []
    for name, sound in SOUNDS.items():
        path, wave_form = folder / f"{name}.mp3", sound()
        _encode(path, wave_form, ffmpeg)
        found = measure_file(ffmpeg, path).loudness_lufs
        if found is None:
            raise ValueError(f"{name} is silent")
        _encode(path, wave_form * 10 ** ((sounds.LOUDNESS_LUFS[sounds.ALL[name]] - found) / 20), ffmpeg)
        written.append(path)
    return written


def _encode(path: Path, sound: Wave, ffmpeg: FFmpeg) -> None:
    plain = path.with_suffix(".wav")
    with wave.open(str(plain), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((sound * 32767).astype("<i2").tobytes())
    tags = ["-metadata", f"title={path.stem}", "-metadata", "copyright=CC0-1.0"]
    with ffmpeg.running(["-i", f"file:{plain}", "-b:a", "64k", *tags, "-y", f"file:{path}"]) as running:
        running.finish()
    plain.unlink()


if __name__ == "__main__":
    for written in write(Path(sys.argv[1]), FFmpeg.find()):
        print(written, written.stat().st_size)  # noqa: T201 - run by hand
