"""The day in words: how morning, noon, afternoon and evening went, for the headline and the phone's table."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from broadcaster.domain.asrun import Outcome
from broadcaster.queries.on_air import AirBlock, Tally
from webui.board import QUIET, Row

HourOf = Callable[[datetime], int]
STARTS = (0, 4, 11, 14, 18)
"""The hours at which a part of the day begins: night, morning, noon, afternoon, evening."""


@dataclass(frozen=True)
class DayPart:
    """A part of the day, known by the hour at which it begins, and how its plays stand."""

    hour: int
    tally: Tally

    @property
    def counts(self) -> tuple[tuple[Outcome, int], ...]:
        """The plays by outcome, all that lie ahead counted together as planned."""
        ahead = self.tally.of(*QUIET)
        settled = tuple((outcome, count) for outcome, count in self.tally.counts if outcome not in QUIET)
        return (*settled, (Outcome.PLANNED, ahead)) if ahead else settled


def part(hour: int) -> int:
    """Return the hour at which the part of the day around `hour` begins."""
    return max(start for start in STARTS if start <= hour)


def parts(blocks: Iterable[AirBlock], hour_of: HourOf) -> tuple[DayPart, ...]:
    """Sum up plays by part of the day, in the order of the day; parts without any are left out."""
    sums: dict[int, dict[Outcome, int]] = defaultdict(lambda: defaultdict(int))
    for block in blocks:
        for outcome, count in block.tally.counts:
            sums[part(hour_of(block.starts_at))][outcome] += count
    return tuple(DayPart(hour, Tally(tuple(sums[hour].items()))) for hour in sorted(sums))


def cells(row: Row, columns: tuple[DayPart, ...], hour_of: HourOf) -> tuple[Tally | None, ...]:
    """Return how one row fared in each part of the day, None where it was silent."""
    own = {each.hour: each.tally for each in parts(row.blocks, hour_of)}
    return tuple(own.get(column.hour) for column in columns)
