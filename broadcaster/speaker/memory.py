"""What a speaker remembers: the sum of its journal's records, folded one after another.

The agent changes its memory only through `apply`, with the very records that it has stored; after a power cut
the same records make the same memory.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from broadcaster.speaker.clock import Sync
from broadcaster.speaker.ledger import Record

EVENT_RING: Final = 2_000
DAY_S: Final = 86_400


@dataclass
class Mark:
    """An item that was about to sound, written down before its first sample.

    `ended` is whether its end is known too. `seconds` is its planned length until then, what it played after;
    `at` is the UTC second of its start.
    """

    at: float
    seconds: float
    ended: bool = False


@dataclass
class Live:
    """An accepted command that outlives a power cut: its envelope, a digest of its content, when it came."""

    envelope: bytes
    digest: str
    at: float


@dataclass
class Memory:
    """Everything on flash but sounds and plans. Instants are UTC seconds."""

    boots: int = 0
    epoch: int = 0
    keys: bytes = b""
    policy: bytes = b""
    head: bytes = b""
    plan: str = ""
    """The SHA-256 of the plan that counts; empty for none."""
    floor: float = 0.0
    """A time that has certainly passed."""
    sync: Sync | None = None
    marks: dict[str, dict[int, Mark]] = field(default_factory=dict)
    closed: dict[str, float] = field(default_factory=dict)
    """Orders that are over, and until when that must be remembered."""
    cancelled: set[str] = field(default_factory=set)
    """Those of them that a plan took back before anything of them began."""
    lives: dict[str, Live] = field(default_factory=dict)
    alerts: dict[str, float] = field(default_factory=dict)
    stops: dict[str, float] = field(default_factory=dict)
    hold_until: float = 0.0
    hold_issued: float = 0.0
    """When the word was signed that set `hold_until`: an older plan does not undo a newer stop."""
    events: dict[int, Record] = field(default_factory=dict)
    last_event: int = 0

    @classmethod
    def of(cls, records: Iterable[Record]) -> "Memory":
        """Fold a journal."""
        memory = cls()
        for record in records:
            memory.apply(record)
        return memory

    @property
    def first_event(self) -> int:
        """The oldest event still held; one after the last where none is."""
        return next(iter(self.events), self.last_event + 1)

    def apply(self, record: Record) -> None:
        """Fold one record; what a newer release wrote and this one does not know is passed over."""
        fold = getattr(self, f"_fold_{record['k']}", None)
        if fold is not None:
            fold(record)

    def seconds_between(self, begin: float, end: float) -> float:
        """Return how long items sounded that began within that time."""
        marks = (mark for items in self.marks.values() for mark in items.values())
        return sum(mark.seconds for mark in marks if begin <= mark.at < end)

    def records(self) -> list[Record]:
        """Return the shortest journal with this sum, without what is too old to matter."""
        told = [_envelope(kind, getattr(self, kind)) for kind in ("keys", "policy") if getattr(self, kind)]
        told.append({"k": "hold", "until": self.hold_until, "iat": self.hold_issued})
        told.append({"k": "plan", "sha": self.plan, "env": _text(self.head), "ep": self.epoch})
        if self.sync is not None:
            told.append({"k": "sync", **vars(self.sync)})
        told += [
            {"k": "live", "id": name, "env": _text(live.envelope), "dig": live.digest, "at": live.at}
            for name, live in self.lives.items()
        ]
        told += self._recent_marks()
        for kind, known in (("closed", self.closed), ("alert", self.alerts), ("stop", self.stops)):
            told += [
                {"k": kind, "id": name, "at": at} for name, at in known.items() if at > self.floor - DAY_S
            ]
        for record in told:
            if record["k"] == "closed" and record["id"] in self.cancelled:
                record["by"] = "plan"
        told += [{"k": "ev", **event} for event in self.events.values()]
        return [*told, {"k": "base", "boots": self.boots, "floor": self.floor, "seq": self.last_event}]

    def _recent_marks(self) -> list[Record]:
        """Forget what began two days ago, once its order is over and forgotten."""
        return [
            {"k": "mark", "id": name, "i": i, "at": mark.at, "s": mark.seconds, "end": mark.ended}
            for name, items in self.marks.items()
            for i, mark in items.items()
            if mark.at > self.floor - 2 * DAY_S or self.closed.get(name, 0.0) > self.floor - DAY_S
        ]

    def _fold_base(self, record: Record) -> None:
        self.boots, self.floor, self.last_event = record["boots"], record["floor"], record["seq"]

    def _fold_boot(self, _record: Record) -> None:
        self.boots += 1

    def _fold_keys(self, record: Record) -> None:
        self.keys = base64.b64decode(record["env"])
        if record.get("ep", 0) > self.epoch:  # root's word: whatever time was told before, it is not earlier
            self.epoch, self.floor = record["ep"], float(record["iat"])

    def _fold_policy(self, record: Record) -> None:
        self.policy = base64.b64decode(record["env"])

    def _fold_plan(self, record: Record) -> None:
        self.plan, self.head = record["sha"], base64.b64decode(record["env"])
        self.epoch = max(self.epoch, record["ep"])

    def _fold_sync(self, record: Record) -> None:
        self.sync = Sync(**{key: value for key, value in record.items() if key != "k"})
        self.floor = max(self.floor, self.sync.at_mono + self.sync.offset_s - self.sync.error_s)

    def _fold_mark(self, record: Record) -> None:
        mark = Mark(record["at"], record["s"], record.get("end", False))
        self.marks.setdefault(record["id"], {})[record["i"]] = mark
        self.floor = max(self.floor, mark.at - 60)

    def _fold_end(self, record: Record) -> None:
        if mark := self.marks.get(record["id"], {}).get(record["i"]):  # its own line may have rotted
            mark.seconds, mark.ended = record["s"], True

    def _fold_again(self, record: Record) -> None:
        """Begin an emergency anew: what was not heard to its end counts as not heard."""
        self.marks.pop(record["id"], None)

    def _fold_closed(self, record: Record) -> None:
        self.closed[record["id"]] = record["at"]
        if record.get("by") == "plan" and record["id"] not in self.marks:
            self.cancelled.add(record["id"])

    def _fold_reopen(self, _record: Record) -> None:
        """Take back what plans had cancelled whose signer counts no more."""
        for name in self.cancelled:
            self.closed.pop(name, None)
        self.cancelled.clear()

    def _fold_drop(self, record: Record) -> None:
        self.lives.pop(record["id"], None)

    def _fold_live(self, record: Record) -> None:
        self.lives[record["id"]] = Live(base64.b64decode(record["env"]), record["dig"], record["at"])

    def _fold_alert(self, record: Record) -> None:
        self.alerts[record["id"]] = record["at"]

    def _fold_stop(self, record: Record) -> None:
        self.stops[record["id"]] = record["at"]

    def _fold_hold(self, record: Record) -> None:
        self.hold_until, self.hold_issued = record["until"], record["iat"]

    def _fold_ev(self, record: Record) -> None:
        number = record["seq"]
        self.events[number] = {key: value for key, value in record.items() if key != "k"}
        self.last_event = max(self.last_event, number)
        while len(self.events) > EVENT_RING:
            del self.events[next(iter(self.events))]

    def _fold_evack(self, record: Record) -> None:
        for number in [number for number in self.events if number <= record["hi"]]:
            del self.events[number]


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _envelope(kind: str, data: bytes) -> dict[str, Any]:
    return {"k": kind, "env": _text(data)}
