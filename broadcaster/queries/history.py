"""What happened to a bulletin, from the audit of acts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.commune_tables import audit, people
from broadcaster.domain.bulletin import Bulletin
from broadcaster.queries.desk import HistoryLine

_PREFIX = "bulletin_"


def history(session: Session, bulletin: Bulletin) -> tuple[HistoryLine, ...]:
    """Return who did what to the bulletin, oldest first."""
    rows = session.execute(
        select(audit.c.at, audit.c.act, audit.c.detail, people.c.full_name)
        .outerjoin(people, people.c.id == audit.c.person_id)
        .where(audit.c.subject == bulletin.id, audit.c.act.startswith(_PREFIX))
        .order_by(audit.c.at, audit.c.id)
    )
    return tuple(
        HistoryLine(row.at, row.full_name or "", row.act.removeprefix(_PREFIX), row.detail.get("reason", ""))
        for row in rows
    )
