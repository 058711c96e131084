"""The lowest rung, which the log supports by itself.

T0 is the share of scheduled plays that the speaker itself confirmed, at least 80 % complete. It does not say that
anybody listened.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from broadcaster.reach.ledger import POSSIBLE, Status


@dataclass(frozen=True)
class ConfirmedShare:
    """T0: of `scheduled` plays, `confirmed` are proven and `possible` not known to have failed."""

    scheduled: int
    confirmed: int
    possible: int

    @property
    def low(self) -> float | None:
        """Share proven, None where nothing was scheduled."""
        return self.confirmed / self.scheduled if self.scheduled else None

    @property
    def high(self) -> float | None:
        """Share if every unproven play did sound."""
        return self.possible / self.scheduled if self.scheduled else None

    @property
    def device_success(self) -> float:
        """How often plays succeed where the speaker said anything: to repair speakers by, never a reach figure.

        A speaker that cannot report is likelier not to have played, so its silence may not borrow this share.
        """
        failed = self.scheduled - self.possible
        return (0.5 + self.confirmed) / (1 + self.confirmed + failed)


def confirmed_share(plays: Mapping[Status, int]) -> ConfirmedShare:
    """Return T0 from the plays by status."""
    possible = sum(count for status, count in plays.items() if status in POSSIBLE)
    return ConfirmedShare(sum(plays.values()), plays.get(Status.CONFIRMED, 0), possible)
