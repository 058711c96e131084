"""The province's items: taken in once, acted upon by people after the rules of their class, accounted for."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import JSON, func, select, type_coerce
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.db.bulletin_tables import bulletins
from broadcaster.db.command_tables import alerts
from broadcaster.db.newsroom_tables import province_items
from broadcaster.domain.asrun import OPEN
from broadcaster.domain.bulletin import Bulletin, BulletinState, Wording
from broadcaster.domain.calendar import day_of
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.province import ProvinceItem, ProvinceMessage, ProvinceState, received
from broadcaster.domain.province_account import ProvinceAccount, ProvinceAiring
from broadcaster.services import audit, timetable
from broadcaster.services import bulletins as desk

ORIGIN = "Tỉnh"
"""An alert that was made from an item says so in its source: this word and the item's own number."""


def take_in(
    session: Session, commune_id: str, messages: Iterable[ProvinceMessage], *, now: datetime
) -> tuple[ProvinceItem, ...]:
    """Enter what has not come before; return the new items. What came before is never changed by coming again."""
    known = set(
        session.scalars(select(province_items.c.source_id).where(province_items.c.commune_id == commune_id))
    )
    fresh = []
    for message in messages:
        if message.source_id in known:
            continue
        known.add(message.source_id)
        item = received(message, commune_id=commune_id, now=now)
        session.add(item)
        fresh.append(item)
        _tell(session, "province_received", item, None, now)
    return tuple(fresh)


def take(session: Session, item_id: str, *, by: Person, now: datetime) -> Bulletin:
    """Make a bulletin of it, of its own class; from here it goes the way of every bulletin.

    StationError `not_found`, what `ProvinceItem.take` and `bulletins.write` refuse.
    """
    item = get(session, item_id, by=by)
    if item.precedence is Precedence.EMERGENCY:
        raise StationError("emergency_elsewhere")
    wording = Wording(item.title, item.text, item.topic, item.precedence, item.expires_on, item.hamlets)
    made = desk.write(session, wording, by=by, now=now)
    item.take(made.id, by=by, now=now)
    _tell(session, "province_taken", item, by, now)
    return made


def skip(session: Session, item_id: str, *, reason: str, by: Person, now: datetime) -> ProvinceItem:
    """Choose not to air a routine item. StationError `not_found` and what `ProvinceItem.skip` refuses."""
    item = get(session, item_id, by=by)
    item.skip(reason=reason, by=by, now=now)
    _tell(session, "province_skipped", item, by, now)
    return item


def get(session: Session, item_id: str, *, by: Person) -> ProvinceItem:
    """Return an item of the asker's commune. StationError `not_found`."""
    item = session.get(ProvinceItem, item_id, with_for_update=True)
    if item is None or item.commune_id != by.commune_id:
        raise StationError("not_found", kind="province_item")
    return item


def origin(item: ProvinceItem) -> str:
    """Return what an alert that is made from this item names as its source."""
    return f"{ORIGIN} {item.source_id}"


def settle(session: Session, commune_id: str, *, now: datetime) -> None:
    """Notice what became of waiting items: released as an alert, or left until their last day was over."""
    today = day_of(now, timetable.zone_name(session, commune_id))
    waiting = session.scalars(
        select(ProvinceItem).where(
            province_items.c.commune_id == commune_id, province_items.c.state == ProvinceState.WAITING
        )
    ).all()
    released = dict(
        session.execute(
            select(alerts.c.source, alerts.c.author_id).where(
                alerts.c.commune_id == commune_id,
                alerts.c.source.in_([origin(item) for item in waiting]),
                alerts.c.released_at.is_not(None),
                alerts.c.is_exercise.is_(False),
            )
        ).all()
    )
    for item in waiting:
        if (author := released.get(origin(item))) is not None:
            item.state, item.decided_by, item.decided_at = ProvinceState.ALERTED, author, now
        elif item.expires_on < today:
            item.expire(now=now)


