"""The frozen figures of a report: all that its files say, as plain values that can be kept and read again."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.airing_tables import as_run
from broadcaster.db.bulletin_tables import bulletins, requests
from broadcaster.db.command_tables import alerts
from broadcaster.domain.asrun import OPEN, Outcome
from broadcaster.domain.bulletin import Topic
from broadcaster.domain.calendar import day_of, day_span
from broadcaster.domain.device import Device
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.months import months_between
from broadcaster.queries.reach_figures import HamletReach, TopicReach, reach_view
from broadcaster.queries.reach_plain import plain_topic
from broadcaster.queries.report_counts import Pairs, Plain, Window, aired_bulletins, by_device, together
from broadcaster.queries.report_newsroom import opinions_of, tasks_of, units_of

MOST_FAULTS = 40


def report_figures(
    session: Session, commune_id: str, from_on: date, until_on: date, *, now: datetime
) -> Plain:
    """Return everything a report of these days says, in plain values that JSON can hold.

    Reach is worked out from whole months: those that the days touch, which the report says.
    """
    fleet = fleet_rows.load(session, commune_id)
    zone = fleet.commune.zone
    until_at = min(day_span(until_on, zone)[1], now)
    window = Window(commune_id, day_span(from_on, zone)[0], until_at)
    last_on = min(until_on, day_of(now, zone))
    view = reach_view(session, commune_id, tuple(months_between(from_on, last_on)))
    aired = aired_bulletins(session, window)
    devices = by_device(session, window)
    return {
        "commune": fleet.commune.name,
        "is_sample": fleet.commune.is_sample,
        "from_on": from_on.isoformat(),
        "until_on": until_on.isoformat(),
        "data_until": until_at.isoformat(),
        "zone": zone,
        "months": [month.isoformat() for month in view.months],
        "residents": view.residents,
        "hamlet_count": len(fleet.hamlets),
        "speaker_count": len(fleet.devices),
        "undeclared": list(view.undeclared),
        "activity": _activity(session, window, aired, together(devices)),
        "bulletins": aired,
        "topics": [_topic(each) for each in view.topics],
        "hamlets": _hamlets(view.topics),
        "speakers": [_speaker(device, fleet, devices[device.id]) for device in fleet.devices],
        "faults": _faults(session, window, zone),
        "requests": _requests(session, window),
        "units": units_of(session, commune_id, view.months, now=now),
        "tasks": tasks_of(session, window, from_on, until_on, zone),
        "opinions": opinions_of(session, window),
        "hamlet_names": {hamlet.code: hamlet.name for hamlet in fleet.hamlets},
    }


def _activity(session: Session, window: Window, aired: list[Plain], pairs: Pairs) -> Plain:
    own = (bulletins.c.commune_id == window.commune_id,)
    airings = session.scalar(
        select(func.count(func.distinct(as_run.c.broadcast_id))).where(
            *window.of(as_run), as_run.c.outcome.not_in([*OPEN, Outcome.CANCELLED])
        )
    )
    approved = session.scalar(
        select(func.count()).where(
            *own, bulletins.c.approved_at >= window.from_at, bulletins.c.approved_at < window.until_at
        )
    )
    urgent = session.execute(
        select(alerts.c.is_exercise, func.count())
        .where(
            alerts.c.commune_id == window.commune_id,
            alerts.c.released_at >= window.from_at,
            alerts.c.released_at < window.until_at,
        )
        .group_by(alerts.c.is_exercise)
    )
    counts = {row[0]: row[1] for row in urgent}
    return {
        "airings": airings or 0,
        "approved": approved or 0,
        "bulletins": len(aired),
        "urgent": counts.get(False, 0),
        "exercises": counts.get(True, 0),
        **pairs._asdict(),
    }


def _topic(found: TopicReach) -> Plain:
    claim = found.figures.claim
    return {
        **plain_topic(found),
        "yes": found.wave.yes(found.topic.value) if found.wave else 0,
        "wave": found.wave.wave.name if found.wave else "",
        "lower": min((each for each in (claim.lower, claim.exact_lower) if each is not None), default=None),
    }


def _hamlets(topics: tuple[TopicReach, ...]) -> list[Plain]:
    """Return the plan's own topic hamlet by hamlet, or the first there is."""
    lead = next((each for each in topics if each.topic is Topic.INNOVATION), topics[0] if topics else None)
    return [_hamlet(each, lead.topic) for each in lead.hamlets] if lead else []


def _hamlet(found: HamletReach, topic: Topic) -> Plain:
    rungs = found.ladder
    return {
        "hamlet": found.hamlet,
        "topic": topic.value,
        "residents": rungs.residents,
        "scheduled": rungs.played.scheduled,
        "confirmed": rungs.played.confirmed,
        "ceiling": rungs.ceiling,
        "t2": [rungs.model.mean, rungs.model.low, rungs.model.high],
        "t3": [found.told.mean, found.told.low, found.told.high] if found.told else None,
        "asked": found.asked,
    }


def _speaker(device: Device, fleet: Fleet, pairs: Pairs) -> Plain:
    names = {hamlet.code: hamlet.name for hamlet in fleet.hamlets}
    return {
        "device": device.id,
        "name": device.name,
        "hamlet": names[device.hamlet],
        "lat": device.lat,
        "lon": device.lon,
        "horns": device.horns,
        "households": device.households,
        **pairs._asdict(),
    }


def _faults(session: Session, window: Window, zone: str) -> list[Plain]:
    """Return what did not sound, by speaker and reason, the most first."""
    failed = (Outcome.MISSED, Outcome.REJECTED, Outcome.PARTIAL, Outcome.UNKNOWN)
    count = func.count().label("plays")
    rows = session.execute(
        select(
            as_run.c.device_id,
            as_run.c.outcome,
            as_run.c.reason,
            count,
            func.min(as_run.c.start_at),
            func.max(as_run.c.start_at),
        )
        .where(*window.of(as_run), as_run.c.outcome.in_(failed))
        .group_by(as_run.c.device_id, as_run.c.outcome, as_run.c.reason)
        .order_by(count.desc(), as_run.c.device_id, as_run.c.outcome, as_run.c.reason)
        .limit(MOST_FAULTS)
    )
    return [
        {
            "device": device,
            "outcome": outcome.value,
            "reason": reason,
            "plays": plays,
            "first_on": day_of(first_at, zone).isoformat(),
            "last_on": day_of(last_at, zone).isoformat(),
        }
        for device, outcome, reason, plays, first_at, last_at in rows
    ]


def _requests(session: Session, window: Window) -> Plain:
    rows = session.execute(
        select(requests.c.state, func.count())
        .where(
            requests.c.commune_id == window.commune_id,
            requests.c.unit_id.is_(None),  # what units send is counted with them
            requests.c.created_at >= window.from_at,
            requests.c.created_at < window.until_at,
        )
        .group_by(requests.c.state)
    )
    counts = {state.value: count for state, count in rows}
    return {"all": sum(counts.values()), **counts}
