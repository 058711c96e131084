"""The as-run log (*nhật ký phát sóng*): what was planned for a speaker beside what that speaker says it did."""

import enum
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

WORD_DUE = timedelta(seconds=60)
"""How long after its end a broadcast may stay without a word before it is called UNKNOWN."""


class Outcome(enum.Enum):
    """Where one broadcast stands on one speaker. Every pair ends in exactly one of the final ones."""

    PLANNED = "PLANNED"
    SENT = "SENT"
    ACCEPTED = "ACCEPTED"
    READY = "READY"
    STARTED = "STARTED"
    DONE = "DONE"
    PARTIAL = "PARTIAL"
    PREEMPTED = "PREEMPTED"
    MISSED = "MISSED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"
    UNKNOWN = "UNKNOWN"


OLDER_PLAN = "older_plan"
"""The reason of what a speaker played that had not heard of a change."""

TAKEN_BACK = "replanned"
"""The reason of what the commune itself cancelled before air."""

NOT_BEGUN = (Outcome.PLANNED, Outcome.SENT, Outcome.ACCEPTED, Outcome.READY)
"""The steps before air, in order: what stands here may still be planned anew or taken back."""

OPEN = frozenset({*NOT_BEGUN, Outcome.STARTED})
"""What still waits for a word."""

_EVIDENCE = (
    Outcome.STARTED,
    Outcome.UNKNOWN,
    Outcome.REJECTED,
    Outcome.MISSED,
    Outcome.CANCELLED,
    Outcome.PREEMPTED,
    Outcome.PARTIAL,
    Outcome.DONE,
)
"""Of two words about one item the later in this order counts: a sound that was heard is not unsaid."""


class NotPlayed(enum.Enum):
    """A speaker's word about an order of which nothing sounded."""

    CANCELLED = Outcome.CANCELLED
    MISSED = Outcome.MISSED
    REJECTED = Outcome.REJECTED


_FIRMNESS = {word.value: firmness for firmness, word in enumerate(NotPlayed, start=1)}
"""A later plan may bring back what was cancelled, and then it is missed; a refusal says why it was missed."""


