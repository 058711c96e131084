"""The province's source system as a watched folder: items in `in`, our accounts in `out`, one JSON file each.

The province's files are only read. Whoever writes them writes under another name and renames, as this side does.
"""

import hashlib
import logging
from pathlib import Path

from broadcaster.adapters.province_json import (
    LARGEST,
    MOST_ITEMS,
    ProvinceFormatError,
    read_item,
    write_account,
)
from broadcaster.domain.errors import DeliveryError
from broadcaster.domain.province import ProvinceMessage
from broadcaster.domain.province_account import ProvinceAccount

_log = logging.getLogger(__name__)


class ProvinceFolder:
    """A `ProvinceSource` in a folder."""

    def __init__(self, folder: Path) -> None:
        self._in, self._out = folder / "in", folder / "out"

    def fetch(self) -> tuple[ProvinceMessage, ...]:
        """Return every item that lies there; one that cannot be read is logged and left. DeliveryError."""
        try:
            files = sorted(self._in.glob("*.json"))[:MOST_ITEMS]
            if not self._in.is_dir():
                raise DeliveryError(f"there is no folder {self._in}", permanent=False)
            return tuple(message for file in files if (message := self._read(file)) is not None)
        except OSError as trouble:
            raise DeliveryError(f"{self._in}: {trouble.strerror}", permanent=False) from trouble

    def tell(self, account: ProvinceAccount) -> None:
        """Leave an account; it replaces the one before. DeliveryError."""
        name = hashlib.sha256(account.source_id.encode()).hexdigest()[:32]
        try:
            self._out.mkdir(parents=True, exist_ok=True)
            draft = self._out / f".{name}.part"
            draft.write_bytes(write_account(account))
            draft.replace(self._out / f"{name}.json")
        except OSError as trouble:
            raise DeliveryError(f"{self._out}: {trouble.strerror}", permanent=False) from trouble

    @staticmethod
    def _read(file: Path) -> ProvinceMessage | None:
        if file.stat().st_size > LARGEST:
            _log.error("%s is larger than %d bytes", file, LARGEST)
            return None
        try:
            return read_item(file.read_bytes())
        except ProvinceFormatError as wrong:
            _log.error("%s: %s", file, wrong)
            return None
