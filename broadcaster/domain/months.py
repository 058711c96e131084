"""Months, each named by its first day."""

from collections.abc import Iterator
from datetime import date, timedelta


def month_of(day: date) -> date:
    """Return the first day of the month of `day`."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """Return the first day of the month after that of `day`."""
    return month_of(month_of(day) + timedelta(days=32))


def last_day(day: date) -> date:
    """Return the last day of the month of `day`."""
    return next_month(day) - timedelta(days=1)


def months_between(first_on: date, last_on: date) -> Iterator[date]:
    """Yield the months from that of one day to that of the other."""
    month_on = month_of(first_on)
    while month_on <= last_on:
        yield month_on
        month_on = next_month(month_on)
