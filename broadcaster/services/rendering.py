"""From an ordered sound to a finished one: claim it, let go of the database, work, write down what came of it.

The number of the attempt is the claim's token: whoever lost the lease to another writes nothing any more, so that
the sound somebody has heard cannot be exchanged afterwards.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from broadcaster.db.changes import changed_rows
from broadcaster.db.tables import renditions
from broadcaster.domain.bulletin import RenditionState
from broadcaster.services.ports import Recording

LEASE = timedelta(minutes=5)
"""Renewed with every word of progress. A renderer that dies leaves its work to the next one after this time."""
_RETRY = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2))


@dataclass(frozen=True)
class Claim:
    """A sound that this worker, and for the lease's length nobody else, is making."""

    rendition_id: str
    title: str
    spoken_text: str
    attempt: int


def claim(session: Session, *, now: datetime) -> Claim | None:
    """Take the oldest sound that is due. The row count of a conditional update decides who has it."""
    free = or_(renditions.c.leased_until.is_(None), renditions.c.leased_until < now)
    waiting = (renditions.c.state == RenditionState.QUEUED, renditions.c.due_at <= now, free)
    found = session.execute(
        select(renditions.c.id, renditions.c.title, renditions.c.spoken_text, renditions.c.attempts)
        .where(*waiting)
        .order_by(renditions.c.due_at, renditions.c.id)
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    taken = session.execute(
        update(renditions)
        .where(renditions.c.id == found.id, *waiting)
        .values(leased_until=now + LEASE, attempts=found.attempts + 1, doing="", progress=0)
    )
    if not changed_rows(taken):
        return None
    return Claim(found.id, found.title, found.spoken_text, found.attempts + 1)


def tell_progress(session: Session, claimed: Claim, *, percent: int, doing: str, now: datetime) -> bool:
    """Let the waiting page know how far the sound is, and keep the lease; False where another has taken over."""
    return _write(session, claimed, progress=percent, doing=doing, leased_until=now + LEASE)


def finish(session: Session, claimed: Claim, made: Recording) -> bool:
    """Write down the finished sound, which was in the store before; False where another has taken over."""
    return _write(
        session,
        claimed,
        state=RenditionState.READY,
        leased_until=None,
        failure=None,
        progress=100,
        sound_sha=made.sha,
        duration_ms=made.duration_ms,
        voice=made.voice,
        loudness_lufs=made.loudness_lufs,
        true_peak_dbtp=made.true_peak_dbtp,
        peaks=list(made.peaks),
    )


def fail(session: Session, claimed: Claim, failure: str, *, permanent: bool, now: datetime) -> bool:
    """Write down why there is no sound. The bulletin stays as it was; passing trouble is tried three times more."""
    if permanent or claimed.attempt > len(_RETRY):
        return _write(session, claimed, state=RenditionState.FAILED, leased_until=None, failure=failure)
    due_at = now + _RETRY[claimed.attempt - 1]
    return _write(session, claimed, due_at=due_at, leased_until=None, failure=failure)


def _write(session: Session, claimed: Claim, **values: object) -> bool:
    still_mine: tuple[ColumnElement[bool], ...] = (
        renditions.c.id == claimed.rendition_id,
        renditions.c.attempts == claimed.attempt,
        renditions.c.state == RenditionState.QUEUED,
    )
    return changed_rows(session.execute(update(renditions).where(*still_mine).values(**values))) == 1
