"""What the controller wants one speaker to hold, and when to say so again: the controller's half of reconcile.

The row is its own outbox. A plan that changed is due at once; a plan that the speaker does not report to hold is
said again after 15, 30, 60 … 300 seconds, for as long as it takes. Nothing depends on a message arriving once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

RENEW_BEFORE = timedelta(days=2)
"""A plan that ends within this time is made anew, so that a speaker cut off tomorrow still has days of plan."""

_PATIENCE = (15, 30, 60, 120, 240, 300)


@dataclass
class DesiredPlan:
    """The latest plan of one speaker. `(epoch, version)` counts upward for ever; `digest` names the plan's content."""

    commune_id: str
    device_id: str
    made_at: datetime
    until_at: datetime
    epoch: int = 1
    version: int = 0
    digest: str = ""
    plan: Mapping[str, Any] = field(default_factory=dict)
    body_sha: str | None = None
    due_at: datetime | None = None
    attempts: int = 0

    def want(self, plan: Mapping[str, Any], digest: str, *, until_at: datetime, now: datetime) -> bool:
        """Take a newly computed plan; tell whether the speaker must hear of it (changed, or soon to run out)."""
        if digest == self.digest and self.until_at - now > RENEW_BEFORE:
            return False
        self.digest, self.plan = digest, plan
        self.made_at, self.until_at = now, until_at
        self.version += 1
        self.body_sha = None
        self.say_again(now)
        return True

    def say_again(self, now: datetime) -> None:
        """Make the head due now: something changed, or the broker may have forgotten it."""
        self.due_at, self.attempts = now, 0

    def said(self, now: datetime) -> None:
        """The head went out: wait for the speaker's report, a little longer each time."""
        self.due_at = now + timedelta(seconds=_PATIENCE[min(self.attempts, len(_PATIENCE) - 1)])
        self.attempts += 1

    def heard(self, *, epoch: int, version: int, sha: str, now: datetime) -> None:
        """Compare what the speaker says it holds with what it should hold.

        A speaker that is ahead of us remembers a plan that this database has lost (a restored backup): we jump past
        it, for it will never accept a lower number.
        """
        if epoch == self.epoch and version > self.version:
            self.version = version + 1
            self.body_sha = None
            self.say_again(now)
        elif (epoch, version, sha) == (self.epoch, self.version, self.body_sha):
            self.due_at, self.attempts = None, 0
        elif self.due_at is None:
            self.say_again(now)
