"""From an ordered sound to a finished one: claim it, let go of the database, work, write down what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from broadcaster.db.tables import renditions
from broadcaster.domain.bulletin import Rendition, RenditionState
from broadcaster.services.ports import Recording

LEASE = timedelta(minutes=10)
"""Longer than the longest sound takes. A renderer that dies leaves its work to the next one after this time."""
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
        .order_by(renditions.c.due_at)
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    taken = session.execute(
        update(renditions)
        .where(renditions.c.id == found.id, *waiting)
        .values(leased_until=now + LEASE, attempts=found.attempts + 1, doing="", progress=0)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        return None
    return Claim(found.id, found.title, found.spoken_text, found.attempts + 1)


def tell_progress(session: Session, rendition_id: str, *, percent: int, doing: str) -> None:
    """Let the waiting page know how far the sound is."""
    session.execute(
        update(renditions).where(renditions.c.id == rendition_id).values(progress=percent, doing=doing)
    )


def finish(session: Session, rendition_id: str, made: Recording) -> None:
    """Write down the finished sound; it was in the store before."""
    done = session.get_one(Rendition, rendition_id)
    done.state, done.leased_until, done.failure, done.progress = RenditionState.READY, None, None, 100
    done.sound_sha, done.duration_ms, done.voice = made.sha, made.duration_ms, made.voice
    done.loudness_lufs, done.true_peak_dbtp, done.peaks = (
        made.loudness_lufs,
        made.true_peak_dbtp,
        list(made.peaks),
    )


def fail(session: Session, claimed: Claim, failure: str, *, permanent: bool, now: datetime) -> None:
    """Write down why there is no sound. The bulletin stays where it was; a passing trouble is tried three times more."""
    row = session.get_one(Rendition, claimed.rendition_id)
    row.leased_until, row.failure = None, failure
    if permanent or claimed.attempt > len(_RETRY):
        row.state = RenditionState.FAILED
    else:
        row.due_at = now + _RETRY[claimed.attempt - 1]
