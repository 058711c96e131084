"""The invented disk of one speaker: what was synced stays, the rest may be gone after a power cut."""

from typing import Final

from broadcaster.speaker.facts import KeepBody, Store
from broadcaster.speaker.ledger import Record
from broadcaster.speaker.memory import Memory

_COMPACT: Final = 3_000
"""A journal of so many transactions is written anew, in short."""


class Disk:
    """The journal, the plans and the sounds of a speaker. While `is_full` it takes no record."""

    def __init__(self) -> None:
        self.is_full = False
        self.plans: dict[str, bytes] = {}
        self.sounds: set[str] = set()
        self._synced: list[tuple[Record, ...]] = []
        self._unsynced: list[tuple[Record, ...]] = []

    def store(self, store: Store) -> None:
        """Write a transaction, and all before it to stay if it is to last. Raises OSError."""
        if self.is_full:
            raise OSError("no space left")
        self._unsynced.append(tuple(dict(record) for record in store.records))
        if store.lasting:
            self._sync()

    def keep(self, body: KeepBody) -> None:
        """Keep a plan and the one before it."""
        self.plans = {**dict([*self.plans.items()][-1:]), body.sha256: body.data}

    def lose_unsynced(self) -> None:
        """Forget what was only written."""
        self._unsynced.clear()

    def read(self) -> Memory:
        """Return what a program finds that begins now."""
        self._sync()
        memory = Memory.of(record for records in self._synced for record in records)
        if len(self._synced) > _COMPACT:
            self._synced = [tuple(memory.records())]
        return memory

    def _sync(self) -> None:
        self._synced += self._unsynced
        self._unsynced = []
