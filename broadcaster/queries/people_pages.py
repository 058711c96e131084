"""The people of the commune, and the history of its air hours."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.commune_tables import hamlets, people
from broadcaster.db.hours_tables import air_hours, hours_proposals
from broadcaster.domain.air_hours import in_force
from broadcaster.domain.calendar import day_of
from broadcaster.domain.errors import StationError
from broadcaster.queries.people import DecisionLine, PersonLine, ProposalLine
from broadcaster.services import hours, timetable


def person_lines(session: Session, commune_id: str) -> tuple[PersonLine, ...]:
    """Return every account, the active ones first, by name."""
    rows = session.execute(
        select(people, hamlets.c.name.label("place"))
        .outerjoin(
            hamlets, (hamlets.c.commune_id == people.c.commune_id) & (hamlets.c.code == people.c.hamlet)
        )
        .where(people.c.commune_id == commune_id)
        .order_by(people.c.is_active.desc(), people.c.full_name, people.c.id)
    )
    return tuple(
        PersonLine(
            row.id, row.login, row.full_name, row.role, row.place or row.hamlet, row.is_active, row.created_at
        )
        for row in rows
    )


def decision_lines(session: Session, commune_id: str, *, now: datetime) -> tuple[DecisionLine, ...]:
    """Return every decision on air hours, the newest first."""
    second = people.alias()
    rows = session.execute(
        select(
            air_hours.c.hours,
            air_hours.c.set_at,
            people.c.full_name,
            second.c.full_name.label("confirmed_by"),
        )
        .outerjoin(people, people.c.id == air_hours.c.set_by)
        .outerjoin(hours_proposals, hours_proposals.c.id == air_hours.c.id)
        .outerjoin(second, second.c.id == hours_proposals.c.closed_by)
        .where(air_hours.c.commune_id == commune_id)
        .order_by(air_hours.c.set_at.desc(), air_hours.c.id)
    ).all()
    today = day_of(now, timetable.zone_name(session, commune_id))
    try:
        present = in_force(timetable.air_hours(session, commune_id), today)
    except StationError:
        present = None
    lines, is_found = [], False
    for row in rows:
        is_present = not is_found and row.hours == present
        is_found = is_found or is_present
        names = row.full_name or "", row.confirmed_by or ""
        lines.append(DecisionLine(row.hours, *names, row.set_at, is_present))
    return tuple(lines)


def proposal_lines(session: Session, commune_id: str) -> tuple[ProposalLine, ...]:
    """Return the air hours that wait for a second person, the oldest first, with who entered them."""
    found = hours.open_proposals(session, commune_id)
    names = select(people.c.id, people.c.full_name).where(
        people.c.id.in_([each.proposed_by for each in found])
    )
    by_id = {row.id: row.full_name for row in session.execute(names)} if found else {}
    return tuple(ProposalLine(each, by_id.get(each.proposed_by, "")) for each in found)
