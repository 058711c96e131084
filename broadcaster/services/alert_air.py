"""What an alert says on the wire: the tone at once, the words when they are audible, and how it ended.

An emergency goes out under the emergency key, over quiet hours, at once. An exercise goes out under the key of
ordinary orders, so that no speaker lets it interrupt anything or sound outside the hours.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.command_tables import commands as command_rows
from broadcaster.domain.alert import Alert, AlertEnd
from broadcaster.domain.alert_voice import AlertVoice
from broadcaster.domain.asrun import AsRunEntry, entry_id
from broadcaster.domain.command import Command, CommandKind
from broadcaster.domain.device import Device
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.tones import Tone, Tones
from broadcaster.domain.types import as_sha256
from broadcaster.services import commands, planning_marks

ATTENTION_LIFE = timedelta(minutes=2)
"""A tone without words is worth hearing at once or not at all."""
END_LIFE = timedelta(hours=2)
"""How long a speaker that was away still says how an alert ended."""
EXERCISE_LATE_S = 900
"""An exercise waits so long for what is on air."""


def speakers(fleet: Fleet, alert: Alert) -> list[Device]:
    """Return the speakers of an alert's area."""
    return [device for device in fleet.devices if not alert.hamlets or device.hamlet in alert.hamlets]


def say_attention(
    session: Session,
    fleet: Fleet,
    alert: Alert,
    tones: Tones,
    now: datetime,
    *,
    only: tuple[Device, ...] | None = None,
) -> Command:
    """Have the tone sound at once, from the speakers' own cache; `only` some speakers of its area, where given."""
    tone = tones.exercise if alert.is_exercise else tones.attention
    return _order(
        session,
        fleet,
        alert,
        tone,
        expires_at=now + ATTENTION_LIFE,
        now=now,
        role="attention",
        only=only,
    )


def say_alert(
    session: Session,
    fleet: Fleet,
    alert: Alert,
    voice: AlertVoice,
    now: datetime,
    *,
    only: tuple[Device, ...] | None = None,
) -> Command:
    """Have the words sound, and again every so many minutes until the alert's end."""
    until_at = alert.until_at or now
    repeats = {"every_s": alert.every_min * 60, "until": int(until_at.timestamp())} if alert.every_min else {}
    return _order(
        session,
        fleet,
        alert,
        _tone_of(voice),
        expires_at=until_at,
        now=now,
        role="alert",
        only=only,
        **repeats,
    )


def say_end(
    session: Session, fleet: Fleet, alert: Alert, voice: AlertVoice | None, tones: Tones, now: datetime
) -> Command:
    """Say that it is over, or was wrong; with the tone alone where the words are not audible yet."""
    is_wrong = alert.ended_how is AlertEnd.CORRECTION
    sign = tones.exercise if alert.is_exercise else tones.attention if is_wrong else tones.all_clear
    sound = _tone_of(voice) if voice is not None and voice.sound_sha else sign
    return _order(session, fleet, alert, sound, expires_at=now + END_LIFE, now=now, role="end")


def tell_plans(session: Session, alert: Alert) -> None:
    """Have every plan say the same, for the speakers that hear no command now."""
    planning_marks.want(session, alert.commune_id)


def _order(
    session: Session,
    fleet: Fleet,
    alert: Alert,
    sound: Tone,
    *,
    expires_at: datetime,
    now: datetime,
    role: str,
    only: tuple[Device, ...] | None = None,
    **repeats: int,
) -> Command:
    devices = speakers(fleet, alert) if only is None else list(only)
    payload: dict[str, Any] = {
        "role": role,
        "class": "priority" if alert.is_exercise else "emergency",
        "sound": sound.sound,
        "duration_ms": sound.duration_ms,
        "severity": 0 if alert.is_exercise else alert.form.danger.severity,
        "late_s": EXERCISE_LATE_S,
        "alert": alert.id,
        **repeats,
    }
    if (first := _first_order(session, alert)) is not None:
        payload["ref"] = first  # no new alert in the eyes of a speaker that counts them
    command = commands.issue(
        session,
        commune_id=alert.commune_id,
        kind=CommandKind.ORDER,
        payload=payload,
        devices=devices,
        groups=commands.groups_of(alert.hamlets) if only is None else (),
        expires_at=expires_at,
        now=now,
        subject_id=alert.id,
        title=_title(alert, role),
        precedence=Precedence.PRIORITY if alert.is_exercise else Precedence.EMERGENCY,
    )
    session.add_all(_entry(command, device, sound.duration_ms, now) for device in devices)
    return command


def _title(alert: Alert, role: str) -> str:
    """Name an order as the log shows it, in the language of the station's texts."""
    name = f"Diễn tập: {alert.form.kind}" if alert.is_exercise else alert.form.kind
    if role == "end":
        said = "Đính chính" if alert.ended_how is AlertEnd.CORRECTION else "Báo yên"
        return f"{said}: {name}"
    return f"Tiếng báo: {name}" if role == "attention" else name


def _first_order(session: Session, alert: Alert) -> str | None:
    """Return the id of the first order of this alert, to which all later ones refer."""
    column = command_rows.c
    return session.scalar(
        select(column.id)
        .where(column.subject_id == alert.id, column.kind == CommandKind.ORDER)
        .order_by(column.created_at, column.expires_at)
        .limit(1)
    )


def _entry(command: Command, device: Device, duration_ms: int, now: datetime) -> AsRunEntry:
    """Give the pair of order and speaker its row in the as-run log, before anything is sent."""
    return AsRunEntry(
        id=entry_id(command.id, device.id),
        commune_id=command.commune_id,
        broadcast_id=command.id,
        device_id=device.id,
        hamlet=device.hamlet,
        start_at=now,
        duration_ms=duration_ms,
        item_count=1,
        planned_at=now,
    )


def _tone_of(voice: AlertVoice) -> Tone:
    if voice.sound_sha is None or voice.duration_ms is None:
        raise ValueError(f"{voice.part.value} of {voice.alert_id} has no sound yet")
    return Tone(as_sha256(voice.sound_sha), voice.duration_ms)
