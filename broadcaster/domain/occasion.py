"""One start in one hamlet, what was heard there before, and which candidates that rules out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Self

from broadcaster.domain.calendar import day_of
from broadcaster.domain.candidate import Airing, Candidate
from broadcaster.domain.programme_parts import Limits
from broadcaster.domain.rundown import Skip
from broadcaster.domain.rundown_edit import NO_WISHES, Wishes
from broadcaster.domain.special_day import NO_RULES, DayRules
from broadcaster.domain.types import Sha256

LastDays = Mapping[Sha256, date]
"""The last day on which a sound may air by itself; what is not named may air for ever."""
NO_LAST_DAYS: LastDays = {}


@dataclass(frozen=True)
class Occasion:
    """When and where something will air, and the hamlet's memory.

    `day` and `last_day` are the commune's days in which it begins and ends; `airings` all others of the
    hamlet, `heard` their starts by bulletin; `wishes` what people want of it, `rules` what the day asks for;
    `last_days` when the right to air a sound ends.
    """

    hamlet: str
    start_at: datetime
    day: date
    last_day: date
    zone: str
    airings: tuple[Airing, ...]
    heard: dict[str, list[datetime]]
    wishes: Wishes = NO_WISHES
    rules: DayRules = NO_RULES
    last_days: LastDays = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        hamlet: str,
        start_at: datetime,
        length_ms: int,
        history: Iterable[Airing],
        zone: str,
        *,
        wishes: Wishes = NO_WISHES,
        rules: DayRules = NO_RULES,
        last_days: LastDays = NO_LAST_DAYS,
    ) -> Self:
        """Make it from the airings, of which those of other hamlets do not count."""
        airings = tuple(airing for airing in history if airing.hamlet == hamlet)
        heard: defaultdict[str, list[datetime]] = defaultdict(list)
        for airing in airings:
            heard[airing.bulletin_id].append(airing.start_at)
        last_moment = start_at + timedelta(milliseconds=length_ms - 1)
        return cls(
            hamlet,
            start_at,
            day_of(start_at, zone),
            day_of(last_moment, zone),
            zone,
            airings,
            dict(heard),
            wishes,
            rules,
            last_days,
        )

    def outlives(self, sound: Sha256, last_on: date | None = None) -> bool:
        """Tell whether the right to air a sound ends before this does; `last_on` counts where nobody says a day."""
        ends_on = self.last_days.get(sound, last_on)
        return ends_on is not None and ends_on < self.last_day

    def topics_of_month(self) -> Counter[str]:
        """Count how often each topic was, or will be, on air here in this month."""
        aired_on = ((airing.topic, day_of(airing.start_at, self.zone)) for airing in self.airings)
        month = (self.day.year, self.day.month)
        return Counter(topic for topic, day in aired_on if (day.year, day.month) == month)

    def times_heard(self, bulletin_id: str) -> int:
        """Count the other airings of a bulletin here."""
        return len(self.heard.get(bulletin_id, ()))

    def heard_this_day(self, bulletin_id: str) -> int:
        """Count those of the same day."""
        return sum(day_of(at, self.zone) == self.day for at in self.heard.get(bulletin_id, ()))

    def heard_before_on_this_day(self, bulletin_id: str) -> bool:
        """Tell whether the hamlet heard it earlier on the same day."""
        return any(
            at < self.start_at and day_of(at, self.zone) == self.day for at in self.heard.get(bulletin_id, ())
        )


def barred(candidate: Candidate, occasion: Occasion) -> Skip | None:
    """Return why a candidate may not air on this occasion at all, None where it may."""
    if candidate.bulletin_id in occasion.wishes.skipped:
        return Skip.BY_PERSON
    if not candidate.concerns(occasion.hamlet):
        return Skip.OTHER_HAMLET
    if candidate.approved_at > occasion.start_at:
        return Skip.NOT_YET
    if candidate.expires_on is not None and candidate.expires_on < occasion.last_day:
        return Skip.EXPIRED
    return None


def beyond(limits: Limits, candidate: Candidate, occasion: Occasion) -> Skip | None:
    """Return which limit of a part an item of its kind breaks on this occasion, None where none."""
    age = occasion.start_at - candidate.approved_at
    if limits.fresh_days is not None and age > timedelta(days=limits.fresh_days):
        return Skip.STALE
    heard = occasion.heard.get(candidate.bulletin_id)
    if not heard:
        return None
    if limits.airings is not None and len(heard) >= limits.airings:
        return Skip.REPEAT_LIMIT
    if (
        limits.airings_a_day is not None
        and occasion.heard_this_day(candidate.bulletin_id) >= limits.airings_a_day
    ):
        return Skip.REPEAT_LIMIT
    apart = timedelta(milliseconds=limits.apart_ms)
    if any(abs(at - occasion.start_at) < apart for at in heard):
        return Skip.TOO_SOON
    return None
