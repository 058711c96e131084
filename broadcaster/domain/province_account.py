"""What the province is told of its items: where each stands, and how its broadcasts were played."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from broadcaster.domain.types import Sha256, sha256


@dataclass(frozen=True)
class ProvinceAiring:
    """One start of an item in one hamlet: how many of its speakers ended at each outcome."""

    start_at: datetime
    hamlet: str
    outcomes: Mapping[str, int]


@dataclass(frozen=True)
class ProvinceAccount:
    """Everything there is to say of one item. It is told whole whenever it changes: nothing depends on order."""

    source_id: str
    state: str
    """waiting, taken, skipped, alerted, expired; after taken: approved, withdrawn, aired."""
    decided_at: datetime | None = None
    reason: str = ""
    airings: tuple[ProvinceAiring, ...] = field(default=())

    def to_plain(self) -> dict[str, object]:
        """Return a JSON-able form, the same for the same account."""
        return {
            "id": self.source_id,
            "state": self.state,
            "decided_at": self.decided_at.isoformat() if self.decided_at else None,
            "reason": self.reason,
            "as_run": [
                {
                    "start_at": each.start_at.isoformat(),
                    "hamlet": each.hamlet,
                    "speakers": dict(sorted(each.outcomes.items())),
                }
                for each in self.airings
            ],
        }

    @property
    def sha(self) -> Sha256:
        """Name this very account."""
        return sha256(json.dumps(self.to_plain(), sort_keys=True, ensure_ascii=False))
