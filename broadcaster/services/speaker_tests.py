"""Tests of speakers: each night a silent one of all of them, and by day a tone on one pole that somebody listens to."""

from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.command_tables import commands as command_rows
from broadcaster.domain.calendar import day_of, local, moment_at
from broadcaster.domain.command import Command, CommandKind
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.places import EVERY_SPEAKER
from broadcaster.domain.precedence import Precedence
from broadcaster.services import audit, commands, dispatching, fleet

NIGHTLY: Final = "nightly-test"
TONE: Final = "tone-test"
"""What these commands are about, as their rows say it."""
NIGHT: Final = (time(2), time(4))
_SILENT_S, _TONE_S = 1, 3
_COUNTS_FOR = timedelta(minutes=5)


def ask_by_night(session: Session, commune_id: str, zone: str, *, now: datetime) -> Command | None:
    """Ask every speaker that joined for its silent test, once a night; None where it is not the hour, or was done."""
    if not NIGHT[0] <= local(now, zone).time() < NIGHT[1]:
        return None
    midnight = moment_at(day_of(now, zone), time(), zone)
    row = command_rows.c
    done = session.scalar(
        select(row.id).where(
            row.commune_id == commune_id, row.subject_id == NIGHTLY, row.created_at >= midnight
        )
    )
    joined = dispatching.joined(session, commune_id)
    devices = [device for device in fleet.current(session, commune_id).devices if device.id in joined]
    if done is not None or not devices:
        return None
    return commands.issue(
        session,
        commune_id=commune_id,
        kind=CommandKind.TEST,
        payload={"tone": "silent", "seconds": _SILENT_S},
        devices=devices,
        groups=(EVERY_SPEAKER,),
        expires_at=now + _COUNTS_FOR,
        now=now,
        subject_id=NIGHTLY,
        precedence=Precedence.ROUTINE,
    )


def sound_tone(session: Session, device_id: str, *, by: Person, now: datetime) -> Command:
    """Sound a tone on one speaker, within the commune's hours. StationError `not_allowed`, `not_found`."""
    by.require(Act.KEEP_FLEET)
    devices = [each for each in fleet.current(session, by.commune_id).devices if each.id == device_id]
    if not devices:
        raise StationError("not_found", kind="device")
    audit.record(session, "tone_sounded", device_id, by=by, commune_id=by.commune_id, now=now)
    return commands.issue(
        session,
        commune_id=by.commune_id,
        kind=CommandKind.TEST,
        payload={"tone": "sine", "seconds": _TONE_S},
        devices=devices,
        groups=(),
        expires_at=now + _COUNTS_FOR,
        now=now,
        subject_id=TONE,
        precedence=Precedence.ROUTINE,
    )
