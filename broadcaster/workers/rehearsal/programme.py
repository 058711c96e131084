"""What the commune of a rehearsal wants to hear: broadcasts, second thoughts, and now and then an alarm."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from broadcaster.domain.broadcast import Broadcast, BroadcastState, broadcast_id
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.rundown import ItemKind, Rundown, RundownItem, Why
from broadcaster.domain.types import Sha256, sha256
from broadcaster.protocol.messages import Item, LiveOrder, Order, OrderClass, Sound
from broadcaster.workers.rehearsal.place import CLOSES, DAY_S, HAMLET, OPENS, SITE
from broadcaster.workers.rehearsal.station import Station

_LATEST_S: Final = (CLOSES - OPENS) * 60 - 900
_ALERT_S: Final = 2_400


@dataclass
class Programme:
    """The people of the commune, at random but by the seed."""

    station: Station
    chance: random.Random
    midnight: float
    """When the first day begins, local time (UTC seconds)."""

    def __post_init__(self) -> None:
        self._sounds = [
            (sha256(f"sound {n}"), self.chance.choice((4_000, 15_000, 40_000))) for n in range(12)
        ]
        self._alarms = 0

    def begin(self, days: int) -> None:
        """Plan two days at once and every other a day before it, and have second thoughts every day."""
        time = self.station.timeline
        self.station.plan([*self._day(0), *self._day(1)])
        for day in range(days):
            if day > 1:
                time.at(self.midnight + (day - 1) * DAY_S, lambda day=day: self.station.plan(self._day(day)))  # type: ignore[misc]
            for _ in range(self.chance.randint(1, 4)):
                time.at(
                    self.midnight + day * DAY_S + OPENS * 60 + self.chance.uniform(0, _LATEST_S), self._think
                )
            time.at(self.midnight + (day + 0.02) * DAY_S, self.station.plan)

    def broadcast_at(self, start: float) -> Broadcast:
        """Make a broadcast of one to three sounds."""
        start_at = datetime.fromtimestamp(int(start), UTC)
        return Broadcast(
            id=broadcast_id(SITE, "programme", start_at, HAMLET),
            commune=SITE,
            schedule_id="programme",
            hamlet=HAMLET,
            title="a broadcast",
            start_at=start_at,
            rundown=self._rundown(),
            precedence=self.chance.choice((Precedence.ROUTINE, Precedence.ROUTINE, Precedence.PRIORITY)),
            late_ms=self.chance.choice((60_000, 60_000, 300_000)),
        )

    def _day(self, day: int) -> list[Broadcast]:
        begin = self.midnight + day * DAY_S + OPENS * 60
        starts = (
            begin + self.chance.randrange(120, _LATEST_S, 420) for _ in range(self.chance.randint(5, 9))
        )
        return [self.broadcast_at(start) for start in sorted(set(starts))]

    def _rundown(self) -> Rundown:
        items, offset_ms = [], 0
        for sound, duration_ms in self.chance.sample(self._sounds, self.chance.randint(1, 3)):
            items.append(_item(sound, offset_ms, duration_ms))
            offset_ms += duration_ms
        return Rundown(tuple(items))

    def _think(self) -> None:
        if not self.station.up:
            return
        thoughts: list[Callable[[], None]] = [
            self._add,
            self._cancel,
            self._withdraw,
            self._rewrite,
            self._alarm,
        ]
        self.chance.choices(thoughts, [3, 2, 2, 2, 1])[0]()

    def _coming(self) -> Broadcast | None:
        now = self.station.now.timestamp()
        coming = [
            each
            for each in self.station.broadcasts.values()
            if each.state is BroadcastState.PLANNED and 10 < each.start_at.timestamp() - now < DAY_S / 4
        ]
        return self.chance.choice(coming) if coming else None

    def _add(self) -> None:
        new = self.broadcast_at(
            self.station.now.timestamp() + self.chance.choice((20, 200, 1_000, 3_000, 5_000))
        )
        self.station.plan([new])

    def _cancel(self) -> None:
        if (broadcast := self._coming()) is not None:
            self.station.take_back(broadcast, BroadcastState.CANCELLED)

    def _withdraw(self) -> None:
        if (broadcast := self._coming()) is not None:
            self.station.take_back(broadcast, BroadcastState.WITHDRAWN)

    def _rewrite(self) -> None:
        if (broadcast := self._coming()) is not None:
            broadcast.rundown = self._rundown()
            self.station.plan([broadcast])

    def _alarm(self) -> None:
        self._alarms += 1
        sound, duration_ms = self._sounds[0]
        order = Order(
            f"khan-{self._alarms}",
            OrderClass.EMERGENCY,
            0,
            (Item(0, sound, 0, duration_ms),),
            overrides_quiet=True,
        )
        scope = self.station.scope("*", _ALERT_S)
        self.station.alarm(LiveOrder(scope, order, (Sound(sound, 1_000, duration_ms, "/x"),)))


def _item(sound: Sha256, offset_ms: int, duration_ms: int) -> RundownItem:
    return RundownItem(ItemKind.BULLETIN, "an item", sound, None, offset_ms, duration_ms, Why.NEWEST)
