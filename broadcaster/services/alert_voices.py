"""The voices of an alert: its three texts made audible, before anybody confirms it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.command_tables import alert_voices
from broadcaster.domain.alert import Alert, AlertPart
from broadcaster.domain.alert_voice import AlertVoice
from broadcaster.domain.bulletin import RenditionState
from broadcaster.domain.types import new_id
from broadcaster.services.ports import Speller


def current_voices(session: Session, alert: Alert) -> Sequence[AlertVoice]:
    """Return the voices of an alert's present words."""
    column = alert_voices.c
    return session.scalars(
        select(AlertVoice).where(column.alert_id == alert.id, column.revision == alert.revision)
    ).all()


def voice_of(session: Session, alert: Alert, part: AlertPart) -> AlertVoice | None:
    """Return one part's voice, whether it is made or not."""
    return next((voice for voice in current_voices(session, alert) if voice.part is part), None)


def speak(session: Session, speller: Speller, alert: Alert, now: datetime) -> None:
    """Order the three texts to be spoken; what reads in two ways is read in the usual one."""
    for part in AlertPart:
        session.add(
            AlertVoice(
                id=new_id(),
                commune_id=alert.commune_id,
                alert_id=alert.id,
                part=part,
                revision=alert.revision,
                is_exercise=alert.is_exercise,
                title=alert.form.kind,
                spoken_text=speller.read(alert.texts.of(part), choices={}).text,
                due_at=now,
            )
        )


def copied(voice: AlertVoice, alert: Alert, now: datetime) -> AlertVoice:
    """Return a voice of other words that are the same, for an alert that says them too."""
    return AlertVoice(
        id=new_id(),
        commune_id=alert.commune_id,
        alert_id=alert.id,
        part=voice.part,
        revision=alert.revision,
        is_exercise=alert.is_exercise,
        title=voice.title,
        spoken_text=voice.spoken_text,
        due_at=now,
        state=RenditionState.READY if voice.sound_sha else RenditionState.QUEUED,
        sound_sha=voice.sound_sha,
        duration_ms=voice.duration_ms,
        peaks=voice.peaks,
    )
