"""The schedule (*lịch phát*): what comes back when, where, and how long it may last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.domain.playlist import Playlist
from broadcaster.domain.recurrence import DayRule, Recurrence, occurrences

DAY_MS = 86_400_000
LATE_MS = 60_000
"""How late a broadcast may still start, unless its schedule says otherwise, in milliseconds."""


@dataclass(frozen=True)
class Slot:
    """Air time (*khung giờ*): a recurrence, a length up to a day, and hamlets (none: the whole commune)."""

    recurrence: Recurrence
    length_ms: int
    hamlets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.length_ms <= DAY_MS:
            raise ValueError(f"a slot lasts up to a day: {self.length_ms} ms")
        if len(self.hamlets) > 1 and len(set(self.hamlets)) < len(self.hamlets):
            raise ValueError(f"a slot names each hamlet once: {self.hamlets}")

    @property
    def length(self) -> timedelta:
        """Its length as a difference of instants."""
        return timedelta(milliseconds=self.length_ms)

    def reaches(self, hamlet: str) -> bool:
        """Tell whether this air time is the hamlet's too."""
        return not self.hamlets or hamlet in self.hamlets

    def shares_hamlet(self, other: "Slot") -> bool:
        """Tell whether some hamlet would hear both."""
        return not self.hamlets or not other.hamlets or not set(self.hamlets).isdisjoint(other.hamlets)


@dataclass
class Schedule:
    """A programme, or one playlist chosen by a person, in a slot. An entity: it is known by its `id`.

    Exactly one of `programme_id` and `playlist` is given. `ended_at` is when somebody took it off the air.
    """

    id: str
    commune: str
    name: str
    recurrence: Recurrence
    length_ms: int
    hamlets: tuple[str, ...] = ()
    programme_id: str | None = None
    playlist: Playlist | None = None
    late_ms: int = LATE_MS
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        if (self.programme_id is None) == (self.playlist is None):
            raise ValueError(f"{self.id}: a schedule airs either a programme or a playlist")
        _ = self.slot

    @property
    def slot(self) -> Slot:
        """The air time that this schedule takes."""
        return Slot(self.recurrence, self.length_ms, self.hamlets)


Start = tuple[datetime, str]
"""When something starts (UTC), and the id of its schedule."""


def starts_by_hamlet(
    slots: Mapping[str, Slot], hamlets: Iterable[str], zone: str, from_at: datetime, until_at: datetime
) -> dict[str, list[Start]]:
    """Return, by hamlet and in order, what starts from `from_at` on and before `until_at`; `slots` by id.

    Equal rules are worked out once, and so is what the whole commune hears.
    """
    known: dict[tuple[DayRule, tuple[int, ...]], list[datetime]] = {}
    everywhere: list[Start] = []
    starts: dict[str, list[Start]] = {hamlet: [] for hamlet in hamlets}
    for name, slot in slots.items():
        rule = slot.recurrence
        # A bare tuple: thousands are looked up, and comparing dataclasses was a third of the whole.
        key = (rule.days, rule.clock_ms)
        times = known.get(key)
        if times is None:
            times = known[key] = occurrences(rule, zone, from_at, until_at)
        own = [(start_at, name) for start_at in times]
        for hamlet in slot.hamlets:
            if hamlet in starts:
                starts[hamlet] += own
        if not slot.hamlets:
            everywhere += own
    return {hamlet: sorted(everywhere + own) for hamlet, own in starts.items()}
