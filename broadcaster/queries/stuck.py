"""What went on by itself and cannot go on without a person: errands that were refused, accounts that nobody took."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.bulletin_tables import bulletins
from broadcaster.db.commune_tables import audit, people
from broadcaster.db.newsroom_tables import errands, province_items
from broadcaster.domain.errand import ErrandState


@dataclass(frozen=True)
class StuckErrand:
    """A bulletin whose errand stopped, with the code of the refusal; `air_at` is the hour that was wished for."""

    bulletin_id: str
    title: str
    asked_by: str
    failure: str
    air_at: datetime | None


@dataclass(frozen=True)
class UnheardAccount:
    """An item of the province whose newest account its system will not take, with that system's word."""

    item_id: str
    title: str
    reason: str
    at: datetime


def stuck_errands(session: Session, commune_id: str) -> tuple[StuckErrand, ...]:
    """Return the errands that wait for a person, the oldest first."""
    column = errands.c
    rows = session.execute(
        select(column.bulletin_id, bulletins.c.title, people.c.full_name, column.failure, column.air_at)
        .join(bulletins, bulletins.c.id == column.bulletin_id)
        .join(people, people.c.id == column.person_id)
        .where(column.commune_id == commune_id, column.state == ErrandState.STUCK)
        .order_by(column.made_at)
    )
    return tuple(StuckErrand(*row) for row in rows)


def unheard_accounts(session: Session, commune_id: str) -> tuple[UnheardAccount, ...]:
    """Return the items whose last account was refused for good and has not changed since, the newest first."""
    column = province_items.c
    rows = session.execute(
        select(column.id, column.title, column.told_sha, audit.c.detail, audit.c.at)
        .join(audit, audit.c.subject == column.id)
        .where(column.commune_id == commune_id, audit.c.act == "province_unheard")
        .order_by(audit.c.at.desc(), audit.c.id)
    )
    return tuple(
        UnheardAccount(row.id, row.title, row.detail["reason"], row.at)
        for row in rows
        if row.detail["account"] == row.told_sha
    )
