"""When the faults of a rehearsal strike: often just where it hurts, around the broadcasts."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from broadcaster.workers.rehearsal.faults import Faults
from broadcaster.workers.rehearsal.machine import Machine
from broadcaster.workers.rehearsal.place import DAY_S, OPENS
from broadcaster.workers.rehearsal.station import Station
from broadcaster.workers.rehearsal.thief import Thief
from broadcaster.workers.rehearsal.wire import Slowness, Wire

_DARK_S: Final = (3, 8, 20, 40, 90, 600, 7_200, 40_000)
_ALONE_S: Final = (20, 300, 1_800, 7_200, 90_000)


@dataclass
class Weather:
    """Brings the faults of one seed upon one commune, a day at a time."""

    station: Station
    wire: Wire
    thief: Thief
    faults: Faults
    chance: random.Random
    has_cleared: bool = False

    def __post_init__(self) -> None:
        self._time = self.station.timeline
        self._backup = self.station.backup()

    def day(self, midnight: float) -> None:
        """Have what strikes on one day strike."""
        starts = [
            each.start_at.timestamp()
            for each in self.station.broadcasts.values()
            if midnight <= each.start_at.timestamp() < midnight + DAY_S
        ] or [midnight + OPENS * 60]
        for machine in self.wire.machines.values():
            self._often("power", 5, starts, lambda m=machine: self._cut(m))  # type: ignore[misc]
            self._often("power", 2, starts, lambda m=machine: m.cut_power_within(self.chance.randrange(12)))  # type: ignore[misc]
            self._often("outage", 3, starts, lambda m=machine: self._unplug(m))  # type: ignore[misc]
            self._often("delay", 2, starts, lambda m=machine: self._slow(m))  # type: ignore[misc]
            self._often("disk-full", 1, starts, lambda m=machine: self._fill(m))  # type: ignore[misc]
        self._often("restart", 2, starts, self._restart)
        self._often("restore", 1, starts, self._restore)
        self._often("clock", 1, starts, self._jump)
        self._often("replay", 60, starts, self.wire.replay)
        self._often("replay", 1, starts, self.wire.wipe)
        if self.faults.strikes("theft", self.chance, 0.8):
            self._at(midnight + self.chance.uniform(0.0, 0.8) * DAY_S, self._rob)

    def clear(self) -> None:
        """Have everything come back to order."""
        self.has_cleared = True
        self.faults.rate.clear()
        self.wire.slow.clear()
        self.station.ahead_s = 0.0
        if self.thief.stolen is not None:
            self._recover()
        self.station.start()
        for machine in self.wire.machines.values():
            machine.fill_disk(full=False)
            if not machine.powered:
                machine.online = True
                machine.boot()
            elif not machine.online:
                machine.connect()

    def _often(self, fault: str, times: int, starts: list[float], strike: Callable[[], None]) -> None:
        for _ in range(times):
            if self.faults.strikes(fault, self.chance):
                near = self.chance.choice(starts) + self.chance.uniform(-20, 60)
                far = starts[0] + self.chance.uniform(0, DAY_S / 2)
                self._at(near if self.chance.random() < 0.6 else far, strike)

    def _at(self, when: float, strike: Callable[[], None]) -> None:
        self._time.at(when, lambda: None if self.has_cleared else strike())

    def _after(self, seconds: float, mend: Callable[[], None]) -> None:
        self._at(self._time.now + seconds, mend)

    def _cut(self, machine: Machine) -> None:
        if machine.powered:
            machine.cut_power()
            self._after(self.chance.choice(_DARK_S), lambda: None if machine.powered else machine.boot())

    def _unplug(self, machine: Machine) -> None:
        if machine.online:
            machine.disconnect()
            self._after(self.chance.choice(_ALONE_S), machine.connect)

    def _slow(self, machine: Machine) -> None:
        lag = self.chance.choice((1.5, 4.0, 4.9, 20.0))
        up = self.chance.random() < 0.6
        self.wire.slow[machine.device] = Slowness(lag if up else 0.0, 0.0 if up else lag)
        machine.troubled_at = self._time.now
        self._after(self.chance.choice((600, 3_600, 14_400)), lambda: self._hasten(machine))

    def _hasten(self, machine: Machine) -> None:
        machine.troubled_at = self._time.now
        self.wire.slow.pop(machine.device, None)

    def _fill(self, machine: Machine) -> None:
        machine.fill_disk(full=True)
        self._after(self.chance.choice((30, 300, 1_500)), lambda: machine.fill_disk(full=False))

    def _restart(self) -> None:
        self.station.stop()
        self._after(self.chance.choice((5, 60, 3_600)), self.station.start)

    def _restore(self) -> None:
        old, self._backup = self._backup, self.station.backup()
        if all(plan.epoch == self.station.epoch for plan in old.values()):
            self.station.restore(old)

    def _jump(self) -> None:
        self.station.ahead_s = self.chance.choice((-1, 1)) * self.chance.choice((3.0, 60.0, 1_800.0))
        self._after(self.chance.uniform(60, 480), self._correct)

    def _correct(self) -> None:
        self.station.ahead_s = 0.0
        self.station.plan()

    def _rob(self) -> None:
        if self.thief.stolen is None:
            self.thief.steal()
            self._after(self.chance.choice((60, 900, 3_600)), self._recover)

    def _recover(self) -> None:
        """Have root raise the epoch, which alone must do; or, where it replaces the key too, the list of keys must."""
        if self.thief.stolen is not None and self.thief.stolen[1] == self.station.epoch:
            new_key = self.chance.random() < 0.5
            self.station.raise_epoch(new_key=new_key)
            self.thief.strike()
            if new_key:
                self._after(2.0, lambda: self.thief.strike(self.station.epoch))
            self._after(4.0, self.thief.strike)
            self._after(5.0, self._leave)

    def _leave(self) -> None:
        self.thief.stolen = None
