"""The air of one hamlet while its days are planned: what sounds when, and what is heard by then."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.air_time import Span, refusal, span_of
from broadcaster.domain.candidate import Airing
from broadcaster.domain.rundown import Rundown, Skip


@dataclass(frozen=True)
class Refused:
    """Why a start does not air: `code` is nothing_to_air, clash, or a rule of the air hours."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    skipped: tuple[tuple[str, Skip], ...] = ()


class HamletAir:
    """Gathers what airs in one hamlet, and refuses what may not air beside it."""

    def __init__(
        self, hamlet: str, zone: str, air_hours: Sequence[AirHours], heard: Iterable[Airing]
    ) -> None:
        self._heard = {(airing.bulletin_id, airing.start_at): airing for airing in heard}
        self.hamlet = hamlet
        self._zone = zone
        self._air_hours = air_hours
        self._sounding: list[tuple[datetime, datetime, str]] = []
        self._spans: defaultdict[date, list[Span]] = defaultdict(list)

    @property
    def heard(self) -> Iterable[Airing]:
        """What the hamlet heard, or will have heard or hear, by what is planned so far."""
        return self._heard.values()

    def take(self, schedule_id: str, start_at: datetime, rundown: Rundown, topics: Mapping[str, str]) -> None:
        """Note a broadcast that airs, whatever the rules say of it now."""
        day, span = span_of(start_at, rundown.duration_ms, self._zone)
        end_at = start_at + timedelta(milliseconds=rundown.duration_ms)
        self._spans[day].append(span)
        self._sounding.append((start_at, end_at, schedule_id))
        for airing in airings(self.hamlet, start_at, rundown, topics):
            self._heard.setdefault((airing.bulletin_id, start_at), airing)

    def refusal(self, start_at: datetime, rundown: Rundown) -> Refused | None:
        """Return why a rundown may not air at that start, None where it may."""
        if not rundown.items:
            return Refused("nothing_to_air", skipped=rundown.skipped)
        end_at = start_at + timedelta(milliseconds=rundown.duration_ms)
        for other_start, other_end, schedule_id in self._sounding:
            if other_start < end_at and start_at < other_end:
                return Refused("clash", {"schedule_id": schedule_id, "at": max(start_at, other_start)})
        day, span = span_of(start_at, rundown.duration_ms, self._zone)
        refused = refusal(self._air_hours, self.hamlet, day, [*self._spans[day], span])
        if refused is None:
            return None
        # Hamlets that are alike are planned once: what is said of one must be true of all.
        return Refused(refused.code, {name: fact for name, fact in refused.facts.items() if name != "hamlet"})


def airings(
    hamlet: str, start_at: datetime, rundown: Rundown, topics: Mapping[str, str]
) -> tuple[Airing, ...]:
    """Return what a hamlet hears of bulletins in a rundown; `topics` by bulletin id, unknown ones are ""."""
    return tuple(
        Airing(item.bulletin_id, hamlet, start_at, item.topic or topics.get(item.bulletin_id, ""))
        for item in rundown.items
        if item.bulletin_id
    )
