"""When a hamlet's loudspeakers could still say something: open hours, less what is on air already."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from broadcaster.domain.air_hours import AirHours, in_force
from broadcaster.domain.air_time import refusal, span_of
from broadcaster.domain.calendar import day_span, moment_at
from broadcaster.domain.errors import StationError

STEP = timedelta(minutes=5)
"""Starts are offered on the clock's five minutes."""
_MIDNIGHT = time(0)
Sounding = tuple[datetime, datetime]


@dataclass(frozen=True)
class FreeTime:
    """A start may lie from `first_at` to `last_at`, both included."""

    first_at: datetime
    last_at: datetime


def free_times(
    day: date,
    *,
    hamlet: str,
    length_ms: int,
    sounding: Iterable[Sounding],
    decisions: Sequence[AirHours],
    zone: str,
    not_before: datetime,
) -> tuple[FreeTime, ...]:
    """Return when something of this length could start on a day of the commune; nothing where no rule allows it."""
    taken = sorted(sounding)
    length = timedelta(milliseconds=length_ms)
    _, until_at = day_span(day, zone)
    spans = [
        span
        for start, end in taken
        for on, span in [span_of(start, round((end - start) / timedelta(milliseconds=1)), zone)]
        if on == day
    ]
    found = []
    for opens_at, closes_at in _open(day, decisions, zone, until_at):
        for first_at, end_at in _gaps(max(opens_at, not_before), closes_at, taken):
            start_at = _rounded_up(first_at)
            _, span = span_of(start_at, length_ms, zone)
            if start_at + length <= end_at and refusal(decisions, hamlet, day, [*spans, span]) is None:
                found.append(FreeTime(start_at, _rounded_down(end_at - length)))
    return tuple(found)


def _open(
    day: date, decisions: Sequence[AirHours], zone: str, until_at: datetime
) -> Iterator[tuple[datetime, datetime]]:
    try:
        hours = in_force(decisions, day)
    except StationError:
        return
    for window in sorted(hours.windows, key=lambda one: one.opens):
        if day.weekday() in window.weekdays:
            closes_at = until_at if window.closes == _MIDNIGHT else moment_at(day, window.closes, zone)
            yield moment_at(day, window.opens, zone), closes_at


def _gaps(first_at: datetime, last_at: datetime, taken: Sequence[Sounding]) -> Iterator[Sounding]:
    free_from = first_at
    for start, end in taken:
        if end <= free_from or start >= last_at:
            continue
        if start > free_from:
            yield free_from, start
        free_from = max(free_from, end)
    if free_from < last_at:
        yield free_from, last_at


def _rounded_up(moment: datetime) -> datetime:
    return moment + (-(moment - datetime.min.replace(tzinfo=moment.tzinfo)) % STEP)


def _rounded_down(moment: datetime) -> datetime:
    return moment - ((moment - datetime.min.replace(tzinfo=moment.tzinfo)) % STEP)
