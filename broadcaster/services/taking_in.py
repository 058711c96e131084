"""From an upload, or from two moments of a sound that is here, to a sound of the library: claim, work, write down."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.commune_tables import people
from broadcaster.db.library_tables import library_sounds
from broadcaster.domain.library import Cut, SoundKind, SoundState
from broadcaster.domain.people import Role
from broadcaster.domain.request import LONGEST_VOICE
from broadcaster.domain.types import Sha256
from broadcaster.services.claims import LEASE, Work, next_try
from broadcaster.services.ports import Recording

_WORK = Work(library_sounds, SoundState.WAITING)
_MARGIN_S = 5
"""A recorder that stops at the limit still writes the second that it is in."""
_column = library_sounds.c


@dataclass(frozen=True)
class UploadClaim:
    """A sound that this worker, and for the lease's length nobody else, takes in: an upload, or a `cut`."""

    sound_id: str
    title: str
    is_speech: bool
    longest_s: int | None
    attempt: int
    cut: Cut | None = None


def claim(session: Session, *, now: datetime) -> UploadClaim | None:
    """Take the oldest sound that is due."""
    found = session.execute(
        select(_column.id, _column.title, _column.kind, _column.attempts, _column.cut, people.c.role)
        .join(people, people.c.id == _column.brought_by)
        .where(*_WORK.due(now))
        .order_by(_column.due_at, _column.id)
        .limit(1)
    ).one_or_none()
    if found is None or not _WORK.take(session, found.id, found.attempts, now=now, progress=0):
        return None
    longest_s = int(LONGEST_VOICE.total_seconds()) + _MARGIN_S if found.role is Role.HAMLET_HEAD else None
    is_speech = found.kind is SoundKind.SPEECH
    return UploadClaim(found.id, found.title, is_speech, longest_s, found.attempts + 1, found.cut)


def tell_progress(session: Session, claimed: UploadClaim, *, percent: int, now: datetime) -> bool:
    """Let the waiting page know how far it is, and keep the lease; False where another has taken over."""
    return _write(session, claimed, progress=percent, leased_until=now + LEASE)


def finish(session: Session, claimed: UploadClaim, made: Recording) -> bool:
    """Write down the sound, which was in the store before; False where another has taken over."""
    return _write(
        session,
        claimed,
        state=SoundState.READY,
        leased_until=None,
        failure="",
        progress=100,
        sound_sha=Sha256(made.sha),
        duration_ms=made.duration_ms,
        loudness_lufs=made.loudness_lufs,
        true_peak_dbtp=made.true_peak_dbtp,
        peaks=list(made.peaks),
    )


def fail(session: Session, claimed: UploadClaim, failure: str, *, permanent: bool, now: datetime) -> bool:
    """Write down why it is not taken; passing trouble is tried three times more. Tell whether it is over."""
    due_at = None if permanent else next_try(claimed.attempt, now)
    if due_at is None:
        _write(session, claimed, state=SoundState.REFUSED, leased_until=None, failure=failure)
    else:
        _write(session, claimed, due_at=due_at, leased_until=None, failure=failure)
    return due_at is None


def _write(session: Session, claimed: UploadClaim, **values: object) -> bool:
    return _WORK.write(session, claimed.sound_id, claimed.attempt, **values)
