"""A thief with the order key: his plans carry the highest numbers, and he sounds alarms that it may not sign."""

import random
from dataclasses import dataclass, field
from typing import Final

from broadcaster.domain.types import sha256
from broadcaster.protocol.codec import MAGIC, seal
from broadcaster.protocol.messages import Body, Head, Item, LiveOrder, Order, OrderClass, Sound, spell
from broadcaster.protocol.roles import Role
from broadcaster.protocol.scope import Scope
from broadcaster.protocol.signing import KID_BYTES, Key, key_id
from broadcaster.protocol.topics import Kind, Topic
from broadcaster.workers.rehearsal.place import SITE
from broadcaster.workers.rehearsal.station import Station
from broadcaster.workers.rehearsal.wire import Wire

MARK: Final = "trom-"
"""The beginning of every id that he makes up; the speaker's own follows."""
FALSE_ALARM: Final = f"{MARK}khan-"
"""The beginning of those that need another key than the one he has."""
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

    def strike(self, epoch: int = 0) -> None:
        """Give every speaker a plan of his own, now and then one that nobody can fetch, and shout at it.

        He claims to speak in that epoch, or else in the one that he stole the key in.
        """
        if self.stolen is None:
            return
        key, epoch = self.stolen[0], epoch or self.stolen[1]
        for device in self.station.devices:
            version = _HIGHEST + self.chance.randrange(10**6)
            now = int(self.station.timeline.now)
            scope = Scope(SITE, (device,), epoch, now - 5, now + 30 * 86_400)
            body = spell(self._plan(scope, version, now))
            sha = self.wire.keep(body) if self.chance.random() < 0.7 else sha256("nowhere")
            head = Head(scope, version, sha, len(body), f"/{sha}")  # type: ignore[arg-type]  # a name by its digits
            self.wire.send(Topic(SITE, Kind.HEAD, device), seal(spell(head), key))
            self._shout_at(device, epoch, now)

    def _shout_at(self, device: str, epoch: int, now: int) -> None:
        """Say what may be heard at once; the same to somebody else; and alarms, which his key may not sign."""
        if self.stolen is None:
            return
        shout, alarm = (
            seal(spell(self._shout(kind, device, epoch, now)), self.stolen[0])
            for kind in (OrderClass.PRIORITY, OrderClass.EMERGENCY)
        )
        for hearer in dict.fromkeys((device, self.chance.choice(list(self.station.devices)))):
            self.wire.send(Topic(SITE, Kind.CMD, hearer), shout)
        claimed = MAGIC + key_id(self.station.keys[Role.EMERGENCY].public) + alarm[len(MAGIC) + KID_BYTES :]
        for each in (alarm, claimed):
            self.wire.send(Topic(SITE, Kind.CMD, device), each)

    def _shout(self, kind: OrderClass, device: str, epoch: int, now: int) -> LiveOrder:
        """Make an order to be heard at once: no counter stands in its way, the epoch alone does."""
        alarm = kind is OrderClass.EMERGENCY
        name = f"{FALSE_ALARM if alarm else MARK}{device}-{now}-{self.chance.randrange(10**6)}"
        scope = Scope(SITE, (device,), epoch, now, now + 600)
        order = Order(name, kind, 0, (Item(0, _SOUND, 0, 5_000),), overrides_quiet=alarm)
        return LiveOrder(scope, order, (Sound(_SOUND, 1_000, 5_000, "/x"),))

    def _plan(self, scope: Scope, version: int, now: int) -> Body:
        starts = sorted({now + self.chance.randrange(5, 7_200) for _ in range(6)})
        orders = [
            Order(
                f"{MARK}{scope.devices[0]}-{start}", OrderClass.ROUTINE, start, (Item(0, _SOUND, 0, 20_000),)
            )
            for start in starts
        ]
        coming = [name for name, each in self.station.broadcasts.items() if each.start_at.timestamp() > now]
        return Body(
            scope, version, tuple(orders), (Sound(_SOUND, 1_000, 20_000, "/x"),), cancelled=tuple(coming[:20])
        )
