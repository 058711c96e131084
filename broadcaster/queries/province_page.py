"""What the province sent, and what became of it."""

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from broadcaster.db.commune_tables import people
from broadcaster.db.newsroom_tables import province_items
from broadcaster.domain.errors import StationError
from broadcaster.domain.province import ProvinceItem, ProvinceState

MOST = 200


@dataclass(frozen=True)
class ProvinceLine:
    """An item, and who decided."""

    item: ProvinceItem
    decided_by: str


def province_lines(
    session: Session, commune_id: str, *, item_id: str | None = None
) -> tuple[ProvinceLine, ...]:
    """Return the items: those that wait first, the gravest of them on top; or a single one."""
    column = province_items.c
    query = (
        select(ProvinceItem, people.c.full_name)
        .outerjoin(people, people.c.id == column.decided_by)
        .where(column.commune_id == commune_id)
        .order_by(
            column.state != ProvinceState.WAITING,
            case({"EMERGENCY": 0, "PRIORITY": 1}, value=column.precedence, else_=2),
            column.issued_at.desc(),
            column.id,
        )
        .limit(MOST)
    )
    if item_id is not None:
        query = query.where(column.id == item_id)
    return tuple(ProvinceLine(item, name or "") for item, name in session.execute(query))


def province_line(session: Session, commune_id: str, item_id: str) -> ProvinceLine:
    """Return one item. StationError `not_found`."""
    found = province_lines(session, commune_id, item_id=item_id)
    if not found:
        raise StationError("not_found", kind="province_item")
    return found[0]


def waiting(session: Session, commune_id: str) -> int:
    """Count the items that wait for somebody."""
    column = province_items.c
    asked = select(func.count()).where(column.commune_id == commune_id, column.state == ProvinceState.WAITING)
    return session.scalar(asked) or 0
