"""What the controller wants one speaker to hold, and when to say so again: the controller's half of reconcile.

The row is its own outbox. A plan that changed is due at once; a plan that the speaker does not report to hold is
said again after 15, 30, 60 … 300 seconds, for as long as it takes. Nothing depends on a message arriving once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

_PATIENCE: Final = (15, 30, 60, 120, 240, 300)
LONGEST_WAIT: Final = timedelta(seconds=_PATIENCE[-1])
"""A head is never put off for longer; one that is was put off by a clock that was ahead, and is due now."""


@dataclass
class DesiredPlan:
    """The latest plan of one speaker. `(epoch, version)` counts upward for ever; `digest` names the plan's content.

    `sound_count` is how many different sounds the plan needs, for pages that do not read the plan.
    """

    commune_id: str
    device_id: str
    made_at: datetime
    until_at: datetime
    epoch: int = 1
    version: int = 0
    digest: str = ""
    plan: Mapping[str, Any] = field(default_factory=dict)
    sound_count: int = 0
    body_sha: str | None = None
    due_at: datetime | None = None
    attempts: int = 0

    def want(
        self, plan: Mapping[str, Any], digest: str, *, epoch: int, until_at: datetime, now: datetime
    ) -> bool:
        """Take a newly computed plan; tell whether it differs, so that the speaker must hear of it."""
        if (digest, epoch) == (self.digest, self.epoch):
            return False
        self.digest, self.plan, self.epoch = digest, plan, epoch
        self.sound_count = len({item["sound"] for order in plan["orders"] for item in order["items"]})
        self.made_at, self.until_at = now, until_at
        self._renumber(self.version + 1, now)
        return True

    def say_again(self, now: datetime) -> None:
        """Make the head due now: something changed, or the broker may have forgotten it."""
        self.due_at, self.attempts = now, 0

    def is_due(self, now: datetime) -> bool:
        """Tell whether the head must be said; a clock that was set back strands none."""
        return self.due_at is not None and not now < self.due_at <= now + LONGEST_WAIT

    def said(self, now: datetime) -> None:
        """Wait for the speaker's report, a little longer each time that the head goes out."""
        self.due_at = now + timedelta(seconds=_PATIENCE[min(self.attempts, len(_PATIENCE) - 1)])
        self.attempts += 1

    def heard(self, *, epoch: int, version: int, sha: str, now: datetime) -> None:
        """Compare what the speaker says it holds with what it should hold.

        A speaker that is ahead of us, or has another plan under our number, remembers what this database has lost
        (a restored backup). We jump past it: it will never accept a lower number, nor other words under the same one.
        """
        if (epoch, version, sha) == (self.epoch, self.version, self.body_sha):
            self.due_at, self.attempts = None, 0
        elif epoch == self.epoch and version >= self.version and sha:
            self._renumber(version + 1, now)
        elif self.due_at is None:
            self.say_again(now)

    @property
    def is_held(self) -> bool:
        """Tell whether the speaker has said that it holds this very plan."""
        return self.body_sha is not None and self.due_at is None

    def _renumber(self, version: int, now: datetime) -> None:
        self.version, self.body_sha = version, None
        self.say_again(now)
