"""Streams on disk: one folder for each, one file for each signed segment, named by the millisecond at which it sounds.

Whoever makes a stream writes here, whoever serves it reads: they need not be one process, and the files are the
recording. A file has its name only when it is whole.
"""

import contextlib
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from broadcaster.protocol.stream import LENGTH_BYTES

NAME: Final = re.compile(r"[0-9a-f]{24}")
_LOOK_S: Final = 0.2
_SEGMENT: Final = re.compile(r"[0-9]{14}")


class StreamShelf:
    """A folder of streams."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen: dict[str, tuple[float, list[str]]] = {}

    def put(self, name: str, at_ms: int, block: bytes) -> None:
        """Add a segment's block to a stream."""
        folder = self._folder(name)
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{at_ms:014}.part"
        part.write_bytes(block)
        part.replace(folder / f"{at_ms:014}")

    def after(self, name: str, at_ms: int) -> list[Path]:
        """Return the segments that sound later, in order. Many listeners share one look at the folder."""
        looked, names = self._seen.get(name, (0.0, []))
        if time.monotonic() - looked >= _LOOK_S:
            names = self._names(name)
            self._seen[name] = (time.monotonic(), names)
        folder, border = self._folder(name), f"{at_ms:014}"
        return [folder / each for each in names if each > border]

    def sounds(self, name: str, from_ms: int = 0) -> Iterator[bytes]:
        """Yield the sound of each segment that sounds from then on, in order, without its signature."""
        for each in self._names(name):
            if int(each) >= from_ms:
                block = (self._folder(name) / each).read_bytes()
                yield block[LENGTH_BYTES + int.from_bytes(block[:LENGTH_BYTES]) :]

    def forget_before(self, name: str, at_ms: int) -> None:
        """Remove segments that sounded before."""
        for each in self._names(name):
            if int(each) < at_ms:
                (self._folder(name) / each).unlink(missing_ok=True)

    def discard(self, name: str) -> None:
        """Remove a stream."""
        self._seen.pop(name, None)
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self._folder(name))

    def _names(self, name: str) -> list[str]:
        try:
            return sorted(path.name for path in self._folder(name).iterdir() if _SEGMENT.fullmatch(path.name))
        except FileNotFoundError:
            return []

    def _folder(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError(f"not the name of a stream: {name!r}")
        return self._root / name
