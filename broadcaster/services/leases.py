"""Who is in charge: two controllers on one database would plan and sign over each other (a copy left running)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from broadcaster.db.changes import insert_new
from broadcaster.db.process_tables import leases
from broadcaster.domain.errors import StationError

LEASE = timedelta(seconds=30)
RENEW_EVERY = timedelta(seconds=5)


@dataclass(frozen=True)
class Holder:
    """A process of the station: `instance` is its own since its start, `machine` says where `process` is a number."""

    instance: str
    machine: str
    process: int


def take(
    session: Session,
    commune_id: str,
    part: str,
    holder: Holder,
    *,
    now: datetime,
    is_gone: Callable[[Holder], bool] = lambda _: False,
) -> None:
    """Be in charge of a part of the station, or stay so. StationError `in_charge_elsewhere` names who is.

    `is_gone` tells of a holder, whose time is not over yet, whether it is known to have died.
    """
    values = {
        "instance": holder.instance,
        "machine": holder.machine,
        "process": holder.process,
        "until_at": now + LEASE,
    }
    key = {"commune_id": commune_id, "part": part}
    insert_new(session, leases, [{**key, **values, "taken_at": now}])
    row = session.execute(select(leases).filter_by(**key).with_for_update()).one()
    other = Holder(row.instance, row.machine, row.process)
    if other != holder and row.until_at > now and not is_gone(other):
        raise StationError(
            "in_charge_elsewhere", part=part, machine=row.machine, process=row.process, until=row.until_at
        )
    taken_at = row.taken_at if other == holder else now
    session.execute(update(leases).filter_by(**key).values(**values, taken_at=taken_at))


def leave(session: Session, commune_id: str, part: str, holder: Holder) -> None:
    """Be in charge no more, so that the next one need not wait."""
    session.execute(delete(leases).where(*_mine(commune_id, part, holder)))


def _mine(commune_id: str, part: str, holder: Holder) -> tuple[ColumnElement[bool], ...]:
    return leases.c.commune_id == commune_id, leases.c.part == part, leases.c.instance == holder.instance
