"""Where samples go: a sound program's standard input, or a WAV file."""

import shutil
import subprocess
import wave
from pathlib import Path
from typing import Protocol

from broadcaster.speaker.pcm import RATE, SAMPLE_BYTES


class Sink(Protocol):
    """Takes the samples of one stream."""

    def write(self, chunk: bytes) -> None:
        """Let a chunk go; raise OSError where the device is gone."""

    def close(self, *, at_once: bool) -> None:
        """End the stream: `at_once` drops what has not sounded yet."""


def sound_command() -> list[str]:
    """Return the command that plays raw samples; raise FileNotFoundError where there is none."""
    if aplay := shutil.which("aplay"):
        return [
            aplay,
            "-q",
            "-t",
            "raw",
            "-f",
            "S16_LE",
            "-c",
            "1",
            "-r",
            str(RATE),
            "--buffer-time=200000",
            "-",
        ]
    if mpv := shutil.which("mpv"):
        raw = ["--demuxer=rawaudio", f"--demuxer-rawaudio-rate={RATE}", "--demuxer-rawaudio-channels=1"]
        return [mpv, "--no-config", "--no-video", "--really-quiet", "--cache=no", *raw, "-"]
    if ffplay := shutil.which("ffplay"):
        raw = ["-f", "s16le", "-ar", str(RATE), "-ch_layout", "mono"]
        return [
            ffplay,
            "-nodisp",
            "-autoexit",
            "-loglevel",
            "error",
            "-fflags",
            "nobuffer",
            *raw,
            "-i",
            "pipe:0",
        ]
    raise FileNotFoundError("none of aplay, mpv and ffplay is here: apt-get install mpv")


class ProgramSink:
    """Plays through a program that was started before the first sample is due."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, bufsize=0
        )

    def write(self, chunk: bytes) -> None:
        """Let a chunk go."""
        if self._process.stdin is not None:
            self._process.stdin.write(chunk)

    def close(self, *, at_once: bool) -> None:
        """End the program, or let it play out what it has."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        if at_once:
            self._process.kill()
        try:
            self._process.wait(2.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class WavSink:
    """Keeps a stream as a file, as it would have sounded."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._wave = wave.open(str(path), "wb")  # noqa: SIM115 - closed by `close`
        self._wave.setnchannels(1)
        self._wave.setsampwidth(SAMPLE_BYTES)
        self._wave.setframerate(RATE)

    def write(self, chunk: bytes) -> None:
        """Add a chunk."""
        self._wave.writeframesraw(chunk)

    def close(self, *, at_once: bool) -> None:  # noqa: ARG002 - a file has nothing that still waits to sound
        """Complete the file."""
        self._wave.close()
