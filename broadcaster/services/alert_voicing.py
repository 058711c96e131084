"""From an alert's ordered words to their sound: claim, let go of the database, work, write down."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.command_tables import alert_voices
from broadcaster.domain.alert import AlertPart
from broadcaster.domain.alert_voice import LEASE, AlertVoice
from broadcaster.domain.bulletin import RenditionState
from broadcaster.services.claims import Work
from broadcaster.services.ports import Recording


@dataclass(frozen=True)
class VoiceClaim:
    """Words that this worker, and for the lease's length nobody else, makes audible."""

    voice_id: str
    part: AlertPart
    is_exercise: bool
    title: str
    spoken_text: str
    attempt: int


def claim(session: Session, *, now: datetime) -> VoiceClaim | None:
    """Take the oldest words that are due; of one alert the alert itself comes first."""
    column = alert_voices.c
    found = session.execute(
        select(alert_voices).where(*_WORK.due(now)).order_by(column.due_at, column.part).limit(20)
    )
    rows = sorted(found, key=lambda row: (row.due_at, _FIRST[row.part]))
    if not rows:
        return None
    row = rows[0]
    if not _WORK.take(session, row.id, row.attempts, now=now):
        return None
    return VoiceClaim(row.id, row.part, row.is_exercise, row.title, row.spoken_text, row.attempts + 1)


def is_waiting(session: Session, *, now: datetime) -> bool:
    """Tell whether any words wait to be spoken."""
    column = alert_voices.c
    waiting = select(column.id).where(column.state == RenditionState.QUEUED, column.due_at <= now).limit(1)
    return session.scalar(waiting) is not None


def finish(session: Session, claimed: VoiceClaim, made: Recording) -> AlertVoice | None:
    """Write down the finished sound; None where another has taken over meanwhile."""
    voice = session.get_one(AlertVoice, claimed.voice_id, with_for_update=True)
    if voice.attempts != claimed.attempt or voice.state is not RenditionState.QUEUED:
        return None
    voice.state, voice.leased_until, voice.failure = RenditionState.READY, None, ""
    voice.sound_sha, voice.duration_ms, voice.peaks = made.sha, made.duration_ms, list(made.peaks)
    session.flush()
    return voice


def fail(session: Session, claimed: VoiceClaim, why: str, *, permanent: bool, now: datetime) -> None:
    """Write down why there is no sound yet."""
    voice = session.get_one(AlertVoice, claimed.voice_id, with_for_update=True)
    if voice.attempts == claimed.attempt:
        voice.failed(why, permanent=permanent, now=now)


_WORK = Work(alert_voices, RenditionState.QUEUED, LEASE)
_FIRST = {AlertPart.ALERT: 0, AlertPart.ALL_CLEAR: 1, AlertPart.CORRECTION: 2}
