"""The as-run log: what was planned for a speaker beside what that speaker itself says it did."""

import enum


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


FINAL = frozenset({
    Outcome.DONE, Outcome.PARTIAL, Outcome.PREEMPTED, Outcome.MISSED, Outcome.REJECTED, Outcome.CANCELLED
})
"""What no later word changes. UNKNOWN is no final word: the speaker's journal may still resolve it."""
