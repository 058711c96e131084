"""Two stations on one database: the second refuses, and says who is there."""

from dataclasses import replace
from datetime import datetime

import pytest

from broadcaster.adapters import this_process
from broadcaster.bootstrap import Station
from broadcaster.cli.sentences import explain
from broadcaster.domain.errors import StationError
from broadcaster.services import leases
from broadcaster.services.leases import LEASE, Holder
from broadcaster.workers.charge import Guarded, in_charge
from tests.fakes import HandClock

OTHER = Holder("other", "tram-2 12345678 4026", 4711)


class Counter:
    name = "scheduler"

    def __init__(self) -> None:
        self.steps = 0

    def step(self, now: datetime) -> datetime:
        self.steps += 1
        return now


def other_takes(station: Station, holder: Holder = OTHER) -> None:
    with station.memory.writes.begin() as session:
        leases.take(session, station.commune.code, "scheduler", holder, now=station.clock.now())


def test_the_second_station_refuses_and_names_the_first(station: Station) -> None:
    other_takes(station)
    with pytest.raises(StationError) as refused, in_charge(station, "scheduler"):
        pytest.fail("it must not begin")
    sentence = explain(refused.value)
    assert "process 4711 on tram-2" in sentence
    assert "03:00:30 UTC" in sentence


def test_it_takes_over_when_the_first_has_fallen_silent(station: Station, clock: HandClock) -> None:
    other_takes(station)
    clock.advance(seconds=LEASE.total_seconds() + 1)
    with in_charge(station, "scheduler"), pytest.raises(StationError):
        other_takes(station)
    other_takes(station)  # who leaves, leaves at once


def test_a_killed_predecessor_on_this_machine_is_followed_at_once(station: Station) -> None:
    other_takes(station, Holder("dead", this_process.machine(), 4_194_305))  # above Linux' greatest number
    with in_charge(station, "scheduler"):
        pass


def test_a_worker_may_share_the_charge_of_another(station: Station) -> None:
    other_takes(station)
    loose, bound = Counter(), Counter()
    Guarded(loose, station, part="gateway").step(station.clock.now())
    with pytest.raises(StationError, match="in_charge_elsewhere"):
        Guarded(bound, station).step(station.clock.now())
    assert (loose.steps, bound.steps) == (1, 0)


def test_who_slept_too_long_steps_no_more_until_the_other_is_gone(station: Station, clock: HandClock) -> None:
    worker = Counter()
    guarded = Guarded(worker, station)
    guarded.step(clock.now())
    clock.advance(seconds=LEASE.total_seconds() + 1)
    other_takes(station)
    with pytest.raises(StationError, match="in_charge_elsewhere"):
        guarded.step(clock.now())
    assert (worker.steps, guarded.name) == (1, "scheduler")
    clock.advance(seconds=LEASE.total_seconds() + 1)
    guarded.step(clock.now())
    assert worker.steps == 2


def test_steps_keep_the_charge(station: Station, clock: HandClock) -> None:
    guarded = Guarded(Counter(), station)
    for _ in range(10):
        guarded.step(clock.now())
        clock.advance(seconds=LEASE.total_seconds() / 2)
        with pytest.raises(StationError):
            other_takes(station, replace(OTHER, process=1))
