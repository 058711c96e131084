"""Uploads on disk until they are taken in: each under a name of ours, whole or not there at all."""

import contextlib
import errno
import os
import re
import time
from pathlib import Path
from typing import BinaryIO

from broadcaster.domain.errors import StationError

_PIECE = 1 << 18
_NAME = re.compile(r"[0-9a-f]{20}")
_PART = ".part"
_LONGEST_PAUSE_S = 3_600.0
"""An upload that has stood still so long was cut off with its process; pages give up far earlier."""
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class UploadFolder:
    """A folder that pages write to and renderers read from."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def receive(self, upload_id: str, content: BinaryIO, *, most_bytes: int) -> int:
        """Keep what somebody sends, flushed to disk, and return its length.

        StationError `upload_too_large`, `upload_empty`, `store_full`; nothing is left of what was refused.
        """
        self._root.mkdir(parents=True, exist_ok=True)
        part = self.path(upload_id).with_suffix(_PART)
        try:
            length = _write(part, content, most_bytes)
            part.replace(self.path(upload_id))
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise StationError("store_full") from error
            raise
        finally:
            part.unlink(missing_ok=True)
        return length

    def path(self, upload_id: str) -> Path:
        """Return where an upload lies. Raises ValueError for a name that is not ours."""
        if not _NAME.fullmatch(upload_id):
            raise ValueError(f"not the name of an upload: {upload_id!r}")
        return self._root / upload_id

    def discard(self, upload_id: str) -> None:
        """Forget an upload."""
        self.path(upload_id).unlink(missing_ok=True)

    def sweep(self, older_than_s: float = 2 * 86_400) -> int:
        """Remove what nobody took in for days, and halves that nobody writes to; return how many files that were."""
        gone = 0
        for path in self._root.glob("*"):
            allowed_s = min(older_than_s, _LONGEST_PAUSE_S) if path.suffix == _PART else older_than_s
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime >= allowed_s:
                    path.unlink()
                    gone += 1
        return gone


def _write(path: Path, content: BinaryIO, most_bytes: int) -> int:
    length = 0
    with path.open("wb") as file:
        while piece := content.read(_PIECE):
            length += len(piece)
            if length > most_bytes:
                raise StationError("upload_too_large", limit_mb=most_bytes // 1_000_000)
            file.write(piece)
        if not length:
            raise StationError("upload_empty")
        file.flush()
        os.fsync(file.fileno())
    return length