@dataclass(frozen=True)
class ItemReport:
    """A speaker's signed word about one item of a broadcast; STARTED or one of the final outcomes."""

    item: int
    outcome: Outcome
    started_at: datetime | None = None
    ended_at: datetime | None = None
    played_ms: int = 0
    start_error_ms: int | None = None
    reason: str = ""
    of: int = 0
    """How many items the order had as this speaker held it; 0 where it did not say."""

    def weight(self) -> tuple[object, ...]:
        """Return what orders the words about one item: the heaviest counts, in whatever order they came."""
        moments = (moment.timestamp() if moment else 0.0 for moment in (self.started_at, self.ended_at))
        error_ms = self.start_error_ms
        return (
            _EVIDENCE.index(self.outcome) if self.outcome in _EVIDENCE else -1,
            self.played_ms,
            *moments,
            error_ms is not None,
            error_ms or 0,
            self.reason,
            self.of,
        )

    def to_plain(self) -> dict[str, Any]:
        """Return a JSON-able form."""
        return {
            "item": self.item,
            "outcome": self.outcome.value,
            "played_ms": self.played_ms,
            "reason": self.reason,
            "of": self.of,
            "start_error_ms": self.start_error_ms,
            "started_at": self.started_at.isoformat() if self.started_at else None,
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "ItemReport":
        """Read what `to_plain` wrote."""
        moments = {
            name: datetime.fromisoformat(plain[name]) if plain[name] else None
            for name in ("started_at", "ended_at")
        }
        return cls(
            item=plain["item"],
            outcome=Outcome(plain["outcome"]),
            played_ms=plain["played_ms"],
            reason=plain["reason"],
            of=plain.get("of", 0),
            start_error_ms=plain["start_error_ms"],
            **moments,
        )


@dataclass
class AsRunEntry:
    """One broadcast on one speaker: the plan is copied in before air, so nobody can rewrite what was to be heard."""

    id: str
    commune_id: str
    broadcast_id: str
    device_id: str
    hamlet: str
    start_at: datetime
    duration_ms: int
    item_count: int
    planned_at: datetime
    outcome: Outcome = Outcome.PLANNED
    reason: str = ""
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    played_ms: int = 0
    start_error_ms: int | None = None
    settled_at: datetime | None = None

    @property
    def word_due_at(self) -> datetime:
        """The moment after which silence is called UNKNOWN."""
        return self.start_at + timedelta(milliseconds=self.duration_ms) + WORD_DUE

    def hear(self, *words: ItemReport, now: datetime) -> None:
        """Take the speaker's words about items: the same outcome, however often and in whatever order they come."""
        known = {int(number): ItemReport.from_plain(plain) for number, plain in self.items.items()}
        counts = dict(known)
        for word in words:
            counts[word.item] = max(counts.get(word.item, word), word, key=ItemReport.weight)
        if counts == known:
            return
        reports = [counts[number] for number in sorted(counts)]
        self.items = {str(report.item): report.to_plain() for report in reports}
        self._sum_up(reports, now)

    def hear_not_played(self, word: NotPlayed, reason: str, *, now: datetime) -> None:
        """Take the speaker's word about the whole order; one about any of its items outranks it.

        Taking back is the commune's own act, so CANCELLED tells something new only where nothing was known.
        """
        if self.items or (self.outcome is Outcome.CANCELLED and self.reason == TAKEN_BACK):
            return
        self.give_up_waiting(now=now)
        if word is NotPlayed.CANCELLED and self.outcome is not Outcome.UNKNOWN:
            return
        if _FIRMNESS.get(self.outcome, 0) < _FIRMNESS[word.value]:
            self._settle(word.value, reason, now)

    def cancel(self, *, now: datetime) -> None:
        """Record that the commune took the broadcast back before it sounded; a started one keeps its own outcome."""
        if self.outcome in NOT_BEGUN:
            self._settle(Outcome.CANCELLED, TAKEN_BACK, now)

    def give_up_waiting(self, *, now: datetime) -> None:
        """Call the outcome UNKNOWN once no word came in time."""
        if self.outcome in OPEN and now >= self.word_due_at:
            self._settle(Outcome.UNKNOWN, "no_word", now)

    def _sum_up(self, reports: Sequence[ItemReport], now: datetime) -> None:
        begun = [report.started_at for report in reports if report.started_at]
        ended = [report.ended_at for report in reports if report.ended_at]
        self.started_at = min(begun, default=None)
        self.ended_at = max(ended, default=None)
        self.played_ms = sum(report.played_ms for report in reports)
        self.start_error_ms = reports[0].start_error_ms
        outcome, reason = together(reports, self.item_count)
        if outcome is Outcome.STARTED:
            self.outcome, self.reason, self.settled_at = outcome, "", None
        else:
            self._settle(outcome, reason, now)

    def _settle(self, outcome: Outcome, reason: str, now: datetime) -> None:
        self.outcome, self.reason, self.settled_at = outcome, reason, now


def together(reports: Sequence[ItemReport], item_count: int) -> tuple[Outcome, str]:
    """Say in one outcome, with its reason, what the items of a broadcast came to. `reports` is not empty, by item."""
    said = {report.outcome for report in reports}
    held = max(report.of for report in reports)
    if held not in {0, item_count} and Outcome.STARTED not in said and len(reports) >= held:
        return _by_an_older_plan(said)
    if Outcome.STARTED in said or len(reports) < item_count:
        ended_early = said & {Outcome.PREEMPTED, Outcome.CANCELLED}
        if not ended_early or Outcome.STARTED in said:
            return Outcome.STARTED, ""
    if said == {Outcome.DONE}:
        return Outcome.DONE, ""
    reason = next((report.reason for report in reports if report.reason), "")
    if Outcome.PREEMPTED in said:
        return Outcome.PREEMPTED, reason
    if said & {Outcome.DONE, Outcome.PARTIAL}:
        return Outcome.PARTIAL, reason
    return (next(iter(said)) if len(said) == 1 else Outcome.MISSED), reason


def _by_an_older_plan(said: Collection[Outcome]) -> tuple[Outcome, str]:
    """Say what a speaker came to that had the order as it was before: whole or not, it is not what was planned."""
    sounded = {Outcome.DONE, Outcome.PARTIAL, Outcome.PREEMPTED}.intersection(said)
    return (Outcome.PARTIAL if sounded else Outcome.MISSED), OLDER_PLAN


def entry_id(broadcast_id: str, device_id: str) -> str:
    """Name the pair, so that planning it again finds the same row."""
    return hashlib.sha256(f"{broadcast_id}/{device_id}".encode()).hexdigest()[:24]
