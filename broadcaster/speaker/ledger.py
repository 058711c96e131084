"""The journal on flash: what a speaker may never forget, one transaction a line.

A line is the CRC-32 of what follows in eight hexadecimal digits, a blank, a JSON list of records, a newline.
A line that was cut off by a power failure, or that rotted, fails its sum and is passed over; the others still
count.
"""

import json
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

Record = dict[str, Any]
COMPACT_BYTES: Final = 2_000_000


class Ledger:
    """An append-only file of transactions. One process owns it at a time."""

    def __init__(self, path: Path) -> None:
        """Open or create the file; its directory entry is on the disk when this returns."""
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        _sync_folder(path.parent)
        self._end_torn_line()

    def records(self) -> Iterator[Record]:
        """Yield every record that was stored whole, oldest first."""
        for line in self._path.read_bytes().split(b"\n"):
            yield from _checked(line)

    def store(self, records: Iterable[Record], *, lasting: bool = True) -> None:
        """Append one transaction; where it is `lasting` it is on the disk when this returns, or OSError is raised."""
        line = _line(list(records))
        if os.write(self._file, line) != len(line):
            self._end_torn_line()
            raise OSError(f"{self._path}: only a part could be written")
        if lasting:
            os.fsync(self._file)

    @property
    def size(self) -> int:
        """Return the length in bytes."""
        return os.fstat(self._file).st_size

    def rewrite(self, records: Iterable[Record]) -> None:
        """Replace everything by one transaction: the file is the old or the new one, never a mixture."""
        fresh = self._path.with_suffix(".new")
        file = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        try:
            _write_all(file, _line(list(records)))
            os.fsync(file)
        except OSError:
            os.close(file)
            raise
        fresh.replace(self._path)
        _sync_folder(self._path.parent)
        os.close(self._file)
        self._file = file

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)

    def _end_torn_line(self) -> None:
        size = self.size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            os.write(self._file, b"\n")


def _line(records: list[Record]) -> bytes:
    told = json.dumps(records, ensure_ascii=False, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(told), told)


def _checked(line: bytes) -> list[Record]:
    told = line[9:]
    if line[:9] != b"%08x " % zlib.crc32(told):
        return []
    records: list[Record] = json.loads(told)
    return records


def _write_all(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
