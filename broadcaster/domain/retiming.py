"""Moving, leaving out and copying single occurrences: which schedules are different afterwards, and which are new."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time

from broadcaster.domain.errors import StationError
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.schedule import Schedule
from broadcaster.domain.types import new_id

NewId = Callable[[], str]


@dataclass(frozen=True)
class Place:
    """Where an occurrence stands in the timetable, by the commune's clock, and how long it may last."""

    on: date
    at: time
    length_ms: int


def leave_out(
    schedule: Schedule, on: date, at: time, *, over: time | None = None, ids: NewId = new_id
) -> tuple[Schedule, ...]:
    """Return what is left when one occurrence falls out: the rule without that day, and its other times as singles.

    Of the other times those up to `over` have been on air and are not said again (None: none has). StationError
    `not_found` where the schedule does not start then; `last_occurrence` for the only one: end the schedule.
    """
    _check_occurs(schedule, on, at)
    rule = schedule.recurrence
    if rule.is_single:
        raise StationError("last_occurrence", name=schedule.name)
    without = Recurrence(rule.weekdays, rule.times, rule.first_on, rule.last_on, rule.except_on | {on})
    times = [other for other in rule.times if other != at and (over is None or other > over)]
    others = (_single(schedule, Place(on, other, schedule.length_ms), ids) for other in times)
    return replace(schedule, recurrence=without), *others


def move_once(
    schedule: Schedule, on: date, at: time, to: Place, *, over: time | None = None, ids: NewId = new_id
) -> tuple[Schedule, ...]:
    """Return what stands when one occurrence moves; `over` as in `leave_out`. StationError `not_found`."""
    _check_occurs(schedule, on, at)
    if schedule.recurrence.is_single:
        return (replace(schedule, recurrence=Recurrence.once(to.on, to.at), length_ms=to.length_ms),)
    return (*leave_out(schedule, on, at, over=over, ids=ids), _single(schedule, to, ids))


def move_all(schedule: Schedule, on: date, at: time, to: Place) -> tuple[Schedule, ...]:
    """Return the schedule with that hour, and its only weekday, moved for every occurrence to come.

    StationError `not_found`; `one_day_only` where the day changes and the rule has several weekdays; `hour_taken`.
    """
    _check_occurs(schedule, on, at)
    rule = schedule.recurrence
    if rule.is_single:
        return move_once(schedule, on, at, to)
    if to.on.weekday() != on.weekday() and len(rule.weekdays) > 1:
        raise StationError("one_day_only")
    if to.at != at and to.at in rule.times:
        raise StationError("hour_taken", at=f"{to.at:%H:%M}")
    times = tuple(sorted({*rule.times} - {at} | {to.at}))
    weekdays = rule.weekdays - {on.weekday()} | {to.on.weekday()}
    moved = Recurrence(weekdays, times, rule.first_on, rule.last_on, rule.except_on)
    return (replace(schedule, recurrence=moved, length_ms=to.length_ms),)


def copy_to(schedule: Schedule, at: time, to: date, *, ids: NewId = new_id) -> Schedule:
    """Return a single broadcast like an occurrence of the schedule, on another day."""
    return _single(schedule, Place(to, at, schedule.length_ms), ids)


def _check_occurs(schedule: Schedule, on: date, at: time) -> None:
    rule = schedule.recurrence
    if schedule.ended_at is not None or at not in rule.times or not rule.falls_on(on):
        raise StationError("not_found", kind="broadcast")


def _single(schedule: Schedule, place: Place, ids: NewId) -> Schedule:
    return replace(
        schedule, id=ids(), recurrence=Recurrence.once(place.on, place.at), length_ms=place.length_ms
    )
