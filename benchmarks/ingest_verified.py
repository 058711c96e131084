"""Reports through the station's real ear, beside Ed25519 verifying the very same envelopes and nothing else.

The ear verifies each event, keeps it as evidence, moves the as-run log and the counts of reach and signs its answers;
all that is on disk before anything may be acknowledged. The events are those of a commune on air: each speaker tells
of each item that it begins and that it ends, all speakers at about the same time. Processor time of all threads counts.
"""

import hashlib
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from datetime import time as hour
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from broadcaster.bootstrap import Station, build
from broadcaster.cli.installation import prepare_home
from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.db.speaker_tables import journal
from broadcaster.db.timetable_tables import schedules
from broadcaster.domain.asrun import Outcome, entry_id
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.bulletin import Topic
from broadcaster.domain.device import Device
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.places import Commune, Hamlet
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.rundown import ItemKind, Rundown, RundownItem, Why
from broadcaster.domain.types import sha256
from broadcaster.mqtt import Delivery
from broadcaster.protocol import topics
from broadcaster.protocol.codec import MAGIC, seal
from broadcaster.protocol.messages import Event, Scope, spell
from broadcaster.protocol.signing import KID_BYTES, SIGNATURE_BYTES, Ed25519Key, verify
from broadcaster.services import fleet
from broadcaster.settings import Settings
from broadcaster.workers.ear import Ear
from broadcaster.workers.letters import Letters

SITE, HAMLET = "xa-thu", "thon-1"
SPEAKERS = [f"LOA-{number:03}" for number in range(100)]
KEYS = {name: Ed25519Key(hashlib.sha256(name.encode()).digest()) for name in SPEAKERS}
AIRINGS, ITEMS, ITEM_S = 5, 10, 60
GOAL = 0.7
_SIGNATURE_AT = len(MAGIC) + KID_BYTES
_PAYLOAD_AT = _SIGNATURE_AT + SIGNATURE_BYTES


def run(rounds: int = 3) -> dict[str, object]:
    ratios, ours_us, limit_us = [], [], []
    with tempfile.TemporaryDirectory() as folder, _station(Path(folder)) as station:
        ear = Ear(station, Letters(station))
        for nth in range(rounds):
            told = list(_told(_planned(station, nth), nth))
            limit_s, ours_s = _verified(told), _heard(ear, told)
            ratios.append(limit_s / ours_s)
            limit_us.append(1e6 * limit_s / len(told))
            ours_us.append(1e6 * ours_s / len(told))
        _check(station, rounds)
    ratio = statistics.median(ratios)
    return {
        "name": "report ingest, verified and applied, / Ed25519 alone",
        "ratio": round(ratio, 2),
        "goal": GOAL,
        "higher_is_better": True,
        "met": ratio >= GOAL,
        "details": {
            "ours_us_per_event": [round(each, 1) for each in ours_us],
            "ed25519_us_per_event": [round(each, 1) for each in limit_us],
            "events_per_round": 2 * ITEMS * AIRINGS * len(SPEAKERS),
        },
    }


def _verified(told: Sequence[Delivery]) -> float:
    began_s = time.process_time()
    for each in told:
        payload = each.payload
        public = KEYS[topics.parse(each.topic).name].public
        if not verify(public, payload[_SIGNATURE_AT:_PAYLOAD_AT], MAGIC + b"\0" + payload[_PAYLOAD_AT:]):
            raise RuntimeError("a good signature was refused")
    return time.process_time() - began_s


def _heard(ear: Ear, told: Sequence[Delivery]) -> float:
    began_s = time.process_time()
    for each in told:
        ear.take(each)
    while ear.waiting:
        ear.listen(None)
        ear.answers()
    return time.process_time() - began_s


def _told(airings: Sequence[tuple[str, datetime]], nth: int) -> Iterator[Delivery]:
    number = 2 * ITEMS * AIRINGS * nth
    for broadcast, start_at in airings:
        for item in range(ITEMS):
            for kind in ("started", "ended"):
                number += 1
                for name in SPEAKERS:
                    yield _event(name, number, kind, broadcast, item, start_at)


