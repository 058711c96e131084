"""A step that breaks ends the step, not the worker; the heartbeat tells the truth and costs little."""

import logging
import threading
from datetime import datetime, timedelta

import pytest

from broadcaster.domain.errors import DeliveryError
from broadcaster.services.health import Heartbeat
from broadcaster.workers.runner import BEAT_EVERY, LONGEST_SLEEP, Runner
from tests.factories import NOW
from tests.fakes import HandClock


class Scripted:
    """A worker that does what its script says, step by step, and then rests."""

    name = "scripted"

    def __init__(self, *script: Exception | timedelta) -> None:
        self.script = list(script)
        self.steps = 0
        self.enough = threading.Event()

    def step(self, now: datetime) -> datetime:
        self.steps += 1
        if self.steps > 3:
            self.enough.set()
        act = self.script.pop(0) if self.script else timedelta()
        if isinstance(act, Exception):
            raise act
        return now + act


def runner(worker: Scripted, clock: HandClock) -> tuple[Runner, list[Heartbeat]]:
    told: list[Heartbeat] = []
    return Runner(worker, clock=clock.now, beat=told.append), told


def test_a_worker_survives_its_steps(caplog: pytest.LogCaptureFixture) -> None:
    worker = Scripted(ZeroDivisionError("bug"), DeliveryError("no broker", permanent=False))
    one, told = runner(worker, HandClock(NOW))
    with caplog.at_level(logging.CRITICAL):
        rests = [one.step() for _ in range(3)]
    assert worker.steps == 3
    assert rests == [timedelta(seconds=2), timedelta(seconds=2), timedelta()]
    assert [beat.error for beat in told] == ["ZeroDivisionError: bug", "no broker", None]


def test_a_bug_is_logged_with_its_story_and_the_worlds_trouble_without(
    caplog: pytest.LogCaptureFixture,
) -> None:
    one, _ = runner(Scripted(ZeroDivisionError("bug"), DeliveryError("x", permanent=False)), HandClock(NOW))
    one.step()
    one.step()
    assert [record.exc_info is not None for record in caplog.records] == [True, False]


def test_it_looks_at_least_every_five_seconds() -> None:
    one, _ = runner(Scripted(timedelta(days=1), timedelta(days=-1)), HandClock(NOW))
    assert [one.step(), one.step()] == [LONGEST_SLEEP, timedelta()]


def test_heartbeats_are_few_unless_there_is_news() -> None:
    clock = HandClock(NOW)
    one, told = runner(Scripted(*[timedelta()] * 10, ValueError("new")), clock)
    for _ in range(10):
        one.step()
        clock.advance(seconds=1)
    assert [beat.stepped_at - NOW for beat in told] == [timedelta(), BEAT_EVERY]
    one.step()
    assert told[-1].error == "ValueError: new"


def test_a_clock_that_jumped_back_silences_no_heartbeat() -> None:
    clock = HandClock(NOW)
    one, told = runner(Scripted(), clock)
    one.step()
    clock.advance(hours=-3)
    one.step()
    assert len(told) == 2


def test_a_heartbeat_that_cannot_be_written_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    tries: list[Heartbeat] = []

    def beat(told: Heartbeat) -> None:
        tries.append(told)
        if len(tries) == 1:
            raise OSError("disk full")

    one = Runner(Scripted(), clock=HandClock(NOW).now, beat=beat)
    with caplog.at_level(logging.CRITICAL):
        one.step()
    one.step()
    assert len(tries) == 2


def test_it_runs_in_a_thread_until_it_is_stopped() -> None:
    worker = Scripted()
    one, _ = runner(worker, HandClock(NOW))
    one.start()
    assert worker.enough.wait(5)
    one.stop()
    seen = worker.steps
    assert not any(thread.name == "scripted" and thread.is_alive() for thread in threading.enumerate())
    assert worker.steps == seen


def test_waking_shortens_the_rest() -> None:
    worker = Scripted(*[timedelta(days=1)] * 9)
    one, _ = runner(worker, HandClock(NOW))
    one.start()
    while not worker.enough.is_set():
        one.wake()
        worker.enough.wait(0.01)
    one.stop()
    assert worker.steps >= 4
