"""One seed, one commune: set up, rehearsed, healed and judged."""

import random
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from broadcaster.protocol.signing import Ed25519Key, Key, Verify, verify
from broadcaster.speaker.identity import Identity
from broadcaster.workers.rehearsal.faults import Faults, swarm
from broadcaster.workers.rehearsal.horn import Heard
from broadcaster.workers.rehearsal.judge import RESTLESS, Judge, Violation
from broadcaster.workers.rehearsal.listening import Listener
from broadcaster.workers.rehearsal.machine import Machine
from broadcaster.workers.rehearsal.place import DAY_S, OPENS, SITE
from broadcaster.workers.rehearsal.programme import Programme
from broadcaster.workers.rehearsal.seals import StandInKey, stand_in_verify
from broadcaster.workers.rehearsal.station import MakeKey, Station
from broadcaster.workers.rehearsal.thief import Thief
from broadcaster.workers.rehearsal.timeline import RestlessError, Timeline
from broadcaster.workers.rehearsal.weather import Weather
from broadcaster.workers.rehearsal.wire import Wire

REAL_EVERY: Final = 50
"""In every so many seeds each signature is a real one."""
_MIDNIGHT: Final = 1_789_923_600.0
"""Monday, 21 September 2026, 00:00 in Hà Nội."""
_HEALED_S: Final = 3_600.0
_RESTLESS: Final = 12_000
"""More happenings on a speaker-day than this are a storm; usual are three thousand."""

Choose = Callable[[random.Random, Collection[str]], Faults]


@dataclass(frozen=True)
class Rehearsed:
    """What became of one seed. `outcomes` counts (broadcast, speaker) pairs; there are `planned` of them."""

    seed: int
    faults: tuple[str, ...]
    speaker_days: float
    planned: int
    heard: int
    outcomes: dict[str, int]
    violations: tuple[Violation, ...]


def rehearse(
    seed: int, *, days: int, speakers: int, allowed: Collection[str], choose: Choose = swarm
) -> Rehearsed:
    """Live through so many days and judge them. The same arguments give the same days."""
    chance = random.Random(seed)  # noqa: S311  chance that can be repeated, no secrets
    faults = choose(chance, allowed)
    struck = tuple(sorted(faults.rate))
    make_key, check = _seals(seed)
    time, ear = Timeline(_MIDNIGHT - 3_600, _RESTLESS * (days + 1) * (speakers + 1)), list[Heard]()
    wire = Wire(time, chance, faults)
    keys = {f"LOA-{n:04}": make_key(f"speaker {n}".encode().ljust(32)) for n in range(speakers)}
    station = Station(time, wire, make_key, {device: key.public for device, key in keys.items()})
    thief = Thief(station, wire, chance)
    programme = Programme(station, chance, _MIDNIGHT)
    programme.begin(days)
    root = station.root
    for device, key in keys.items():
        identity = Identity(SITE, device, root, "")
        wire.machines[device] = Machine(
            identity, key, verify=check, time=time, network=wire, chance=chance, faults=faults, ear=ear
        )
    weather = Weather(station, wire, thief, faults, chance)
    judge = Judge(station, Listener(station, check), wire.machines, thief, ear)
    station.on_plan = lambda each: time.at(
        each.start_at.timestamp(),
        lambda since=time.now: judge.note_start(each, since),  # type: ignore[misc]
    )
    for each in station.broadcasts.values():
        station.on_plan(each)
    for day in range(days):
        time.at(_MIDNIGHT + day * DAY_S, lambda at=_MIDNIGHT + day * DAY_S: weather.day(at))  # type: ignore[misc]
    try:
        time.run(_MIDNIGHT + days * DAY_S)
        _heal(weather, programme, judge)
        outcomes, violations = judge.verdict()
    except RestlessError:
        outcomes, violations = Counter[str](), [Violation(RESTLESS, "", "", "a storm of messages")]
    return Rehearsed(
        seed,
        struck,
        days * speakers,
        sum(outcomes.values()),
        len(ear),
        dict(sorted(outcomes.items())),
        tuple(violations),
    )


def _heal(weather: Weather, programme: Programme, judge: Judge) -> None:
    """Put everything in order, and plan one more broadcast, that nothing may excuse."""
    time = programme.station.timeline
    time.run(time.now + OPENS * 60 + 600)
    weather.clear()
    time.run(time.now + _HEALED_S)
    last = programme.broadcast_at(time.now + _HEALED_S)
    judge.due.add(last.id)
    programme.station.plan([last])
    time.run(time.now + 2 * _HEALED_S)


def _seals(seed: int) -> tuple[MakeKey, Verify]:
    return (_real_key, verify) if seed % REAL_EVERY == 0 else (StandInKey, stand_in_verify)


def _real_key(seed: bytes) -> Key:
    return Ed25519Key(seed)
