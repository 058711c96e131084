"""Sounds on disk, each named by the SHA-256 of its bytes: once there it is whole, and it never changes.

A sound is written under `drafts/`, flushed to the disk, and only then renamed to its name, so that a power
cut or `kill -9` at any instant leaves either the whole sound or none (and perhaps a draft, which `sweep`
removes).
"""

import contextlib
import errno
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from audio_library.errors import StoreError

_NAME = re.compile(r"[0-9a-f]{64}")
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class Draft:
    """A place to write one sound; `keep` makes it part of the store."""

    path: Path
    store: "SoundStore"

    def keep(self) -> str:
        """Flush the written file to disk, give it its name, and return that SHA-256."""
        return self.store._keep(self.path)  # noqa: SLF001 - a draft is the store's own other half


class SoundStore:
    """A folder of sounds. Any number of processes may share it; writing the same sound twice is harmless."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._drafts = root / "drafts"
        self._drafts.mkdir(parents=True, exist_ok=True)

    def put(self, content: bytes) -> str:
        """Keep these bytes and return their SHA-256. Raise StoreError `store_full`, leaving nothing."""
        with self.draft() as draft:
            draft.path.write_bytes(content)
            return draft.keep()

    def put_file(self, source: Path) -> str:
        """Keep a copy of this file and return its SHA-256."""
        with self.draft() as draft:
            shutil.copyfile(source, draft.path)
            return draft.keep()

    @contextlib.contextmanager
    def draft(self) -> Iterator[Draft]:
        """Lend a path to write one sound to; what was not kept when the block ends is gone."""
        path = self._drafts / secrets.token_hex(16)
        try:
            with full_disk_told(self._root):
                yield Draft(path, self)
        finally:
            path.unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        """Return where this sound lies. Raise StoreError `unknown_sound` when it does not."""
        path = self._place(sha256)
        if not path.is_file():
            raise StoreError("unknown_sound", sha256=sha256)
        return path

    def open(self, sha256: str) -> BinaryIO:
        """Open this sound for reading."""
        return self.path(sha256).open("rb")

    def exists(self, sha256: str) -> bool:
        """Tell whether this sound is kept here."""
        return self._place(sha256).is_file()

    def size(self, sha256: str) -> int:
        """Return the number of bytes of this sound."""
        return self.path(sha256).stat().st_size

    def verify(self, sha256: str) -> bool:
        """Read this sound through and tell whether it still is what its name says (disks do rot)."""
        return _digest(self.path(sha256)) == sha256

    def discard(self, sha256: str) -> None:
        """Forget this sound. Whether anything still refers to it is for the caller to know."""
        self._place(sha256).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[str]:
        for folder in sorted(self._root.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(entry.name for entry in folder.iterdir() if _NAME.fullmatch(entry.name))

    def free_bytes(self) -> int:
        """Return how much room is left on the disk."""
        return shutil.disk_usage(self._root).free

    def sweep(self, older_than_s: float = 6 * 3600) -> int:
        """Remove drafts that a killed process left, and return how many; younger ones may be in work."""
        gone = 0
        for path in self._drafts.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime >= older_than_s:
                    path.unlink()
                    gone += 1
        return gone

    def _place(self, sha256: str) -> Path:
        if not _NAME.fullmatch(sha256):
            raise StoreError("unknown_sound", sha256=sha256)
        return self._root / sha256[:2] / sha256

    def _keep(self, draft: Path) -> str:
        sha256 = _digest(draft)
        place = self._place(sha256)
        _flush(draft)
        if not place.parent.is_dir():
            place.parent.mkdir(exist_ok=True)
            _flush(self._root)
        draft.replace(place)
        _flush(place.parent)
        return sha256


@contextlib.contextmanager
def full_disk_told(folder: Path) -> Iterator[None]:
    """Turn what the machine says of a full disk, a used-up quota or a limit into StoreError `store_full`."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StoreError("store_full", folder=folder) from error
        raise


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
