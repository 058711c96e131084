"""Windows of whole months that a page can be asked for: a month, a quarter or a year, by name."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from broadcaster.domain.months import last_day, month_of, months_between
from webui.language import _

_NAME = re.compile(r"(\d{4})(?:-(\d{2})|-Q([1-4]))?")


@dataclass(frozen=True)
class Period:
    """A month ("2026-11"), a quarter ("2026-Q4") or a year ("2026"), as far as it has come."""

    name: str
    from_on: date
    until_on: date
    today: date

    @property
    def months(self) -> tuple[date, ...]:
        """The months of it that have begun."""
        return tuple(months_between(self.from_on, min(self.until_on, self.today)))

    @property
    def is_under_way(self) -> bool:
        """Tell whether it is not over yet."""
        return self.until_on >= self.today

    def __str__(self) -> str:
        """Say it as people do: "tháng 11/2026", "quý IV/2026", "năm 2026"."""
        if "Q" in self.name:
            quarter = ("I", "II", "III", "IV")[int(self.name[-1]) - 1]
            return _("quý %(quarter)s/%(year)s", quarter=quarter, year=self.from_on.year)
        if len(self.name) == 4:
            return _("năm %(year)s", year=self.name)
        return _("tháng %(month)s", month=f"{self.from_on:%m/%Y}")

    @property
    def before(self) -> "Period":
        """The period of the same length before it."""
        return _containing(self.from_on - timedelta(days=1), self.name, self.today)

    @property
    def after(self) -> "Period | None":
        """The one after it, None where that has not begun."""
        later_on = self.until_on + timedelta(days=1)
        return _containing(later_on, self.name, self.today) if later_on <= self.today else None

    def of_length(self, kind: str) -> "Period":
        """Return the month, quarter or year (told by the shape of a name) around its last day that has come."""
        return _containing(min(self.until_on, self.today), kind, self.today)


def read_period(text: str, today: date) -> Period:
    """Read a name; anything else, or what has not begun, is the present month."""
    found = _NAME.fullmatch(text)
    if found and 2000 <= int(found[1]) < 3000 and 1 <= int(found[2] or 1) <= 12:
        month = int(found[2] or 1) if not found[3] else 3 * int(found[3]) - 2
        period = _containing(date(int(found[1]), month, 1), text, today)
        if period.from_on <= today:
            return period
    return _containing(today, "2000-01", today)


def _containing(day: date, like: str, today: date) -> Period:
    """Return the period around a day, of the same length as the named one."""
    if "Q" in like:
        quarter = (day.month - 1) // 3
        first_on = date(day.year, 3 * quarter + 1, 1)
        return Period(
            f"{day.year}-Q{quarter + 1}", first_on, last_day(date(day.year, 3 * quarter + 3, 1)), today
        )
    if len(like) == 4:
        return Period(f"{day.year}", date(day.year, 1, 1), date(day.year, 12, 31), today)
    return Period(f"{day:%Y-%m}", month_of(day), last_day(day), today)
