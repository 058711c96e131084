"""Sounds and plans on flash, named by their SHA-256; a file under its full name is whole and verified."""

import hashlib
import os
import shutil
import time
from collections.abc import Collection
from pathlib import Path
from typing import Final

from broadcaster.protocol.refusals import Code, Refused

SPARE_BYTES: Final = 16_000_000
"""Left free on the flash whatever happens: the journal must always find room."""
_PIECE: Final = 1 << 18


class Cache:
    """The folders `sounds` and `plans` below a speaker's state folder."""

    def __init__(self, folder: Path) -> None:
        """Make the folders where there are none."""
        self._sounds, self._plans = folder / "sounds", folder / "plans"
        self._sounds.mkdir(parents=True, exist_ok=True)
        self._plans.mkdir(exist_ok=True)

    def sounds(self) -> frozenset[str]:
        """Return the SHA-256 of every sound that is here."""
        return frozenset(path.name for path in self._sounds.iterdir() if len(path.name) == 64)

    def path(self, sha256: str) -> Path:
        """Return where a sound stands."""
        return self._sounds / sha256

    def part(self, sha256: str) -> Path:
        """Return where a sound grows while it is being fetched."""
        return self._sounds / f"{sha256}.part"

    def accept(self, sha256: str) -> None:
        """Give a fetched sound its name; raise Refused (E12), and begin anew, where it is not that sound."""
        part = self.part(sha256)
        with part.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        if found != sha256:
            part.unlink()
            raise Refused(Code.SOUND_HASH, f"{found[:16]} came where {sha256[:16]} was asked for")
        part.replace(self.path(sha256))

    def played(self, sha256: str) -> None:
        """Note that a sound was used: what was used longest ago goes first."""
        if self.path(sha256).exists():
            os.utime(self.path(sha256))

    def free(self) -> int:
        """Return the bytes left on the flash."""
        return shutil.disk_usage(self._sounds).free

    def make_room(self, size: int, keep: Collection[str]) -> list[str]:
        """Remove sounds, the longest unused first and none of `keep`, until `size` fits; return their names.

        Raises Refused (E13) where it does not fit even then.
        """
        gone: list[str] = []
        for path in self._oldest_first(keep):
            if self.free() >= size + SPARE_BYTES:
                break
            path.unlink()
            gone.append(path.name)
        if self.free() < size + SPARE_BYTES:
            raise Refused(Code.NO_SPACE, f"{self.free()} bytes free where {size} are needed")
        return gone

    def forget_unused(self, keep: Collection[str], days: int) -> list[str]:
        """Remove what no plan wants and nothing has played for `days`; return the names."""
        limit = time.time() - days * 86_400
        gone = [path for path in self._oldest_first(keep) if path.stat().st_mtime < limit]
        for path in gone:
            path.unlink()
        return [path.name for path in gone]

    def keep_plan(self, sha256: str, data: bytes) -> None:
        """Put a plan on the disk, and leave only it and the one before it."""
        fresh = self._plans / f"{sha256}.new"
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        older = sorted(self._plans.iterdir(), key=lambda path: path.stat().st_mtime)[:-2]
        fresh.replace(self._plans / sha256)
        for path in older:
            path.unlink()

    def plan(self, sha256: str) -> bytes | None:
        """Return a stored plan; None where it is not here or not what its name says."""
        try:
            data = (self._plans / sha256).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def _oldest_first(self, keep: Collection[str]) -> list[Path]:
        wanted = set(keep)
        loose = [path for path in self._sounds.iterdir() if path.name.removesuffix(".part") not in wanted]
        return sorted(loose, key=lambda path: path.stat().st_mtime)
