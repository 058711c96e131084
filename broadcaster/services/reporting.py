"""What speakers say becomes the station's knowledge: journal first, then status, plan and as-run log.

Everything here may be told twice: a repeated event finds its row and changes nothing.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from broadcaster.db import tables
from broadcaster.domain.asrun import AsRunEntry, ItemReport, Outcome, entry_id
from broadcaster.domain.desired import DesiredPlan
from broadcaster.domain.status import SpeakerStatus
from broadcaster.domain.types import new_id

_log = logging.getLogger(__name__)
_WALK = 5_000
"""Events looked at when the journal's end is moved: more than a speaker's ring holds."""


@dataclass(frozen=True)
class Event:
    """One numbered, signed event of a speaker.

    `broadcast_id` with `item` tells what became of one item; `refusal` an order refused as a whole (its E-code);
    `missed` an order never begun (the reason; `was_cancelled` where somebody took it back). Other kinds are kept in the journal only.
    """

    seq: int
    kind: str
    envelope: bytes
    broadcast_id: str | None = None
    item: ItemReport | None = None
    refusal: str | None = None
    missed: str | None = None
    was_cancelled: bool = False


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


def speaker(session: Session, commune_id: str, device_id: str) -> SpeakerStatus | None:
    """Return what is known of a speaker, or None for one that was never enrolled."""
    return session.get(SpeakerStatus, (commune_id, device_id))


def hear_report(session: Session, status: SpeakerStatus, report: Report, *, now: datetime) -> None:
    """Take a speaker's reported state and compare it with the desired one."""
    status.seen_at, status.said_on = now, True
    status.epoch, status.version, status.plan_sha = report.epoch, report.version, report.plan_sha
    status.plan_until_at, status.missing = report.plan_until_at, report.missing
    status.ready_until_at = report.ready_until_at
    status.clock, status.skew_ms, status.errors = report.clock, report.skew_ms, list(report.errors)
    status.free_bytes, status.gain_db, status.playing = report.free_bytes, report.gain_db, report.playing
    desired = session.get(DesiredPlan, (status.commune_id, status.device_id))
    if desired is None:
        return
    desired.heard(epoch=report.epoch, version=report.version, sha=report.plan_sha, now=now)
    if desired.due_at is None:
        for entry in _behind(session, desired, Outcome.READY):
            is_ready = report.ready_until_at is not None and entry.start_at <= report.ready_until_at
            entry.advance(Outcome.READY if is_ready else Outcome.ACCEPTED)


def mark_sent(session: Session, desired: DesiredPlan) -> None:
    """Record that the speaker's head, and with it these broadcasts, went out."""
    for entry in _behind(session, desired, Outcome.SENT):
        entry.advance(Outcome.SENT)


def _behind(session: Session, desired: DesiredPlan, step: Outcome) -> Iterable[AsRunEntry]:
    planned = [order["id"] for order in desired.plan.get("orders", ())]
    column = tables.as_run.c
    waiting = {Outcome.PLANNED, Outcome.SENT, Outcome.ACCEPTED} - {step}
    return session.scalars(
        select(AsRunEntry).where(
            column.device_id == desired.device_id,
            column.broadcast_id.in_(planned),
            column.outcome.in_(waiting),
        )
    )


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
) -> None:
    """Take a speaker's first word. Events below `lowest_event` that never arrived are lost and not waited for."""
    status.hear_state(on=True, boot=boot, conn=conn, now=now)
    status.firmware, status.clock = firmware, clock
    if lowest_event - 1 > status.journal_to:
        _log.warning("%s lost its events %d to %d", status.device_id, status.journal_to + 1, lowest_event - 1)
        status.journal_to = lowest_event - 1
    desired = session.get(DesiredPlan, (status.commune_id, status.device_id))
    if desired is not None:
        desired.say_again(now)


def hear_events(
    session: Session, status: SpeakerStatus, key_id: str, events: Sequence[Event], *, now: datetime
) -> int:
    """Keep new events as signed evidence, apply them to the as-run log, and return how far the journal is whole."""
    known = set(
        session.scalars(
            select(tables.journal.c.seq).where(
                tables.journal.c.device_id == status.device_id,
                tables.journal.c.key_id == key_id,
                tables.journal.c.seq.in_([event.seq for event in events]),
            )
        )
    )
    fresh = {event.seq: event for event in events if event.seq not in known}
    if fresh:
        session.execute(
            insert(tables.journal),
            [
                {
                    "device_id": status.device_id,
                    "key_id": key_id,
                    "seq": event.seq,
                    "commune_id": status.commune_id,
                    "kind": event.kind,
                    "envelope": event.envelope,
                    "received_at": now,
                }
                for event in fresh.values()
            ],
        )
        _apply(session, status, sorted(fresh.values(), key=lambda event: event.seq), now)
    status.journal_to = _whole_to(session, status, key_id)
    return status.journal_to


def settle_overdue(session: Session, commune_id: str, *, now: datetime) -> int:
    """Call UNKNOWN what should have ended a minute ago without a word; return how many."""
    column = tables.as_run.c
    open_ones = select(AsRunEntry).where(
        column.commune_id == commune_id,
        column.start_at < now,
        column.outcome.in_([Outcome.PLANNED, Outcome.SENT, Outcome.ACCEPTED, Outcome.READY, Outcome.STARTED]),
    )
    settled = 0
    for entry in session.scalars(open_ones):
        entry.give_up_waiting(now=now)
        settled += entry.outcome is Outcome.UNKNOWN
    return settled


def keep_reject(
    session: Session, commune_id: str, topic: str, envelope: bytes, *, code: str, why: str, now: datetime
) -> None:
    """Keep a message that was refused, for whoever looks into it; nothing acts upon it."""
    session.execute(
        insert(tables.rejects).values(
            id=new_id(),
            commune_id=commune_id,
            topic=topic[:500],
            code=code,
            why=why[:500],
            envelope=envelope[:8192],
            received_at=now,
        )
    )


def _apply(session: Session, status: SpeakerStatus, events: Iterable[Event], now: datetime) -> None:
    for event in events:
        if event.broadcast_id is None:
            continue
        entry = session.get(AsRunEntry, entry_id(event.broadcast_id, status.device_id))
        if entry is None or entry.device_id != status.device_id:
            continue
        if event.item is not None:
            entry.hear(event.item, now=now)
        elif event.refusal is not None:
            entry.refuse(event.refusal, now=now)
        elif event.missed is not None and event.was_cancelled:
            entry.cancel(event.missed, now=now)
        elif event.missed is not None:
            entry.miss(event.missed, now=now)


def _whole_to(session: Session, status: SpeakerStatus, key_id: str) -> int:
    end = status.journal_to
    column = tables.journal.c
    following = session.scalars(
        select(column.seq)
        .where(column.device_id == status.device_id, column.key_id == key_id, column.seq > end)
        .order_by(column.seq)
        .limit(_WALK)
    )
    for seq in following:
        if seq != end + 1:
            break
        end = seq
    return end
