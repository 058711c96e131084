"""Days that are not like others: holidays, days of mourning, days of a campaign; by either calendar."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from broadcaster.domain.errors import StationError
from broadcaster.domain.lunar import lunar_of
from broadcaster.domain.types import new_id

LONGEST_SPAN = 15
"""Days in a row; what lasts longer is a schedule of its own."""
_LEAP_YEAR = 2024
"""Has every day of the civil calendar."""


class DayEffect(enum.Enum):
    """What such a day does to the programmes."""

    NOTE = "note"
    """Stands in the calendar and changes nothing."""
    SILENT = "silent"
    """What recurs does not air; what a person puts on air for that very day does."""
    NO_MUSIC = "no_music"
    """Music and fillers fall out, as on days of national mourning; words stay."""
    TOPIC = "topic"
    """Each hamlet hears something on the day's topic before other routine news, where there is material."""


@dataclass
class SpecialDay:
    """A rule for days, `days` in a row from `month`/`day` of the civil or lunar calendar; `year` None: each year.

    `year` is the civil year in which the first of them falls. An entity; `ended_at` is when somebody ended the rule.
    """

    id: str
    commune_id: str
    name: str
    effect: DayEffect
    month: int
    day: int
    is_lunar: bool
    year: int | None
    days: int
    topic: str
    made_by: str | None
    made_at: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None

    def falls_on(self, day: date) -> bool:
        """Tell whether a day is one of them; a leap month repeats nothing."""
        return any(self._begins_on(day - timedelta(days=nth)) for nth in range(self.days))

    def _begins_on(self, day: date) -> bool:
        if self.year is not None and day.year != self.year:
            return False
        if not self.is_lunar:
            return (day.month, day.day) == (self.month, self.day)
        moon = lunar_of(day)
        if moon.is_leap or moon.month != self.month:
            return False
        if self.day == 30 and moon.day == 29:  # the last day of a month that has only 29
            return lunar_of(day + timedelta(days=1)).day == 1
        return moon.day == self.day


def make_special_day(
    *,
    commune_id: str,
    name: str,
    effect: DayEffect,
    month: int,
    day: int,
    is_lunar: bool = False,
    year: int | None = None,
    days: int = 1,
    topic: str = "",
    made_by: str | None,
    now: datetime,
) -> SpecialDay:
    """Make a rule. StationError `name_missing`, `no_such_day`, `day_span`, `day_topic`."""
    if not name.strip():
        raise StationError("name_missing")
    if not _exists(month, day, is_lunar=is_lunar, year=year):
        raise StationError("no_such_day", day=day, month=month)
    if not 1 <= days <= LONGEST_SPAN:
        raise StationError("day_span", limit=LONGEST_SPAN)
    if (effect is DayEffect.TOPIC) != bool(topic):
        raise StationError("day_topic")
    return SpecialDay(
        new_id(), commune_id, name.strip(), effect, month, day, is_lunar, year, days, topic, made_by, now
    )


def _exists(month: int, day: int, *, is_lunar: bool, year: int | None) -> bool:
    if is_lunar:
        return 1 <= month <= 12 and 1 <= day <= 30
    try:
        date(year or _LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class DayRules:
    """What all special days together say of one day; `silent` is the name of the one that keeps it silent, or ""."""

    silent: str = ""
    no_music: str = ""
    topics: tuple[str, ...] = ()


NO_RULES = DayRules()


def rules_on(day: date, special: Iterable[SpecialDay]) -> DayRules:
    """Gather the rules of a day."""
    here = [one for one in special if one.ended_at is None and one.falls_on(day)]
    return DayRules(
        silent=next((one.name for one in here if one.effect is DayEffect.SILENT), ""),
        no_music=next((one.name for one in here if one.effect is DayEffect.NO_MUSIC), ""),
        topics=tuple(dict.fromkeys(one.topic for one in here if one.effect is DayEffect.TOPIC)),
    )
