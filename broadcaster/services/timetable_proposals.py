"""Changes of the timetable that nobody has saved yet: another hour, nothing today, no more, a day like another."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from broadcaster.domain import retiming
from broadcaster.domain.calendar import local, moment_at
from broadcaster.domain.errors import StationError
from broadcaster.domain.horizon import Station
from broadcaster.domain.people import Act, Person
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.retiming import Place
from broadcaster.domain.schedule import Schedule
from broadcaster.services import timetable


@dataclass(frozen=True)
class Proposal:
    """A change that nobody has saved: `act` and `subject` say what it is, `schedules` are as they shall be."""

    act: str
    subject: str
    schedules: tuple[Schedule, ...]

    def within(self, station: Station) -> Station:
        """Return the station as it would be."""
        changed = {one.id: one for one in self.schedules}
        kept = [one for one in station.schedules if one.id not in changed]
        return replace(station, schedules=[*kept, *self.schedules])


def move(
    session: Session,
    schedule_id: str,
    start_at: datetime,
    to: Place,
    *,
    every: bool,
    by: Person,
    now: datetime,
) -> Proposal:
    """Propose another hour, day or length for one occurrence, or for `every` one to come. StationError `start_past`."""
    schedule, on, at, over = _occurrence(session, schedule_id, start_at, by, now)
    if every:
        return Proposal("moved_all", schedule.name, retiming.move_all(schedule, on, at, to))
    return Proposal("moved", schedule.name, retiming.move_once(schedule, on, at, to, over=over))


def skip(session: Session, schedule_id: str, start_at: datetime, *, by: Person, now: datetime) -> Proposal:
    """Propose that one occurrence does not air; the only one of its schedule ends that."""
    schedule, on, at, over = _occurrence(session, schedule_id, start_at, by, now)
    if schedule.recurrence.is_single:
        return Proposal("skipped", schedule.name, (replace(schedule, ended_at=now),))
    return Proposal("skipped", schedule.name, retiming.leave_out(schedule, on, at, over=over))


def end(session: Session, schedule_id: str, *, by: Person, now: datetime) -> Proposal:
    """Propose that a schedule airs no more from now on; what sounds already sounds to its end."""
    by.require(Act.SCHEDULE)
    found = session.get(Schedule, schedule_id)
    if found is None or found.commune != by.commune_id:
        raise StationError("not_found", kind="schedule")
    return Proposal("ended", found.name, (replace(found, ended_at=found.ended_at or now),))


def skip_day(session: Session, day: date, *, by: Person, now: datetime) -> Proposal:
    """Propose that nothing of the timetable airs on a day. StationError `day_empty`."""
    rest = []
    for schedule in _on(session, day, by):
        rule = schedule.recurrence
        if rule.is_single:
            rest.append(replace(schedule, ended_at=now))
        else:
            without = Recurrence(
                rule.weekdays, rule.times, rule.first_on, rule.last_on, rule.except_on | {day}
            )
            rest.append(replace(schedule, recurrence=without))
    return Proposal("day_skipped", f"{day:%d/%m/%Y}", tuple(rest))


def copy(session: Session, from_day: date, to_day: date, *, by: Person, now: datetime) -> Proposal:
    """Propose that a day airs what another one does, beside what it has. StationError `day_empty`, `start_past`."""
    zone = timetable.zone_name(session, by.commune_id)
    there = {(one.name, at) for one in _all_on(session, to_day, by) for at in one.recurrence.times}
    copies = tuple(
        retiming.copy_to(schedule, at, to_day)
        for schedule in _on(session, from_day, by)
        for at in schedule.recurrence.times
        if (schedule.name, at) not in there
    )
    if any(moment_at(to_day, one.recurrence.times[0], zone) <= now for one in copies):
        raise StationError("start_past")
    return Proposal("day_copied", f"{from_day:%d/%m/%Y} → {to_day:%d/%m/%Y}", copies)


def _occurrence(
    session: Session, schedule_id: str, start_at: datetime, by: Person, now: datetime
) -> tuple[Schedule, date, time, time | None]:
    """Return a schedule, the day and time of its occurrence, and up to when that day is over."""
    by.require(Act.SCHEDULE)
    found = session.get(Schedule, schedule_id)
    if found is None or found.commune != by.commune_id:
        raise StationError("not_found", kind="schedule")
    if start_at <= now:
        raise StationError("start_past")
    zone = timetable.zone_name(session, by.commune_id)
    there, here = local(start_at, zone), local(now, zone)
    over = here.time() if here.date() == there.date() else None
    return found, there.date(), there.time().replace(microsecond=0), over


def _on(session: Session, day: date, by: Person) -> list[Schedule]:
    by.require(Act.SCHEDULE)
    found = _all_on(session, day, by)
    if not found:
        raise StationError("day_empty")
    return found


def _all_on(session: Session, day: date, by: Person) -> list[Schedule]:
    current = timetable.current_schedules(session, by.commune_id)
    return [one for one in current if one.recurrence.falls_on(day)]
