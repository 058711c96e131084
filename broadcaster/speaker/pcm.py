"""Sound as samples: any sound file or built-in tone becomes 16-bit mono at 24 kHz, by a program of its own process."""

import array
import math
import shutil
import subprocess
from collections.abc import Iterator
from typing import Final

from broadcaster.speaker.facts import Turn
from broadcaster.speaker.player import Library
from broadcaster.speaker.timetable import SILENT, TONE

RATE: Final = 24_000
SAMPLE_BYTES: Final = 2
CHUNK_S: Final = 0.02
CHUNK_BYTES: Final = int(RATE * CHUNK_S) * SAMPLE_BYTES
SILENCE: Final = bytes(CHUNK_BYTES)
_TONES: Final = {"sine": (1_000.0, 0.0), "attention": (853.0, 960.0)}
"""One or two frequencies in Hz; the attention tone is that of the American Emergency Alert System."""
_INPUT: Final = "-"
"""In place of a file: what comes on the program's input."""


class Decoder:
    """Turns sounds into samples with ffmpeg or mpv, whichever is there."""

    def __init__(self, library: Library, ffmpeg: str | None = None) -> None:
        """Take where the sounds are; raise FileNotFoundError where no program can decode."""
        self._library = library
        self._ffmpeg = ffmpeg or shutil.which("ffmpeg")
        self._mpv = shutil.which("mpv")
        if not (self._ffmpeg or self._mpv):
            raise FileNotFoundError("neither ffmpeg nor mpv is here: apt-get install mpv")

    def open(self, turn: Turn) -> "Samples":
        """Begin to decode; the program runs ahead by itself, as far as its pipe lets it."""
        if turn.sound.startswith(TONE):
            return Samples(None, _tone(turn))
        return self._begin(self._command(str(self._library.path(turn.sound)), turn.gain_db))

    def again_and_again(self, turn: Turn) -> "Samples":
        """Begin to decode a sound that begins anew whenever it is over."""
        return self._begin(self._command(str(self._library.path(turn.sound)), turn.gain_db, endless=True))

    def of_stream(self, gain_db: float) -> list[str]:
        """Return the command that turns MP3 on its input into samples, without waiting for more than it needs."""
        return self._command(_INPUT, gain_db)

    def _begin(self, command: list[str]) -> "Samples":
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return Samples(process, iter(()))

    def _command(self, path: str, gain_db: float, *, endless: bool = False) -> list[str]:
        if self._ffmpeg:
            words = [self._ffmpeg, "-nostdin", "-hide_banner", "-loglevel", "error"]
            if path == _INPUT:
                words += ["-fflags", "nobuffer", "-probesize", "2048", "-f", "mp3", "-i", "pipe:0"]
            else:
                words += ["-stream_loop", "-1"] if endless else []
                words += ["-protocol_whitelist", "file", "-i", path]
            words += ["-vn", "-af", f"volume={gain_db}dB"]
            return [*words, "-ac", "1", "-ar", str(RATE), "-f", "s16le", "pipe:1"]
        words = [
            str(self._mpv),
            "--no-config",
            "--no-video",
            "--really-quiet",
            f"--af=lavfi=[volume={gain_db}dB]",
        ]
        words += ["--loop-file=inf"] if endless else []
        words += [f"--audio-samplerate={RATE}", "--audio-channels=mono", "--audio-format=s16"]
        return [*words, "--o=-", "--of=s16le", "--oac=pcm_s16le", "--", path]


class Samples:
    """Chunks of 20 ms, the last one filled up with silence."""

    def __init__(self, process: subprocess.Popen[bytes] | None, made: Iterator[bytes]) -> None:
        """Take the decoding program, or chunks that are made here."""
        self._process, self._made = process, made
        self._first: bytes | None = None

    def prime(self) -> None:
        """Have the first chunk at hand, so that its instant does not wait for a decoder."""
        self._first = self._read()

    def next(self) -> bytes:
        """Return a chunk; empty at the end, or where nothing could be decoded."""
        chunk, self._first = self._first, None
        return self._read() if chunk is None else chunk

    def _read(self) -> bytes:
        if self._process is None or self._process.stdout is None:
            return next(self._made, b"")
        data = self._process.stdout.read(CHUNK_BYTES)
        return data + bytes(CHUNK_BYTES - len(data)) if data else b""

    def close(self) -> None:
        """End the program."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()


def _tone(turn: Turn) -> Iterator[bytes]:
    low, high = _TONES.get(turn.sound.removeprefix(TONE), _TONES["sine"])
    level = 0.0 if turn.sound == SILENT else 8_000 * 10 ** (turn.gain_db / 20)
    length = CHUNK_BYTES // SAMPLE_BYTES
    for chunk in range(int(turn.duration_s / CHUNK_S)):
        angles = (2 * math.pi * (chunk * length + n) / RATE for n in range(length))
        waves = ((math.sin(low * angle) + (math.sin(high * angle) if high else 0.0)) for angle in angles)
        yield array.array("h", (int(max(-32_767, min(32_767, level * wave))) for wave in waves)).tobytes()
