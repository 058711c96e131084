"""The two lowest rungs, which the log supports by itself: T0 confirmed and T1 opportunity to hear.

T0 is the share of scheduled plays that the speaker itself confirmed, at least 80 % complete. T1 is the
number of residents living where a confirmed play was audible, taken here from the households that each
speaker is declared to be the loudest for. Neither says that anybody listened.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from broadcaster.domain.device import Device
from broadcaster.domain.errors import StationError
from broadcaster.domain.places import Hamlet
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


@dataclass(frozen=True)
class Opportunity:
    """T1: `residents`, of whom `low` could hear a confirmed play and `high` at least a possible one.

    `undeclared` are speakers that played and whose households nobody has declared: they count for no one.
    """

    residents: float
    low: float
    high: float
    undeclared: tuple[str, ...] = ()


def confirmed_share(plays: Mapping[Status, int]) -> ConfirmedShare:
    """Return T0 from the plays by status."""
    possible = sum(count for status, count in plays.items() if status in POSSIBLE)
    return ConfirmedShare(sum(plays.values()), plays.get(Status.CONFIRMED, 0), possible)


def opportunity(
    hamlets: Sequence[Hamlet],
    devices: Sequence[Device],
    confirmed: Collection[str],
    possible: Collection[str] = frozenset(),
) -> Opportunity:
    """Return T1 from declared households; `confirmed` and `possible` are ids of speakers with such a play.

    A speaker stands for `households` times the hamlet's residents per household. Raises StationError where
    a hamlet's speakers declare more households than it has, or a speaker belongs to no hamlet told.
    """
    by_code = {hamlet.code: hamlet for hamlet in hamlets}
    _check(by_code, devices)
    heard = set(confirmed)
    maybe = heard | set(possible)
    return Opportunity(
        residents=sum(hamlet.residents for hamlet in hamlets),
        low=_residents(by_code, (device for device in devices if device.id in heard)),
        high=_residents(by_code, (device for device in devices if device.id in maybe)),
        undeclared=tuple(device.id for device in devices if device.id in maybe and device.households is None),
    )


def _check(by_code: Mapping[str, Hamlet], devices: Iterable[Device]) -> None:
    declared: dict[str, int] = {}
    for device in devices:
        if device.hamlet not in by_code:
            raise StationError("speaker-without-hamlet", speaker=device.id, hamlet=device.hamlet)
        declared[device.hamlet] = declared.get(device.hamlet, 0) + (device.households or 0)
    for code, households in declared.items():
        if households > by_code[code].households:
            raise StationError(
                "households-exceed-hamlet",
                hamlet=code,
                declared=households,
                households=by_code[code].households,
            )


def _residents(by_code: Mapping[str, Hamlet], devices: Iterable[Device]) -> float:
    total = 0.0
    for device in devices:
        hamlet = by_code[device.hamlet]
        if device.households:
            total += device.households * hamlet.residents / hamlet.households
    return total
