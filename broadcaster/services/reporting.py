"""What speakers say of themselves becomes the station's knowledge: are they there, and what do they hold.

Everything here may be told twice. A speaker reports every 15 seconds, and most reports say nothing new: they cost
one row each, whatever the plan's length.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import as_run
from broadcaster.db.speaker_tables import desired_plans, rejects, speakers
from broadcaster.domain.asrun import NOT_BEGUN, Outcome
from broadcaster.domain.desired import DesiredPlan
from broadcaster.domain.status import SpeakerStatus
from broadcaster.domain.types import new_id

_log = logging.getLogger(__name__)
_LONG_PAST = timedelta(hours=12)
"""No broadcast that began so long ago can still be sent or got ready."""


@dataclass(frozen=True)
class Report:
    """A speaker's reported state, every 15 seconds and on change."""

    epoch: int
    version: int
    plan_sha: str
    plan_until_at: datetime | None
    ready_until_at: datetime | None
    missing: int
    clock: str
    skew_ms: int | None
    errors: tuple[str, ...]
    free_bytes: int | None
    gain_db: float | None
    playing: str
    issued: int = 0
    """When the speaker said so, by its own clock (UTC seconds); 0 where it knew no time."""


def known_speakers(session: Session, commune_id: str, ids: Collection[str]) -> Mapping[str, SpeakerStatus]:
    """Return what is known of these speakers, without those that never joined, and have their plans at hand."""
    status, plan = speakers.c, desired_plans.c
    session.scalars(select(DesiredPlan).where(plan.commune_id == commune_id, plan.device_id.in_(ids))).all()
    found = session.scalars(
        select(SpeakerStatus).where(status.commune_id == commune_id, status.device_id.in_(ids))
    )
    return {each.device_id: each for each in found}


def public_keys(session: Session, commune_id: str, ids: Collection[str]) -> Mapping[str, str]:
    """Return the keys, in hexadecimal, of those of these speakers that have joined."""
    column = speakers.c
    rows = session.execute(
        select(column.device_id, column.public_key).where(
            column.commune_id == commune_id, column.device_id.in_(ids)
        )
    )
    return {row.device_id: row.public_key for row in rows}


def hear_report(session: Session, status: SpeakerStatus, report: Report, *, now: datetime) -> None:
    """Take a speaker's reported state and compare it with the desired one. One that is said again tells nothing."""
    if status.has_moved_on(report.issued, now=now):
        return
    said_before = (status.version, status.plan_sha, status.ready_until_at)
    status.hear_presence(report.issued, now=now)
    status.said_on = True
    status.epoch, status.version, status.plan_sha = report.epoch, report.version, report.plan_sha
    status.plan_until_at, status.missing = report.plan_until_at, report.missing
    status.ready_until_at = report.ready_until_at
    status.clock, status.skew_ms, status.errors = report.clock, report.skew_ms, list(report.errors)
    status.free_bytes, status.gain_db, status.playing = report.free_bytes, report.gain_db, report.playing
    desired = session.get(DesiredPlan, (status.commune_id, status.device_id))
    if desired is None:
        return
    was_held = desired.is_held
    desired.heard(epoch=report.epoch, version=report.version, sha=report.plan_sha, now=now)
    says_news = said_before != (report.version, report.plan_sha, report.ready_until_at)
    if desired.is_held and (says_news or not was_held):
        _mark_held(session, desired, report.ready_until_at, now)


def hear_hello(
    session: Session,
    status: SpeakerStatus,
    *,
    boot: int,
    conn: int,
    firmware: str,
    clock: str,
    lowest_event: int,
    now: datetime,
    issued: int = 0,
) -> None:
    """Take a speaker's first word. Events below `lowest_event` that never arrived are lost and not waited for."""
    status.hear_state(on=True, boot=boot, conn=conn, issued=issued, now=now)
    status.firmware, status.clock = firmware, clock
    if lowest_event - 1 > status.journal_to:
        _log.warning("%s lost its events %d to %d", status.device_id, status.journal_to + 1, lowest_event - 1)
        status.journal_to = lowest_event - 1
        status.journal_top = max(status.journal_top, status.journal_to)
    desired = session.get(DesiredPlan, (status.commune_id, status.device_id))
    if desired is not None:
        desired.say_again(now)


def mark_sent(session: Session, desired: DesiredPlan, *, now: datetime) -> None:
    """Record that the speaker's head, and with it these broadcasts, went out."""
    _advance(session, desired, Outcome.SENT, now)


def keep_reject(
    session: Session, commune_id: str, topic: str, envelope: bytes, *, code: str, why: str, now: datetime
) -> None:
    """Keep a message that was refused, for whoever looks into it; nothing acts upon it."""
    session.execute(
        insert(rejects).values(
            id=new_id(),
            commune_id=commune_id,
            topic=_printable(topic),
            code=code,
            why=_printable(why),
            envelope=envelope[:8192],
            received_at=now,
        )
    )


def _mark_held(session: Session, desired: DesiredPlan, ready_until: datetime | None, now: datetime) -> None:
    if ready_until is not None:
        _advance(session, desired, Outcome.READY, now, as_run.c.start_at <= ready_until)
    _advance(session, desired, Outcome.ACCEPTED, now)


def _advance(
    session: Session, desired: DesiredPlan, step: Outcome, now: datetime, *narrower: ColumnElement[bool]
) -> None:
    """Move the pairs that this plan tells forward to `step`; what was planned after it was made is not in it."""
    behind = NOT_BEGUN[: NOT_BEGUN.index(step)]
    session.execute(
        update(as_run)
        .where(
            as_run.c.device_id == desired.device_id,
            as_run.c.commune_id == desired.commune_id,
            as_run.c.start_at >= now - _LONG_PAST,
            as_run.c.start_at < desired.until_at,
            as_run.c.planned_at <= desired.made_at,
            as_run.c.outcome.in_(behind),
            *narrower,
        )
        .values(outcome=step)
    )


def _printable(text: str) -> str:
    """Make foreign text fit to be kept: PostgreSQL takes no NUL."""
    return text[:500].replace("\0", "\N{REPLACEMENT CHARACTER}")
