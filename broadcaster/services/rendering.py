"""From an ordered sound to a finished one: claim it, let go of the database, work, write down what came of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.bulletin_tables import renditions
from broadcaster.domain.bulletin import RenditionState
from broadcaster.domain.sound_style import SoundStyle
from broadcaster.domain.types import Sha256
from broadcaster.services.claims import LEASE, Work, next_try
from broadcaster.services.ports import Recording

_WORK = Work(renditions, RenditionState.QUEUED)


@dataclass(frozen=True)
class Claim:
    """A sound that this worker, and for the lease's length nobody else, is making.

    `recorded` is the voice of a person who has spoken it; None has it spoken by machine.
    """

    rendition_id: str
    title: str
    spoken_text: str
    attempt: int
    style: SoundStyle
    recorded: Sha256 | None = None


def claim(session: Session, *, now: datetime) -> Claim | None:
    """Take the oldest sound that is due."""
    column = renditions.c
    found = session.execute(
        select(
            column.id, column.title, column.spoken_text, column.attempts, column.style, column.recorded_sha
        )
        .where(*_WORK.due(now))
        .order_by(column.due_at, column.id)
        .limit(1)
    ).one_or_none()
    if found is None or not _WORK.take(session, found.id, found.attempts, now=now, doing="", progress=0):
        return None
    style = found.style or SoundStyle()
    return Claim(found.id, found.title, found.spoken_text, found.attempts + 1, style, found.recorded_sha)


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
    due_at = None if permanent else next_try(claimed.attempt, now)
    if due_at is None:
        return _write(session, claimed, state=RenditionState.FAILED, leased_until=None, failure=failure)
    return _write(session, claimed, due_at=due_at, leased_until=None, failure=failure)


def _write(session: Session, claimed: Claim, **values: object) -> bool:
    return _WORK.write(session, claimed.rendition_id, claimed.attempt, **values)
