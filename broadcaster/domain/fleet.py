"""The desired fleet: a commune with its hamlets and speakers, and what differs between two of them."""

import enum
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from broadcaster.domain.device import Device
from broadcaster.domain.places import Commune, Hamlet


class Subject(enum.Enum):
    """What a fault or a change is about."""

    COMMUNE = "commune"
    HAMLET = "hamlet"
    DEVICE = "device"


@dataclass(frozen=True)
class Fault:
    """A broken rule between the parts of a fleet: by the item at `index` among its kind, in `field`."""

    code: str
    subject: Subject
    index: int
    field: str
    facts: tuple[tuple[str, object], ...] = ()


def faults(hamlets: Sequence[Hamlet], devices: Sequence[Device]) -> Iterator[Fault]:
    """Find every broken rule: codes stand once, devices stand in known hamlets, households add up.

    The households of a device are those for which it is the loudest, so no household counts twice and the
    devices of a hamlet cannot have more of them than the hamlet.
    """
    yield from _repeated(Subject.HAMLET, "code", [hamlet.code for hamlet in hamlets])
    yield from _repeated(Subject.DEVICE, "id", [device.id for device in devices])
    totals = {hamlet.code: hamlet.households for hamlet in hamlets}
    for index, device in enumerate(devices):
        if device.hamlet not in totals:
            yield Fault("unknown_hamlet", Subject.DEVICE, index, "hamlet", (("value", device.hamlet),))
    declared = declared_households(devices)
    for index, hamlet in enumerate(hamlets):
        if declared[hamlet.code] > hamlet.households:
            facts = (("hamlet", hamlet.name), ("sum", declared[hamlet.code]), ("total", hamlet.households))
            yield Fault("households_above_total", Subject.HAMLET, index, "households", facts)


def declared_households(devices: Sequence[Device]) -> Counter[str]:
    """Sum the declared households of the devices of each hamlet, by its code."""
    sums: Counter[str] = Counter()
    for device in devices:
        sums[device.hamlet] += device.households or 0
    return sums


def _repeated(subject: Subject, field: str, codes: Sequence[str]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for index, code in enumerate(codes):
        if code in seen:
            yield Fault("repeated", subject, index, field, (("value", code), ("first", seen[code])))
        else:
            seen[code] = index


@dataclass(frozen=True)
class Fleet:
    """A commune with its hamlets and devices, in the order in which people wrote them. Raises ValueError."""

    commune: Commune
    hamlets: tuple[Hamlet, ...] = ()
    devices: tuple[Device, ...] = ()

    def __post_init__(self) -> None:
        for fault in faults(self.hamlets, self.devices):
            told = ", ".join(f"{name}={value}" for name, value in fault.facts)
            raise ValueError(f"{fault.code}: {fault.subject.value} {fault.index} {fault.field} ({told})")


@dataclass(frozen=True)
class Change:
    """One commune, hamlet or device as it was and as it shall be; None where it was not or shall not be."""

    before: Commune | Hamlet | Device | None
    after: Commune | Hamlet | Device | None

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ValueError("a change has a before or an after")
        if self.before and self.after and type(self.before) is not type(self.after):
            raise ValueError("a change is about one kind of thing")

    @property
    def item(self) -> Commune | Hamlet | Device:
        """What the change is about, as it shall be where it stays."""
        item = self.after or self.before
        assert item is not None  # noqa: S101  # checked when it was made
        return item

    @property
    def subject(self) -> Subject:
        """The kind of thing that changes."""
        return _SUBJECTS[type(self.item)]

    @property
    def key(self) -> str:
        """The code or id by which the thing is known."""
        return key_of(self.item)

    @property
    def differences(self) -> tuple[tuple[str, object, object], ...]:
        """Name each field that differs, with its values before and after; empty for what comes or goes."""
        if self.before is None or self.after is None:
            return ()
        pairs = (
            (field.name, getattr(self.before, field.name), getattr(self.after, field.name))
            for field in fields(self.before)
        )
        return tuple((name, was, shall) for name, was, shall in pairs if was != shall)


_SUBJECTS = {Commune: Subject.COMMUNE, Hamlet: Subject.HAMLET, Device: Subject.DEVICE}


def key_of(item: Commune | Hamlet | Device) -> str:
    """Return the code or id that names `item` among its kind."""
    return item.id if isinstance(item, Device) else item.code


def changes(old: Fleet | None, new: Fleet) -> tuple[Change, ...]:
    """Tell what must change for `old` (None: nothing yet) to become `new`: commune, hamlets, then devices.

    Order is no difference, and a commune stays itself under another code (whether it may, others decide).
    """
    was = old.commune if old else None
    commune = () if was == new.commune else (Change(was, new.commune),)
    hamlets = _differences(old.hamlets if old else (), new.hamlets)
    return (*commune, *hamlets, *_differences(old.devices if old else (), new.devices))


def _differences(old: Sequence[Hamlet | Device], new: Sequence[Hamlet | Device]) -> Iterator[Change]:
    before = {key_of(item): item for item in old}
    after = {key_of(item): item for item in new}
    for key, item in after.items():
        if before.get(key) != item:
            yield Change(before.get(key), item)
    for key, item in before.items():
        if key not in after:
            yield Change(item, None)
