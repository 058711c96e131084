"""The rows of *Khẩn cấp*: alerts that are on air, written, kept as templates and over, and whom one would reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.command_tables import alerts as alert_rows
from broadcaster.domain.alert import Alert
from broadcaster.domain.alert_voice import AlertVoice
from broadcaster.domain.errors import StationError
from broadcaster.domain.fleet import Fleet
from broadcaster.queries.names import people_names
from broadcaster.services.alert_voices import current_voices

_DRAFTS_SHOWN = timedelta(days=7)
_PAST_SHOWN = 20


@dataclass(frozen=True)
class AlertLine:
    """One alert in a list, with the names of who answered for it."""

    alert: Alert
    first: str
    second: str
    author: str


@dataclass(frozen=True)
class AlertDesk:
    """Everything that the page lists beside its form; `live` holds too what will sound again by itself."""

    live: tuple[Alert, ...]
    open: tuple[AlertLine, ...]
    templates: tuple[AlertLine, ...]
    past: tuple[AlertLine, ...]


@dataclass(frozen=True)
class Reach:
    """Whom an alert would reach."""

    speakers: int
    hamlets: int
    households: int


def desk(session: Session, commune_id: str, *, is_exercise: bool, now: datetime) -> AlertDesk:
    """Return the alerts (or the exercises) that are on air, written, locked as templates, and over."""
    column = alert_rows.c
    found = session.scalars(
        select(Alert)
        .where(
            column.commune_id == commune_id,
            column.is_exercise == is_exercise,
            or_(column.is_template, column.changed_at > now - _DRAFTS_SHOWN, column.released_at.is_not(None)),
        )
        .order_by(column.changed_at.desc())
        .limit(100)
    ).all()
    names = people_names(session, commune_id)
    lines = [line(each, names) for each in found]
    return AlertDesk(
        live=tuple(each for each in found if each.is_live(now) or each.returns_at),
        open=tuple(each for each in lines if not each.alert.released_at and not each.alert.is_template),
        templates=tuple(each for each in lines if each.alert.is_template),
        past=tuple(each for each in lines if each.alert.released_at and not each.alert.is_live(now))[
            :_PAST_SHOWN
        ],
    )


def alert(session: Session, commune_id: str, alert_id: str) -> tuple[AlertLine, Sequence[AlertVoice]]:
    """Return one alert with its voices. StationError `not_found`."""
    found = session.get(Alert, alert_id)
    if found is None or found.commune_id != commune_id:
        raise StationError("not_found", kind="alert")
    return line(found, people_names(session, commune_id)), current_voices(session, found)


def line(found: Alert, names: dict[str, str]) -> AlertLine:
    """Put the names to an alert."""
    return AlertLine(
        found,
        names.get(found.first_id or "", ""),
        names.get(found.second_id or "", ""),
        names.get(found.author_id, ""),
    )


def reach(fleet: Fleet, hamlets: Sequence[str]) -> Reach:
    """Count whom an alert to these hamlets (none: all) would reach."""
    meant = [hamlet for hamlet in fleet.hamlets if not hamlets or hamlet.code in hamlets]
    codes = {hamlet.code for hamlet in meant}
    speakers = sum(device.hamlet in codes for device in fleet.devices)
    return Reach(speakers, len(meant), sum(hamlet.households for hamlet in meant))


def fleet(session: Session, commune_id: str) -> Fleet:
    """Return the commune's hamlets and speakers."""
    return fleet_rows.load(session, commune_id)
