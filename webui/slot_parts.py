"""What one slot of the week is made of, drawn to the scale of the day within the slot's own height."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from broadcaster.queries.on_air import AirItem
from broadcaster.queries.timetable import PlannedAiring
from webui.dress import runs

HEAD = 20
"""So many pixels at the top of a slot belong to its hour and name."""
TALL_ENOUGH = 56
"""A lower slot shows its hour and name only."""
READABLE = 15


@dataclass(frozen=True)
class Part:
    """One part of an airing: vertical pixels within the column. Its title is written where there is room for it."""

    item: AirItem
    y: float
    height: float

    @property
    def is_readable(self) -> bool:
        """Tell whether a line of text fits."""
        return self.height >= READABLE


def slot_parts(airing: PlannedAiring, y: float, height: float) -> tuple[Part, ...]:
    """Lay an airing's parts out below its head; nothing where there is no room for them."""
    items: Sequence[AirItem] = runs(airing.items)
    whole_s = (airing.ends_at - airing.starts_at).total_seconds()
    if height < TALL_ENOUGH or whole_s <= 0 or not items:
        return ()
    begins = [(item.starts_at - airing.starts_at).total_seconds() / whole_s for item in items]
    edges = [max(y + height * share, y + HEAD) for share in (*begins, 1.0)]
    placed = zip(items, pairwise(edges), strict=True)
    return tuple(
        Part(item, round(top, 1), round(bottom - top, 1)) for item, (top, bottom) in placed if bottom > top
    )
