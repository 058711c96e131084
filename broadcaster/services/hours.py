"""The air hours: what one person enters and another confirms, and how they stand for every speaker's policy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows, hours_tables
from broadcaster.db.hours_tables import hours_proposals
from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.calendar import day_of, day_span
from broadcaster.domain.errors import StationError
from broadcaster.domain.hours_proposal import HoursProposal, check_hours
from broadcaster.domain.people import Act, Person
from broadcaster.domain.types import new_id
from broadcaster.services import audit, planning_marks, timetable


@dataclass(frozen=True)
class HoursInForce:
    """The commune's air hours as they stand, and since when."""

    hours: AirHours
    since: datetime


def hours_in_force(session: Session, commune_id: str, *, now: datetime) -> HoursInForce | None:
    """Return today's air hours; None where the commune has decided nothing yet, and so nothing may sound."""
    zone = fleet_rows.commune(session, commune_id).zone
    rows = session.execute(
        select(hours_tables.air_hours.c.hours, hours_tables.air_hours.c.set_at)
        .where(hours_tables.air_hours.c.commune_id == commune_id)
        .order_by(hours_tables.air_hours.c.set_at.desc())
    ).all()
    begun = [row for row in rows if row.hours.effective_from <= day_of(now, zone)]
    if not begun:
        return None
    newest = max(begun, key=lambda row: (row.hours.effective_from, row.set_at))
    return HoursInForce(newest.hours, max(newest.set_at, day_span(newest.hours.effective_from, zone)[0]))


def propose(session: Session, hours: AirHours, *, by: Person, now: datetime) -> HoursProposal:
    """Enter what UBND xã decided; it counts once another person has confirmed it.

    The caller has had a fresh factor proven. StationError `not_allowed`, `decision_missing`, `hours_past`.
    """
    by.require(Act.DECIDE_HOURS)
    check_hours(hours, today=day_of(now, timetable.zone_name(session, by.commune_id)))
    made = HoursProposal(new_id(), by.commune_id, hours, by.id, now)
    session.add(made)
    session.flush()
    _write_down(session, "air_hours_proposed", made, by, now)
    return made


def confirm(session: Session, proposal_id: str, *, by: Person, now: datetime) -> HoursProposal:
    """Be the second person: the hours stand from their day on, and every plan and policy is made anew.

    The caller has had a fresh factor proven. StationError `not_found`, and what `HoursProposal.confirm` refuses.
    """
    found = _get(session, proposal_id, by)
    found.confirm(by=by, today=day_of(now, timetable.zone_name(session, by.commune_id)), now=now)
    timetable.write_air_hours(
        session, by.commune_id, found.hours, key=found.id, set_by=found.proposed_by, now=now
    )
    _write_down(session, "air_hours_set", found, by, now)
    planning_marks.want(session, by.commune_id)
    return found


def give_up(session: Session, proposal_id: str, *, by: Person, now: datetime) -> HoursProposal:
    """Let a proposal count for nothing. StationError `not_found`, and what `HoursProposal.give_up` refuses."""
    found = _get(session, proposal_id, by)
    found.give_up(by=by, now=now)
    _write_down(session, "air_hours_given_up", found, by, now)
    return found


def open_proposals(session: Session, commune_id: str) -> Sequence[HoursProposal]:
    """Return what waits for a second person, the oldest first."""
    column = hours_proposals.c
    return session.scalars(
        select(HoursProposal)
        .where(column.commune_id == commune_id, column.closed_at.is_(None))
        .order_by(column.proposed_at)
    ).all()


def _get(session: Session, proposal_id: str, by: Person) -> HoursProposal:
    found = session.get(HoursProposal, proposal_id, with_for_update=True)
    if found is None or found.commune_id != by.commune_id:
        raise StationError("not_found", kind="air_hours")
    return found


def _write_down(session: Session, act: str, subject: HoursProposal, by: Person, now: datetime) -> None:
    audit.record(
        session,
        act,
        subject.id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        effective_from=subject.hours.effective_from,
        decided_by=subject.hours.decided_by,
    )
