"""What codes and ids are called: the commune's hamlets and people."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db.commune_tables import devices, hamlets, people


@dataclass(frozen=True)
class HamletChoice:
    """A hamlet to tick in a form."""

    code: str
    name: str
    speakers: int


def hamlet_names(session: Session, commune_id: str) -> dict[str, str]:
    """Return each hamlet's name by its code, in the commune's own order."""
    rows = session.execute(
        select(hamlets.c.code, hamlets.c.name)
        .where(hamlets.c.commune_id == commune_id)
        .order_by(hamlets.c.position)
    )
    return {row.code: row.name for row in rows}


def people_names(session: Session, commune_id: str) -> dict[str, str]:
    """Return the full name of everybody who ever had an account, by id."""
    rows = session.execute(select(people.c.id, people.c.full_name).where(people.c.commune_id == commune_id))
    return {row.id: row.full_name for row in rows}


def hamlet_choices(session: Session, commune_id: str) -> tuple[HamletChoice, ...]:
    """Return the hamlets to tick in a form, with how many speakers each has."""
    rows = session.execute(
        select(hamlets.c.code, hamlets.c.name, func.count(devices.c.id))
        .outerjoin(
            devices, (devices.c.commune_id == hamlets.c.commune_id) & (devices.c.hamlet == hamlets.c.code)
        )
        .where(hamlets.c.commune_id == commune_id)
        .group_by(hamlets.c.code, hamlets.c.name, hamlets.c.position)
        .order_by(hamlets.c.position)
    )
    return tuple(HamletChoice(*row) for row in rows)
