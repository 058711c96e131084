"""The as-run log (*nhật ký phát sóng*): what was planned for a speaker beside what that speaker says it did."""

import enum
import hashlib
from collections.abc import Mapping, Sequence
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


FINAL = frozenset(
    {Outcome.DONE, Outcome.PARTIAL, Outcome.PREEMPTED, Outcome.MISSED, Outcome.REJECTED, Outcome.CANCELLED}
)
"""What only the speaker's own journal may still correct. UNKNOWN is not final: the journal may resolve it."""

_STEPS = (Outcome.PLANNED, Outcome.SENT, Outcome.ACCEPTED, Outcome.READY, Outcome.STARTED)


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

    def to_plain(self) -> dict[str, Any]:
        """Return a JSON-able form."""
        return {
            "item": self.item,
            "outcome": self.outcome.value,
            "played_ms": self.played_ms,
            "reason": self.reason,
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

    def plan_again(self, duration_ms: int, item_count: int, *, now: datetime) -> None:
        """Take a changed plan; what had been cancelled is planned anew, what has begun keeps what was planned."""
        if self.outcome is Outcome.CANCELLED and not self.items:
            self.outcome, self.reason, self.settled_at = Outcome.PLANNED, "", None
        if self.outcome in _STEPS and self.outcome is not Outcome.STARTED:
            self.outcome = Outcome.PLANNED
            self.duration_ms, self.item_count, self.planned_at = duration_ms, item_count, now

    def advance(self, step: Outcome) -> None:
        """Move forward to SENT, ACCEPTED or READY; never back, never out of a settled outcome."""
        if self.outcome in _STEPS and _STEPS.index(step) > _STEPS.index(self.outcome):
            self.outcome = step

    def hear(self, report: ItemReport, *, now: datetime) -> None:
        """Take the speaker's word about one item. Saying it again changes nothing; a final word is not unsaid by STARTED."""
        earlier = self.items.get(str(report.item))
        if earlier is not None and report.outcome is Outcome.STARTED:
            return
        self.items = {**self.items, str(report.item): report.to_plain()}
        self._sum_up([ItemReport.from_plain(plain) for plain in self.items.values()], now)

    def refuse(self, reason: str, *, now: datetime) -> None:
        """Record that the speaker refused the whole order."""
        self._settle(Outcome.REJECTED, reason, now)

    def miss(self, reason: str, *, now: datetime) -> None:
        """Record that the speaker did not play the order at all."""
        self._settle(Outcome.MISSED, reason, now)

    def cancel(self, reason: str, *, now: datetime) -> None:
        """Record that the commune took the broadcast back before it sounded; a started one keeps its own outcome."""
        if self.outcome in _STEPS and self.outcome is not Outcome.STARTED:
            self._settle(Outcome.CANCELLED, reason, now)

    def give_up_waiting(self, *, now: datetime) -> None:
        """Call the outcome UNKNOWN once no word came in time."""
        if self.outcome in _STEPS and now >= self.word_due_at:
            self._settle(Outcome.UNKNOWN, "no_word", now)

    def _sum_up(self, reports: Sequence[ItemReport], now: datetime) -> None:
        begun = [report.started_at for report in reports if report.started_at]
        ended = [report.ended_at for report in reports if report.ended_at]
        self.started_at = min(begun, default=None)
        self.ended_at = max(ended, default=None)
        self.played_ms = sum(report.played_ms for report in reports)
        first = min(reports, key=lambda report: report.item)
        self.start_error_ms = first.start_error_ms
        outcome, reason = together(reports, self.item_count)
        if outcome is Outcome.STARTED:
            self.outcome, self.reason, self.settled_at = outcome, "", None
        else:
            self._settle(outcome, reason, now)

    def _settle(self, outcome: Outcome, reason: str, now: datetime) -> None:
        self.outcome, self.reason, self.settled_at = outcome, reason, now


def together(reports: Sequence[ItemReport], item_count: int) -> tuple[Outcome, str]:
    """Say in one outcome, with its reason, what the items of a broadcast came to. `reports` is not empty."""
    said = {report.outcome for report in reports}
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


def entry_id(broadcast_id: str, device_id: str) -> str:
    """Name the pair, so that planning it again finds the same row."""
    return hashlib.sha256(f"{broadcast_id}/{device_id}".encode()).hexdigest()[:24]
