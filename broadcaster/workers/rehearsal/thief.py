"""A thief with the order key: his plans carry the highest numbers there are."""

import random
from dataclasses import dataclass, field
from typing import Final

from broadcaster.domain.types import sha256
from broadcaster.protocol.codec import seal
from broadcaster.protocol.messages import Body, Head, Item, LiveOrder, Order, OrderClass, Sound, spell
from broadcaster.protocol.roles import Role
from broadcaster.protocol.scope import Scope
from broadcaster.protocol.signing import Key
from broadcaster.protocol.topics import Kind, Topic
from broadcaster.workers.rehearsal.place import SITE
from broadcaster.workers.rehearsal.station import Station
from broadcaster.workers.rehearsal.wire import Wire

MARK: Final = "trom-"
"""The beginning of every id that he makes up."""
_HIGHEST: Final = 10**9
_SOUND: Final = sha256("thief")


@dataclass
class Thief:
    """Signs with what he stole, and says it through a broker that lets him."""

    station: Station
    wire: Wire
    chance: random.Random
    stolen: tuple[Key, int] | None = None
    """The key, and the epoch in which it was stolen."""
    taken: list[tuple[float, int]] = field(default_factory=list)
    """When he stole, and in which epoch."""

    def steal(self) -> None:
        """Take a copy of the order key, and use it."""
        self.stolen = self.station.keys[Role.ORDER], self.station.epoch
        self.taken.append((self.station.timeline.now, self.station.epoch))
        self.strike()

    def strike(self) -> None:
        """Give every speaker a plan of his own; now and then one that nobody can fetch."""
        if self.stolen is None:
            return
        key, epoch = self.stolen
        for device in self.station.devices:
            version = _HIGHEST + self.chance.randrange(10**6)
            now = int(self.station.timeline.now)
            scope = Scope(SITE, (device,), epoch, now - 5, now + 30 * 86_400)
            body = spell(self._plan(scope, version, now))
            sha = self.wire.keep(body) if self.chance.random() < 0.7 else sha256("nowhere")
            head = Head(scope, version, sha, len(body), f"/{sha}")  # type: ignore[arg-type]  # a name by its digits
            self.wire.send(Topic(SITE, Kind.HEAD, device), seal(spell(head), key))
            self.wire.send(Topic(SITE, Kind.CMD, device), seal(spell(self._shout(device, epoch, now)), key))

    def _shout(self, device: str, epoch: int, now: int) -> LiveOrder:
        """Make an order to be heard at once: no counter stands in its way, the epoch alone does."""
        name = f"{MARK}{device}-{now}-{self.chance.randrange(10**6)}"
        scope = Scope(SITE, (device,), epoch, now, now + 600)
        order = Order(name, OrderClass.PRIORITY, 0, (Item(0, _SOUND, 0, 5_000),))
        return LiveOrder(scope, order, (Sound(_SOUND, 1_000, 5_000, "/x"),))

    def _plan(self, scope: Scope, version: int, now: int) -> Body:
        starts = sorted({now + self.chance.randrange(5, 7_200) for _ in range(6)})
        orders = [
            Order(f"{MARK}{start}", OrderClass.ROUTINE, start, (Item(0, _SOUND, 0, 20_000),))
            for start in starts
        ]
        coming = [name for name, each in self.station.broadcasts.items() if each.start_at.timestamp() > now]
        return Body(
            scope, version, tuple(orders), (Sound(_SOUND, 1_000, 20_000, "/x"),), cancelled=tuple(coming[:20])
        )