def _event(name: str, number: int, kind: str, broadcast: str, item: int, start_at: datetime) -> Delivery:
    began_ms = int((start_at.timestamp() + item * ITEM_S) * 1000)
    data: dict[str, str | int | float | bool] = {
        "i": item,
        "of": ITEMS,
        "started_at": began_ms,
        "start_error_ms": 3,
    }
    if kind == "ended":
        data |= {
            "ended_at": began_ms + ITEM_S * 1000,
            "played_s": float(ITEM_S),
            "outcome": "DONE",
            "gain": 0.0,
        }
    scope = Scope(SITE, (name,), 1, began_ms // 1000, 0)
    payload = spell(Event(scope, number, began_ms, kind, broadcast, data))
    topic = str(topics.Topic(SITE, topics.Kind.EV, name))
    return Delivery(topic, seal(payload, KEYS[name]), retained=False, qos=1, packet_id=1, connection=1)


@contextmanager
def _station(home: Path) -> Iterator[Station]:
    settings = Settings(var=home, devices=home / "devices.yaml", voice="espeak")
    now = datetime.now().astimezone()
    memory = prepare_home(settings, SITE, now=now)
    wanted = Fleet(
        Commune(SITE, "Xã Thử", is_sample=True),
        (Hamlet(HAMLET, "Thôn 1", 100, 350),),
        tuple(Device(name, name, HAMLET) for name in SPEAKERS),
    )
    with memory.writes.begin() as session:
        fleet.apply(session, wanted, old=None, now=now)
        for name in SPEAKERS:
            public = KEYS[name].public.hex()
            fleet.enrol(session, SITE, name, public_key=public, credential={}, now=now)
        session.execute(insert(schedules), [_schedule(now.date())])
    memory.close()
    station = build(settings)
    try:
        yield station
    finally:
        station.close()


def _schedule(today: date) -> dict[str, object]:
    return {
        "id": "sang",
        "commune_id": SITE,
        "name": "Bản tin sáng",
        "recurrence": Recurrence(frozenset(range(7)), (hour(5, 30),), today),
        "length_ms": ITEMS * ITEM_S * 1000,
        "hamlets": (),
        "late_ms": 60_000,
    }


def _planned(station: Station, nth: int) -> list[tuple[str, datetime]]:
    """Plan the airings of one round; return their ids and when they begin."""
    found = []
    with station.memory.writes.begin() as session:
        for number in range(AIRINGS):
            start_at = station.clock.now() - timedelta(hours=AIRINGS - number)
            broadcast = sha256(f"{nth}/{number}")[:20]
            _plan(session, broadcast, start_at)
            found.append((broadcast, start_at))
    return found


def _plan(session: Session, broadcast: str, start_at: datetime) -> None:
    shared = {"commune_id": SITE, "hamlet": HAMLET, "start_at": start_at}
    airing = {
        "id": broadcast,
        "schedule_id": "sang",
        "title": "Bản tin sáng",
        "rundown": _rundown(),
        "late_ms": 60_000,
    }
    state = {"precedence": Precedence.ROUTINE, "state": BroadcastState.PLANNED}
    session.execute(insert(broadcasts), [{**shared, **airing, **state}])
    plain: Mapping[str, object] = {
        "broadcast_id": broadcast,
        "duration_ms": ITEMS * ITEM_S * 1000,
        "item_count": ITEMS,
        "planned_at": start_at - timedelta(days=1),
        "outcome": Outcome.READY,
        "reason": "",
        "items": {},
        "played_ms": 0,
    }
    rows = [{**shared, **plain, "id": entry_id(broadcast, name), "device_id": name} for name in SPEAKERS]
    session.execute(insert(as_run), rows)


def _rundown() -> Rundown:
    return Rundown(
        tuple(
            RundownItem(
                ItemKind.BULLETIN,
                f"Bản tin {number}",
                sha256(f"{number}"),
                f"b-{number}",
                number * ITEM_S * 1000,
                ITEM_S * 1000,
                Why.NEWEST,
                topic=list(Topic)[number % len(Topic)].value,
            )
            for number in range(ITEMS)
        )
    )


def _check(station: Station, rounds: int) -> None:
    """Make sure that the work was really done."""
    with station.memory.reads() as session:
        kept = session.scalar(select(func.count()).select_from(journal))
        done = session.scalar(select(func.count()).where(as_run.c.outcome == Outcome.DONE))
    pairs = rounds * AIRINGS * len(SPEAKERS)
    if (kept, done) != (pairs * ITEMS * 2, pairs):
        raise RuntimeError(f"{kept} events kept, {done} of {pairs} pairs done")
