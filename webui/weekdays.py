"""Days of the week in few words: "thứ Hai đến thứ Bảy"."""

from datetime import date, timedelta
from typing import Protocol

from broadcaster.domain.recurrence import EVERY_DAY
from webui import figures
from webui.language import _

MONDAY = date(2026, 1, 5)
"""Some Monday, to name days by."""
WEEKDAYS = tuple(MONDAY + timedelta(days=nth) for nth in range(7))


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


def _name(day: int) -> str:
    return figures.weekday(MONDAY + timedelta(days=day))
