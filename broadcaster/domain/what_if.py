"""What would change on air: two horizons compared, start by start and hamlet by hamlet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from broadcaster.domain.broadcast import Broadcast
from broadcaster.domain.hamlet_air import Refused
from broadcaster.domain.horizon import Horizon, Unplanned
from broadcaster.domain.rundown import Rundown


@dataclass(frozen=True)
class AirChange:
    """What hamlets that are alike in it would hear otherwise at one start: `before` and `after`, None for silence."""

    schedule_id: str
    title: str
    start_at: datetime
    hamlets: tuple[str, ...]
    before: Rundown | None
    after: Rundown | None


@dataclass(frozen=True)
class WhatIf:
    """All changes by start, and the starts that would newly not air."""

    changes: tuple[AirChange, ...]
    refused: tuple[Unplanned, ...]

    @property
    def hamlets(self) -> frozenset[str]:
        """The hamlets that would hear anything otherwise."""
        return frozenset(hamlet for change in self.changes for hamlet in change.hamlets)

    @property
    def refusals(self) -> tuple[tuple[datetime, Refused, tuple[str, ...]], ...]:
        """The starts that would newly not air, the hamlets with one reason together."""
        alike: defaultdict[tuple[datetime, str, str], list[Unplanned]] = defaultdict(list)
        for one in self.refused:
            alike[one.start_at, one.because.code, repr(sorted(one.because.facts.items()))].append(one)
        return tuple(
            (ones[0].start_at, ones[0].because, tuple(one.hamlet for one in ones)) for ones in alike.values()
        )


def compare(before: Horizon, after: Horizon) -> WhatIf:
    """Return what differs, hamlets with the same difference together."""
    old, new = _by_place(before.broadcasts), _by_place(after.broadcasts)
    alike: defaultdict[tuple[datetime, str, str, Rundown | None, Rundown | None], list[str]] = defaultdict(
        list
    )
    for key in old.keys() | new.keys():
        was, will = old.get(key), new.get(key)
        one = will or was
        if one is None or (was and will and _heard(was.rundown) == _heard(will.rundown)):
            continue
        was_heard, will_hear = was.rundown if was else None, will.rundown if will else None
        place = (one.start_at, one.schedule_id, one.title, was_heard, will_hear)
        alike[place].append(one.hamlet)
    changes = (
        AirChange(schedule_id, title, start_at, tuple(sorted(hamlets)), was_heard, will_hear)
        for (start_at, schedule_id, title, was_heard, will_hear), hamlets in alike.items()
    )
    known = {(one.schedule_id, one.start_at, one.hamlet, one.because.code) for one in before.unplanned}
    refused = tuple(
        one
        for one in after.unplanned
        if (one.schedule_id, one.start_at, one.hamlet, one.because.code) not in known
    )
    return WhatIf(
        tuple(sorted(changes, key=lambda one: (one.start_at, one.schedule_id, one.hamlets))), refused
    )


def _by_place(broadcasts: Iterable[Broadcast]) -> dict[tuple[datetime, str], Broadcast]:
    """Return them by what a hamlet notices: one thing sounds at a time, whichever schedule it comes from."""
    return {(one.start_at, one.hamlet): one for one in broadcasts}


def _heard(rundown: Rundown) -> list[tuple[str, int, int]]:
    return [(item.sound, item.offset_ms, item.duration_ms) for item in rundown.items]
