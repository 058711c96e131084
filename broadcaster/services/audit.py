"""Who did what, when: one row for every act that changes what may be heard."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from broadcaster.db import commune_tables
from broadcaster.domain.people import Person
from broadcaster.domain.types import new_id


def record(
    session: Session,
    act: str,
    subject: str,
    *,
    by: Person | None,
    commune_id: str,
    now: datetime,
    **detail: object,
) -> None:
    """Write the act into the caller's own transaction, so that neither can be had without the other."""
    session.execute(
        insert(commune_tables.audit).values(
            id=new_id(),
            commune_id=commune_id,
            person_id=by.id if by else None,
            act=act,
            subject=subject,
            detail={name: str(value) for name, value in detail.items()},
            at=now,
        )
    )
