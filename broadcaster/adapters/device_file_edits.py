"""Changes of the fleet written back into devices.yaml: only what changes is touched, byte for byte.

The text is spliced where its nodes stand and not written anew from data, so that comments, order,
alignment and line ends stay as people made them. What comes out is read again before anybody gets it.
"""

import dataclasses
import os
import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from broadcaster.adapters.device_file import parse
from broadcaster.adapters.device_file_nodes import DeviceFileError, compose, decode
from broadcaster.adapters.device_file_splices import splices
from broadcaster.adapters.device_file_words import problem
from broadcaster.domain.errors import StationError
from broadcaster.domain.fleet import Change, Fleet, Subject, changes, faults

_MARK = "\ufeff"
"""A byte order mark, which some editors put in front."""


class DeviceFile:
    """The file at `path`, for those who change the fleet elsewhere than in it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, edits: Sequence[Change]) -> None:
        """Make `edits` in the file too, all or none.

        Raises StationError `device_file_broken` where the file has a mistake of its own, which somebody has to mend
        first, and `device_file_unwritable` where it cannot be read or replaced; the file is as it was then.
        """
        try:
            save(self._path, edits)
        except DeviceFileError as error:
            first = error.problems[0]
            raise StationError(
                "device_file_broken", file=self._path.name, line=first.line, why=first.vi
            ) from error
        except OSError as error:
            raise StationError("device_file_unwritable", file=str(self._path), why=error.strerror) from error


def save(path: Path, edits: Sequence[Change]) -> Fleet:
    """Make `edits` in the file, all or none, and return the fleet that it then holds.

    Raises DeviceFileError where the file is broken or would be, OSError where it cannot be read or written.
    """
    text = rewrite(decode(path.read_bytes()), edits)
    replace(path, text)
    return parse(text)


def rewrite(text: str, edits: Sequence[Change]) -> str:
    """Return `text` with `edits` made; fields that the edits do not name stay as the text has them.

    Raises DeviceFileError where the text is broken, lacks what is to change, or would break a rule.
    """
    current = parse(text)
    wanted = _wanted(current, edits)
    bare = text.removeprefix(_MARK)
    for change in changes(current, wanted):  # each in the text that the one before it left
        for start, end, replacement in sorted(splices(bare, compose(bare), change), reverse=True):
            bare = bare[:start] + replacement + bare[end:]
    if changes(parse(bare), wanted):
        raise RuntimeError("the rewritten device file does not say what was wanted")
    return _MARK + bare if text.startswith(_MARK) else bare


def replace(path: Path, text: str) -> None:
    """Put `text` in the place of the file: a reader, or a power cut, finds the old or the new one, whole."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            if path.exists():
                os.fchmod(file.fileno(), path.stat().st_mode & 0o777)
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the new name, too, survives a power cut
    finally:
        os.close(folder)


def _wanted(current: Fleet, edits: Sequence[Change]) -> Fleet:
    commune = current.commune
    hamlets = {hamlet.code: hamlet for hamlet in current.hamlets}
    devices = {device.id: device for device in current.devices}
    for edit in edits:
        if edit.subject is Subject.COMMUNE:
            commune = _merged(commune, edit)
        else:
            _apply(hamlets if edit.subject is Subject.HAMLET else devices, edit)
    found = tuple(
        problem(1, 1, fault.code, f"{fault.subject.value}.{fault.field}", **dict(fault.facts))
        for fault in faults(tuple(hamlets.values()), tuple(devices.values()))
    )
    if found:
        raise DeviceFileError(found)
    return Fleet(commune, tuple(hamlets.values()), tuple(devices.values()))


def _apply(items: dict[str, Any], edit: Change) -> None:
    if edit.after is None:
        items.pop(edit.key, None)
    elif edit.before is None:
        items[edit.key] = _composed(edit.after)
    elif edit.key in items:
        items[edit.key] = _merged(items[edit.key], edit)
    else:
        raise DeviceFileError((problem(1, 1, "not_found", value=edit.key),))


def _merged(item: Any, edit: Change) -> Any:
    return _composed(dataclasses.replace(item, **{name: shall for name, _, shall in edit.differences}))


def _composed(item: Any) -> Any:
    """Spell an item's name as the file will give it back (NFC, no blanks around)."""
    return dataclasses.replace(item, name=unicodedata.normalize("NFC", item.name).strip())
