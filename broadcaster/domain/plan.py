"""The plan (*kế hoạch phát*): what one speaker shall hold from now on, whatever it held before."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from broadcaster.domain.broadcast import Broadcast, BroadcastState
from broadcaster.domain.device import Device
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.rundown import RundownItem
from broadcaster.domain.types import Sha256

GRACE = timedelta(seconds=60)
"""So long after its latest end a broadcast is over for certain, so that no cut-off comes from the plan."""


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
    `spare` sounds, each with its milliseconds, that no order needs yet and a command soon may;
    after `until_at` the plan says nothing, and a speaker is silent.
    """

    orders: tuple[Order, ...]
    cancelled: tuple[str, ...]
    hold_until: datetime | None
    until_at: datetime
    emergencies: tuple[str, ...] = ()
    spare: tuple[tuple[Sha256, int], ...] = ()

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
            "spare": self.spare,
        }
        return Sha256(hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest())


def plan_for(
    device: Device,
    broadcasts: Iterable[Broadcast],
    *,
    now: datetime,
    days: int,
    hold_until: datetime | None = None,
    cancelled: Iterable[str] = (),
    emergencies: Iterable[str] = (),
) -> Plan:
    """Return what one speaker shall hold; `plans_by_hamlet` shares the work among many."""
    return plans_by_hamlet(
        [device.hamlet],
        broadcasts,
        now=now,
        days=days,
        hold_until=hold_until,
        cancelled=cancelled,
        emergencies={device.hamlet: tuple(emergencies)},
    )[device.hamlet]


def plans_by_hamlet(
    hamlets: Iterable[str],
    broadcasts: Iterable[Broadcast],
    *,
    now: datetime,
    days: int,
    hold_until: datetime | None = None,
    cancelled: Iterable[str] = (),
    emergencies: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, Plan]:
    """Return for each hamlet the plan that all its speakers share.

    A plan says all of the next `days` times 24 hours and of the rest of the UTC day in which they end, and keeps
    what was over only today: so it changes when somebody changes something, and else once a day. `cancelled` names
    broadcasts that shall not air, beside those that a person took back; what planning withdrew is simply no longer
    told, for planning may bring it back, and a speaker forgets a cancelled id for good. A hold that is over is none.
    """
    today_at, until_at = _midnight_after(now - timedelta(days=1)), _midnight_after(now + timedelta(days=days))
    hold_until = hold_until if hold_until and hold_until > now else None
    gone = frozenset(cancelled)
    planned: defaultdict[str, list[Broadcast]] = defaultdict(list)
    for one in broadcasts:
        if one.start_at < until_at and today_at < _over_at(one):
            planned[one.hamlet].append(one)
    return {
        hamlet: _plan(planned[hamlet], gone, hold_until, until_at, (emergencies or {}).get(hamlet, ()))
        for hamlet in hamlets
    }


def _plan(
    broadcasts: Iterable[Broadcast],
    gone: frozenset[str],
    hold_until: datetime | None,
    until_at: datetime,
    emergencies: tuple[str, ...],
) -> Plan:
    orders, cancelled = [], []
    for one in sorted(broadcasts, key=lambda one: (one.start_at, one.id)):
        if one.state is BroadcastState.CANCELLED or one.id in gone:
            cancelled.append(one.id)
        elif one.state is BroadcastState.PLANNED:
            orders.append(Order(one.id, one.precedence, one.start_at, one.late_ms, one.rundown.items))
    return Plan(tuple(orders), tuple(cancelled), hold_until, until_at, emergencies)


def _midnight_after(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _over_at(broadcast: Broadcast) -> datetime:
    return broadcast.end_at + timedelta(milliseconds=broadcast.late_ms) + GRACE
