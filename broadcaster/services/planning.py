"""Looking ahead: schedules become broadcasts for seven days, and every (broadcast, speaker) pair gets its row.

Thinking and writing are apart: `foresee` reads and thinks as long as it needs without holding anybody up, and
returns what must be written; each piece of that is a short transaction. Planning again, after a crash between two
pieces too, writes only what is missing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.domain.asrun import NOT_BEGUN, TAKEN_BACK, Outcome, entry_id
from broadcaster.domain.broadcast import Broadcast, BroadcastState
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.horizon import DAYS_AHEAD, expand
from broadcaster.services import unaired
from broadcaster.services.planning_view import known_broadcasts, look_around
from broadcaster.services.writes import Row, Write

FREEZE = timedelta(seconds=30)
"""So near to air nothing is rewritten any more, for the speakers must have it; words withdrawn still fall out."""
Pairs = Mapping[tuple[str, str], Outcome]


def foresee(session: Session, commune_id: str, *, now: datetime) -> tuple[Write, ...]:
    """Think out the broadcasts of the coming days and return what differs from those that stand, in order."""
    fleet = fleet_rows.load(session, commune_id)
    known = known_broadcasts(session, commune_id, now)
    horizon = expand(
        look_around(session, fleet, known.values(), now), now=now, days=DAYS_AHEAD, freeze=FREEZE
    )
    # What is over is written only where no planning ever saw it: one that was withdrawn stays withdrawn.
    airing = [each for each in horizon.broadcasts if each.start_at >= now or each.id not in known]
    fresh = [each for each in airing if each.id not in known]
    changed = [each for each in airing if each.id in known and _differ(known[each.id], each)]
    resounding = {each.id for each in changed if _sound(known[each.id]) != _sound(each)}
    pairs = _pairs(session, commune_id, now)
    wanted = _wanted(airing, fleet)
    writes = (
        Write(insert(broadcasts), [_row(each) for each in fresh]),
        Write(_CHANGE, [_keyed(_row(each)) for each in changed]),
        Write(_WITHDRAW, [{"key": key} for key in horizon.withdrawn]),
        Write(insert(as_run), [_pair(*pair, now) for key, pair in wanted.items() if key not in pairs]),
        Write(_REOPEN, list(_reopened(wanted, pairs, resounding, now))),
        Write(_FORGET, [{"key": entry_id(*key)} for key in _unwanted(wanted, pairs)]),
        Write(_TAKE_BACK, [{"key": entry_id(*key), "now": now} for key in _unwanted(wanted, pairs)]),
        *unaired.writes(session, commune_id, horizon.unplanned, now=now),
    )
    return tuple(write for write in writes if write.rows)


def plan_ahead(session: Session, commune_id: str, *, now: datetime) -> int:
    """Foresee and write in one transaction; return how many rows that took. For small worlds."""
    writes = foresee(session, commune_id, now=now)
    for write in writes:
        write.run(session)
    return sum(len(write.rows) for write in writes)


_NOT_BEGUN = or_(*(as_run.c.outcome == step for step in NOT_BEGUN))
"""Spelled out: a statement that is run for many rows cannot have a list of values."""
_CHANGE = (
    update(broadcasts)
    .where(broadcasts.c.id == bindparam("key"))
    .values({name: bindparam(name) for name in ("title", "rundown", "precedence", "late_ms", "state")})
)
_WITHDRAW = (
    update(broadcasts).where(broadcasts.c.id == bindparam("key")).values(state=BroadcastState.WITHDRAWN)
)
_REOPEN = (
    update(as_run)
    .where(
        as_run.c.id == bindparam("key"),
        or_(
            _NOT_BEGUN,
            (as_run.c.outcome == Outcome.CANCELLED) & as_run.c.started_at.is_(None),
        ),
    )
    .values(
        outcome=Outcome.PLANNED,
        reason="",
        settled_at=None,
        duration_ms=bindparam("duration_ms"),
        item_count=bindparam("item_count"),
        planned_at=bindparam("now"),
    )
)
"""What has begun keeps what was planned for it."""
_FORGET = delete(as_run).where(as_run.c.id == bindparam("key"), as_run.c.outcome == Outcome.PLANNED)
"""Where no speaker ever heard of it, nothing remains."""
_TAKE_BACK = (
    update(as_run)
    .where(as_run.c.id == bindparam("key"), _NOT_BEGUN)
    .values(outcome=Outcome.CANCELLED, reason=TAKEN_BACK, settled_at=bindparam("now"))
)


def _differ(stands: Broadcast, wanted: Broadcast) -> bool:
    return (stands.title, stands.rundown, *_sound(stands)) != (wanted.title, wanted.rundown, *_sound(wanted))


def _sound(broadcast: Broadcast) -> tuple[object, ...]:
    """Return all that a speaker is told of it."""
    items = [(item.sound, item.offset_ms, item.duration_ms, item.url) for item in broadcast.rundown.items]
    return broadcast.precedence, broadcast.late_ms, broadcast.state, items


def _row(broadcast: Broadcast) -> Row:
    names = (column.name for column in broadcasts.c if column.name != "commune_id")
    return {"commune_id": broadcast.commune, **{name: getattr(broadcast, name) for name in names}}


def _keyed(row: Row) -> Row:
    return {"key": row["id"], **{name: row[name] for name in row if name not in {"id", "commune_id"}}}


def _wanted(planned: Iterable[Broadcast], fleet: Fleet) -> dict[tuple[str, str], tuple[Broadcast, str]]:
    """Return every (broadcast, speaker) pair that shall be, by both ids."""
    speakers: defaultdict[str, list[str]] = defaultdict(list)
    for device in fleet.devices:
        speakers[device.hamlet].append(device.id)
    return {(each.id, name): (each, name) for each in planned for name in speakers[each.hamlet]}


def _pairs(session: Session, commune_id: str, now: datetime) -> Pairs:
    """Return the pairs to come that have a row, each with its outcome."""
    rows = session.execute(
        select(as_run.c.broadcast_id, as_run.c.device_id, as_run.c.outcome).where(
            as_run.c.commune_id == commune_id, as_run.c.start_at >= now
        )
    )
    return {(row.broadcast_id, row.device_id): row.outcome for row in rows}


def _pair(broadcast: Broadcast, device_id: str, now: datetime) -> Row:
    return {
        "id": entry_id(broadcast.id, device_id),
        "commune_id": broadcast.commune,
        "broadcast_id": broadcast.id,
        "device_id": device_id,
        "hamlet": broadcast.hamlet,
        "start_at": broadcast.start_at,
        "duration_ms": broadcast.duration_ms,
        "item_count": len(broadcast.rundown.items),
        "planned_at": now,
        "outcome": Outcome.PLANNED,
        "reason": "",
        "items": {},
        "played_ms": 0,
    }


def _reopened(
    wanted: Mapping[tuple[str, str], tuple[Broadcast, str]], pairs: Pairs, resounding: set[str], now: datetime
) -> Iterator[Row]:
    for key, (broadcast, _) in wanted.items():
        if key in pairs and (broadcast.id in resounding or pairs[key] is Outcome.CANCELLED):
            yield {
                "key": entry_id(*key),
                "duration_ms": broadcast.duration_ms,
                "item_count": len(broadcast.rundown.items),
                "now": now,
            }


def _unwanted(wanted: Iterable[tuple[str, str]], pairs: Pairs) -> list[tuple[str, str]]:
    keep = set(wanted)
    return [key for key, outcome in pairs.items() if key not in keep and outcome in NOT_BEGUN]