def accounts(
    session: Session, commune_id: str, *, limit: int = 50
) -> tuple[tuple[str, ProvinceAccount], ...]:
    """Return what the province has not been told yet: item ids, each with its whole account."""
    items = session.scalars(
        select(ProvinceItem).where(province_items.c.commune_id == commune_id).order_by(province_items.c.id)
    ).all()
    states = _bulletin_states(session, items)
    aired = _airings(session, commune_id, items)
    found = (
        (
            item,
            ProvinceAccount(
                source_id=item.source_id,
                state=_state(item, states.get(item.bulletin_id or ""), aired.get(item.bulletin_id or "", ())),
                decided_at=item.decided_at,
                reason=item.reason,
                airings=tuple(aired.get(item.bulletin_id or "", ())),
            ),
        )
        for item in items
    )
    return tuple((item.id, account) for item, account in found if account.sha != item.told_sha)[:limit]


def told(session: Session, item_id: str, account: ProvinceAccount) -> None:
    """Write down that the province has this account."""
    item = session.get(ProvinceItem, item_id)
    if item is not None:
        item.told_sha = account.sha


def unheard(session: Session, item_id: str, account: ProvinceAccount, *, reason: str, now: datetime) -> None:
    """Write down that the province will never take this account, for a person to see; it is not sent again."""
    told(session, item_id, account)
    item = session.get_one(ProvinceItem, item_id)
    audit.record(
        session,
        "province_unheard",
        item_id,
        by=None,
        commune_id=item.commune_id,
        now=now,
        source_id=item.source_id,
        account=account.sha,
        reason=reason,
    )


def _state(item: ProvinceItem, bulletin: BulletinState | None, airings: Sequence[ProvinceAiring]) -> str:
    if item.state is not ProvinceState.TAKEN:
        return str(item.state.value)
    if any(each.outcomes.get("done") for each in airings):
        return "aired"
    if bulletin is BulletinState.WITHDRAWN:
        return "withdrawn"
    return "approved" if bulletin is BulletinState.APPROVED else str(item.state.value)


def _bulletin_states(session: Session, items: Sequence[ProvinceItem]) -> dict[str, BulletinState]:
    ids = [item.bulletin_id for item in items if item.bulletin_id]
    rows = session.execute(select(bulletins.c.id, bulletins.c.state).where(bulletins.c.id.in_(ids)))
    return {row.id: row.state for row in rows}


def _airings(
    session: Session, commune_id: str, items: Sequence[ProvinceItem]
) -> dict[str, list[ProvinceAiring]]:
    """Return, by bulletin, its broadcasts that are over, with what became of them on each speaker."""
    wanted = {item.bulletin_id for item in items if item.bulletin_id}
    if not wanted:
        return {}
    since = min(item.received_at for item in items if item.bulletin_id)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in session.execute(
        select(as_run.c.broadcast_id, as_run.c.outcome, func.count().label("speakers"))
        .where(as_run.c.commune_id == commune_id, as_run.c.start_at >= since, as_run.c.outcome.not_in(OPEN))
        .group_by(as_run.c.broadcast_id, as_run.c.outcome)
    ):
        counts[row.broadcast_id][row.outcome.value.lower()] = row.speakers
    found: defaultdict[str, list[ProvinceAiring]] = defaultdict(list)
    for key, hamlet, start_at, rundown in session.execute(
        select(
            broadcasts.c.id,
            broadcasts.c.hamlet,
            broadcasts.c.start_at,
            type_coerce(broadcasts.c.rundown, JSON),
        )
        .where(broadcasts.c.commune_id == commune_id, broadcasts.c.start_at >= since)
        .order_by(broadcasts.c.start_at, broadcasts.c.hamlet)
    ):
        if key in counts:
            for bulletin_id in wanted & {item["bulletin_id"] for item in rundown["items"]}:
                found[bulletin_id].append(ProvinceAiring(start_at, hamlet, counts[key]))
    return found


def _tell(session: Session, act: str, item: ProvinceItem, by: Person | None, now: datetime) -> None:
    audit.record(
        session,
        act,
        item.id,
        by=by,
        commune_id=item.commune_id,
        now=now,
        source_id=item.source_id,
        precedence=item.precedence.name,
    )
