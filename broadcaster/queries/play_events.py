"""The very plays behind a figure: one topic in one hamlet over some months, speaker by speaker and one by one."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.domain.asrun import AsRunEntry
from broadcaster.domain.bulletin import Topic
from broadcaster.domain.calendar import moment_at
from broadcaster.domain.device import Device
from broadcaster.domain.months import next_month
from broadcaster.domain.places import Hamlet
from broadcaster.reach.ledger import Status
from broadcaster.reach.plays import plays_of
from broadcaster.services import audience_counts


@dataclass(frozen=True)
class PlayEvent:
    """One bulletin in one broadcast on one speaker, as it is counted."""

    broadcast_id: str
    device_id: str
    planned_at: datetime
    bulletin_id: str | None
    title: str
    status: Status
    played_ms: int
    planned_ms: int


@dataclass(frozen=True)
class SpeakerPlays:
    """One speaker's share in a figure."""

    device: Device
    residents: float
    plays: Mapping[Status, int]


@dataclass(frozen=True)
class HamletPlays:
    """A hamlet's part in a topic's figures: its speakers' counts, and the events that they count."""

    hamlet: Hamlet
    speakers: tuple[SpeakerPlays, ...]
    events: tuple[PlayEvent, ...]
    total: int


def hamlet_plays(
    session: Session, commune_id: str, hamlet_code: str, topic: Topic, months: Sequence[date], *, limit: int
) -> HamletPlays | None:
    """Return the plays behind a hamlet's figures, newest first and at most `limit`; None for an unknown hamlet."""
    fleet = fleet_rows.load(session, commune_id)
    hamlet = next((each for each in fleet.hamlets if each.code == hamlet_code), None)
    if hamlet is None:
        return None
    devices = [device for device in fleet.devices if device.hamlet == hamlet_code]
    counts: defaultdict[str, Counter[Status]] = defaultdict(Counter)
    for found in audience_counts.plays_by_topic(session, commune_id, months).get(topic.value, ()):
        counts[found.speaker][Status(found.status)] += found.plays
    return HamletPlays(
        hamlet=hamlet,
        speakers=tuple(
            SpeakerPlays(device, _residents(device, hamlet), dict(counts[device.id])) for device in devices
        ),
        events=_events(session, commune_id, fleet.commune.zone, hamlet_code, topic, months)[:limit],
        total=sum(sum(counts[device.id].values()) for device in devices),
    )


def _residents(device: Device, hamlet: Hamlet) -> float:
    share = (device.households or 0) / hamlet.households if hamlet.households else 0.0
    return share * hamlet.residents


def _events(
    session: Session, commune_id: str, zone: str, hamlet: str, topic: Topic, months: Sequence[date]
) -> tuple[PlayEvent, ...]:
    from_at = moment_at(months[0], time(), zone) - timedelta(days=1)
    until_at = moment_at(next_month(months[-1]), time(), zone)
    rows = session.execute(
        select(AsRunEntry, broadcasts.c.rundown)
        .join(broadcasts, broadcasts.c.id == as_run.c.broadcast_id)
        .where(
            as_run.c.commune_id == commune_id,
            as_run.c.hamlet == hamlet,
            as_run.c.start_at >= from_at,
            as_run.c.start_at < until_at,
        )
        .order_by(as_run.c.start_at.desc(), as_run.c.device_id)
    )
    return tuple(
        PlayEvent(
            broadcast_id=entry.broadcast_id,
            device_id=entry.device_id,
            planned_at=entry.start_at + timedelta(milliseconds=rundown.items[number].offset_ms),
            bulletin_id=rundown.items[number].bulletin_id,
            title=rundown.items[number].title,
            status=play.status,
            played_ms=play.played_ms,
            planned_ms=play.planned_ms,
        )
        for entry, rundown in rows
        for number, play in plays_of(entry, rundown.items, zone)
        if play.cell.topic == topic.value and play.cell.month_on in months
    )
