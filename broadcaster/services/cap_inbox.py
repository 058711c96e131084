"""Messages of other offices: taken in once, replaced by their senders' later ones, and handled by people alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.cap_tables import cap_feeds, cap_notices
from broadcaster.db.changes import insert_new
from broadcaster.domain.cap_notice import CapNotice, CapState, check_open
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person
from broadcaster.services import audit


@dataclass(frozen=True)
class FeedStanding:
    """How the watched feed fares: when it last answered, and why it does not since, "" where all is well."""

    answered_at: datetime | None
    failure: str


def etag_of(session: Session, commune_id: str, address: str) -> str:
    """Return the tag of the last visit to this very address, "" before the first."""
    found = session.execute(select(cap_feeds).where(cap_feeds.c.commune_id == commune_id)).first()
    return found.etag if found is not None and found.address == address else ""


def standing(session: Session, commune_id: str) -> FeedStanding | None:
    """Return how the feed fares; None where none was ever visited."""
    found = session.execute(select(cap_feeds).where(cap_feeds.c.commune_id == commune_id)).first()
    return None if found is None else FeedStanding(found.answered_at, found.failure)


def visited(
    session: Session, commune_id: str, address: str, *, etag: str, now: datetime, failure: str = ""
) -> None:
    """Write down a visit; one that failed leaves the tag and the time of the last good one."""
    values: dict[str, object] = {"address": address, "visited_at": now, "failure": failure[:500]}
    if not failure:
        values |= {"etag": etag, "answered_at": now}
    blank = {"commune_id": commune_id, "etag": "", "answered_at": None}
    insert_new(session, cap_feeds, [{**blank, **values}])
    session.execute(cap_feeds.update().where(cap_feeds.c.commune_id == commune_id).values(**values))


def take_in(session: Session, notices: Iterable[CapNotice], *, now: datetime) -> list[CapNotice]:
    """Keep what was not here before, in the order in which it was sent; return what is new.

    An Update or a Cancel takes the place of the messages of its sender that it names, as far as its signature reaches.
    A copy with a right signature takes the place of the one without that came before it.
    """
    fresh = []
    for notice in sorted(notices, key=lambda each: each.sent_at):
        copy = _copy_of(session, notice)
        if copy is not None and (copy.is_verified or not notice.is_verified):
            continue
        if copy is not None:
            session.delete(copy)
            session.flush()
        session.add(notice)
        session.flush()
        for older in _named(session, notice) if notice.ends_others else ():
            if older.state is CapState.WAITING and notice.may_displace(older):
                older.state, older.handled_at = CapState.REPLACED, now
        fresh.append(notice)
    return fresh


def waiting(session: Session, commune_id: str, *, now: datetime) -> list[CapNotice]:
    """Return what people should look at, the newest first."""
    column = cap_notices.c
    found = session.scalars(
        select(CapNotice)
        .where(column.commune_id == commune_id, column.state == CapState.WAITING)
        .order_by(column.sent_at.desc())
        .limit(50)
    )
    return [notice for notice in found if notice.waits_at(now)]


def handle(session: Session, notice_id: str, state: CapState, *, by: Person, now: datetime) -> CapNotice:
    """Take a message into the form, or put it aside. StationError `not_allowed`, `not_found`, `cap_replaced`."""
    found = session.get(CapNotice, notice_id, with_for_update=True)
    if found is None or found.commune_id != by.commune_id:
        raise StationError("not_found", kind="cap_notice")
    check_open(found)
    found.handle(state, by=by, now=now)
    audit.record(
        session,
        f"cap_{state.value}",
        found.id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        sender=found.sender,
        identifier=found.identifier,
    )
    return found


def _copy_of(session: Session, notice: CapNotice) -> CapNotice | None:
    """Return the message by which this one's sender, identifier and time are taken."""
    column = cap_notices.c
    return session.scalar(
        select(CapNotice).where(
            column.commune_id == notice.commune_id,
            column.sender == notice.sender,
            column.identifier == notice.identifier,
            column.sent_at == notice.sent_at,
        )
    )


def _named(session: Session, notice: CapNotice) -> Sequence[CapNotice]:
    column = cap_notices.c
    return session.scalars(
        select(CapNotice).where(
            column.commune_id == notice.commune_id,
            column.sender == notice.sender,
            column.identifier.in_(notice.replaces),
        )
    ).all()
