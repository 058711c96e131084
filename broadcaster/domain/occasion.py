"""One start in one hamlet, what was heard there before, and which candidates that rules out."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from broadcaster.domain.calendar import day_of
from broadcaster.domain.candidate import Airing, Candidate
from broadcaster.domain.programme_parts import Limits
from broadcaster.domain.rundown import Skip


@dataclass(frozen=True)
class Occasion:
    """When and where something will air, and the hamlet's memory.

    `day` and `last_day` are the commune's days in which it begins and ends; `heard` the starts of each
    bulletin's other airings here; `topics_of_month` how often each topic aired here in the month of `day`.
    """

    hamlet: str
    start_at: datetime
    day: date
    last_day: date
    zone: str
    heard: dict[str, list[datetime]]
    topics_of_month: Counter[str]

    @classmethod
    def of(
        cls, hamlet: str, start_at: datetime, length_ms: int, history: Iterable[Airing], zone: str
    ) -> Self:
        """Make it from the airings, of which those of other hamlets do not count."""
        day = day_of(start_at, zone)
        last_day = day_of(start_at + timedelta(milliseconds=length_ms - 1), zone)
        heard: defaultdict[str, list[datetime]] = defaultdict(list)
        topics: Counter[str] = Counter()
        for airing in history:
            if airing.hamlet == hamlet:
                heard[airing.bulletin_id].append(airing.start_at)
                aired_on = day_of(airing.start_at, zone)
                topics[airing.topic] += (aired_on.year, aired_on.month) == (day.year, day.month)
        return cls(hamlet, start_at, day, last_day, zone, dict(heard), topics)

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
