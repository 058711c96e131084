"""From an upload to a sound of the library: claim it, let go of the database, work, write down what came of it.

As in `services/rendering`, the number of the attempt is the claim's token.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from broadcaster.db.changes import changed_rows
from broadcaster.db.library_tables import library_sounds
from broadcaster.db.tables import people
from broadcaster.domain.library import SoundKind, SoundState
from broadcaster.domain.people import Role
from broadcaster.domain.request import LONGEST_VOICE
from broadcaster.domain.types import Sha256
from broadcaster.services.ports import Recording

LEASE = timedelta(minutes=5)
_RETRY = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2))
_MARGIN_S = 5
"""A recorder that stops at the limit still writes the second that it is in."""
_column = library_sounds.c


@dataclass(frozen=True)
class UploadClaim:
    """An upload that this worker, and for the lease's length nobody else, takes in."""

    sound_id: str
    title: str
    is_speech: bool
    longest_s: int | None
    attempt: int


def claim(session: Session, *, now: datetime) -> UploadClaim | None:
    """Take the oldest upload that is due."""
    free = or_(_column.leased_until.is_(None), _column.leased_until < now)
    waiting = (_column.state == SoundState.WAITING, _column.due_at <= now, free)
    found = session.execute(
        select(_column.id, _column.title, _column.kind, _column.attempts, people.c.role)
        .join(people, people.c.id == _column.brought_by)
        .where(*waiting)
        .order_by(_column.due_at, _column.id)
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    taken = session.execute(
        update(library_sounds)
        .where(_column.id == found.id, *waiting)
        .values(leased_until=now + LEASE, attempts=found.attempts + 1, progress=0)
    )
    if not changed_rows(taken):
        return None
    longest_s = int(LONGEST_VOICE.total_seconds()) + _MARGIN_S if found.role is Role.HAMLET_HEAD else None
    return UploadClaim(found.id, found.title, found.kind is SoundKind.SPEECH, longest_s, found.attempts + 1)


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
    is_over = permanent or claimed.attempt > len(_RETRY)
    if is_over:
        _write(session, claimed, state=SoundState.REFUSED, leased_until=None, failure=failure)
    else:
        due_at = now + _RETRY[claimed.attempt - 1]
        _write(session, claimed, due_at=due_at, leased_until=None, failure=failure)
    return is_over


def _write(session: Session, claimed: UploadClaim, **values: object) -> bool:
    still_mine = (
        _column.id == claimed.sound_id,
        _column.attempts == claimed.attempt,
        _column.state == SoundState.WAITING,
    )
    return changed_rows(session.execute(update(library_sounds).where(*still_mine).values(**values))) == 1
