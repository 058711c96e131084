"""Days of the week in few words: "thứ Hai đến thứ Bảy", and back from "T2-T7, CN"."""

import re
from datetime import date, timedelta
from typing import Protocol

from broadcaster.domain.recurrence import EVERY_DAY
from webui import figures
from webui.language import _

MONDAY = date(2026, 1, 5)
"""Some Monday, to name days by."""
WEEKDAYS = tuple(MONDAY + timedelta(days=nth) for nth in range(7))
_SHORT = {"t2": 0, "t3": 1, "t4": 2, "t5": 3, "t6": 4, "t7": 5, "cn": 6}
_RANGE = re.compile(r"(t[2-7]|cn)(?:\s*[-–]\s*(t[2-7]|cn))?")


class OnWeekdays(Protocol):
    """Anything that falls on days of the week, 0 being Monday."""

    @property
    def weekdays(self) -> frozenset[int]:
        """The days."""
        ...


def weekdays_words(rule: OnWeekdays) -> str:
    """Name the days of a rule; days in a row are named by their ends."""
    days = sorted(rule.weekdays)
    if rule.weekdays == EVERY_DAY:
        return _("hằng ngày")
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return _("%(first)s đến %(last)s", first=_name(days[0]), last=_name(days[-1]))
    return ", ".join(_name(day) for day in days)


def read_weekdays(text: str) -> frozenset[int]:
    """Read "T2-T7, CN"; nothing at all means every day. Raises ValueError for anything else."""
    typed = text.strip().strip(":").casefold()
    if not typed:
        return EVERY_DAY
    days: set[int] = set()
    for part in re.split(r"[,;]\s*", typed):
        found = _RANGE.fullmatch(part.strip())
        if found is None:
            raise ValueError(text)
        first, last = _SHORT[found[1]], _SHORT[found[2] or found[1]]
        if last < first:
            raise ValueError(text)
        days |= set(range(first, last + 1))
    return frozenset(days)


def _name(day: int) -> str:
    return figures.weekday(MONDAY + timedelta(days=day))
