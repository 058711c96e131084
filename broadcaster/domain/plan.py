"""The plan (*kế hoạch phát*): what one speaker shall hold from now on, whatever it held before."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from broadcaster.domain.precedence import Precedence
from broadcaster.domain.rundown import RundownItem
from broadcaster.domain.types import Sha256


@dataclass(frozen=True)
class Order:
    """One broadcast as a speaker is told of it: `id` is the broadcast's."""

    id: str
    precedence: Precedence
    start_at: datetime
    late_ms: int
    items: tuple[RundownItem, ...]


@dataclass(frozen=True)
class Plan:
    """Desired state, the same for every speaker of a hamlet: gain and delay are the speaker's own.

    `orders` by start; `cancelled` ids that a speaker may still hold; until `hold_until` every class is
    silent; `emergencies` are complete signed envelopes (base64), which the speaker verifies by itself;
    after `until_at` the plan says nothing, and a speaker is silent.
    """

    orders: tuple[Order, ...]
    cancelled: tuple[str, ...]
    hold_until: datetime | None
    until_at: datetime
    emergencies: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> Sha256:
        """The same for equal plans only: tells whether a speaker needs a new one."""
        told = {
            "orders": [
                [
                    order.id,
                    order.precedence.value,
                    order.start_at.timestamp(),
                    order.late_ms,
                    [[item.sound, item.offset_ms, item.duration_ms, item.url] for item in order.items],
                ]
                for order in self.orders
            ],
            "cancelled": self.cancelled,
            "hold_until": self.hold_until and self.hold_until.timestamp(),
            "until_at": self.until_at.timestamp(),
            "emergencies": self.emergencies,
        }
        return Sha256(hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest())
