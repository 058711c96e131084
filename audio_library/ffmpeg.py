"""The ffmpeg program, run as its own process: found once, fed fixed argument lists, never left running."""

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from audio_library.errors import MixingError, StoreError

_FULL = ("No space left on device", "Disk quota exceeded", "File too large")

Handle = int | IO[bytes] | None


@dataclass(frozen=True)
class Running:
    """One ffmpeg at work. `complaints` collects what it writes to its standard error."""

    process: subprocess.Popen[bytes]
    complaints: BinaryIO

    @property
    def output(self) -> IO[bytes]:
        """Its standard output, when it was started with a pipe there."""
        if self.process.stdout is None:
            raise ValueError("this ffmpeg was not started with a pipe for its output")
        return self.process.stdout

    def finish(self, timeout_s: float = 60) -> str:
        """Wait for its end and return its complaints. Raise MixingError, or StoreError `store_full`."""
        try:
            code = self.process.wait(timeout_s)
        except subprocess.TimeoutExpired as error:
            raise MixingError("ffmpeg_failed", why=f"no end after {timeout_s:.0f} s") from error
        said = self.said()
        if any(words in said for words in _FULL):
            raise StoreError("store_full", said="ffmpeg")
        if code != 0:
            raise MixingError("ffmpeg_failed", exit_code=code, why=said.strip()[-500:])
        return said

    def said(self) -> str:
        """Return what it has written to its standard error so far."""
        self.complaints.seek(0)
        return self.complaints.read().decode(errors="replace")


@dataclass(frozen=True)
class FFmpeg:
    """An ffmpeg program on this machine."""

    program: str

    @classmethod
    def find(cls, program: str | None = None) -> "FFmpeg":
        """Take the named program, else the one from the package index. Raise MixingError `ffmpeg_missing`."""
        if program is None:
            import imageio_ffmpeg

            with contextlib.suppress(RuntimeError):
                program = str(imageio_ffmpeg.get_ffmpeg_exe())
        found = shutil.which(program) if program else None
        if found is None:
            raise MixingError("ffmpeg_missing", program=program or "imageio-ffmpeg")
        return cls(found)

    @contextlib.contextmanager
    def running(
        self,
        arguments: Sequence[str],
        *,
        stdin: Handle = subprocess.DEVNULL,
        stdout: Handle = subprocess.DEVNULL,
        cwd: Path | None = None,
        prefix: Sequence[str] = (),
    ) -> Iterator[Running]:
        """Run ffmpeg with these arguments; whatever happens in the block, it does not outlive it."""
        words = [*prefix, self.program, "-nostdin", "-hide_banner", "-nostats", *arguments]
        with tempfile.TemporaryFile() as complaints:
            process = subprocess.Popen(words, stdin=stdin, stdout=stdout, stderr=complaints, cwd=cwd)
            try:
                yield Running(process, complaints)
            finally:
                if process.stdout is not None:
                    process.stdout.close()
                if process.poll() is None:
                    process.kill()
                process.wait()
