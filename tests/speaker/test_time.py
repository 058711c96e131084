"""No trusted clock, no scheduled sound; and a plan that lasts for days alone."""

import pytest

from broadcaster.protocol.messages import ClockState, Hello
from broadcaster.protocol.topics import Kind
from broadcaster.speaker.clock import Clock
from tests.speaker.toy_controller import order, sound
from tests.speaker.village import DEVICE, NOON, Village

CHIME, NEWS, WEATHER = sound("chime", 3_000), sound("news", 20_000), sound("weather", 10_000)


def test_nothing_of_the_schedule_sounds_without_a_trusted_clock() -> None:
    village = Village(answering=False)
    village.send(Kind.KEYS, village.toy.keys_envelope(village.now))
    village.send(Kind.POLICY, village.toy.policy_envelope(DEVICE, village.now))
    village.plan([order("b1", village.now + 30, CHIME)], [CHIME])
    village.run(200)
    assert not village.heard
    assert not village.events("refused")
    village.answering = True
    village.plan([order("b2", village.now + 30, CHIME)], [CHIME])
    village.run(60)
    assert village.sounded() == [("b2", 0)]


def test_a_hello_that_nobody_heard_is_said_again(village: Village) -> None:
    """A broker that begins anew may admit the speakers before the controller listens."""
    village.plan([order("b1", village.now + 60, CHIME)], [CHIME])
    village.run(30)
    village.disconnect()
    village.run(60)
    village.answering = False
    village.connect()
    village.run(20)
    assert ("b1", 0, "DONE") not in village.outcomes()
    village.answering = True
    village.run(20)
    assert ("b1", 0, "DONE") in village.outcomes()


def test_a_slow_answer_does_not_set_the_clock() -> None:
    village = Village(round_trip_s=2.5)
    village.set_up()
    village.run(60)
    assert village.report().clock is ClockState.UNTRUSTED
    village.round_trip_s = 1.5
    village.run(30)
    assert village.report().clock is ClockState.TRUSTED
    assert village.report().clock_error_ms >= 750


def test_a_clock_set_in_a_storm_is_asked_about_soon_and_a_fine_one_hourly() -> None:
    clock, waited = Clock.at_boot("1.1", None), []
    for nth, round_trip in enumerate([1.2, 1.2, 1.2, 0.01]):
        asked = clock.asking(f"{nth:016x}", 100.0 * nth)
        clock, _step = asked.answered(f"{nth:016x}", 1e9 + 100.0 * nth, 100.0 * nth + round_trip, floor=0.0)
        waited.append(clock.asks_again_at() - clock.asked_mono)
    assert waited == [2.0, 4.0, 8.0, 3_600.0]


def test_it_plays_on_from_its_plan_for_seven_days_alone_and_then_falls_silent(village: Village) -> None:
    start = village.now + 60
    orders = [order(f"day{n}", start + n * 86_400, CHIME) for n in range(9)]
    village.plan(orders, [CHIME])
    village.run(30)
    village.disconnect()
    village.pulse_s = 3_600
    village.run(9 * 86_400)
    assert [one.order for one in village.heard] == [f"day{n}" for n in range(7)]
    village.connect()
    village.run(60)
    assert ("day7", None, "MISSED") in village.outcomes()
    assert len([one for one in village.outcomes() if one[2] == "DONE"]) == 7


def test_what_was_due_while_the_power_was_off_is_missed_with_its_reason(village: Village) -> None:
    village.plan([order("b1", village.now + 60, CHIME)], [CHIME])
    village.run(20)
    village.power_cut(600)
    village.run(60)
    assert not village.heard
    assert village.events("missed")[0].data["reason"] == "power"


def test_a_boot_without_the_controller_is_silent_however_good_the_plan(village: Village) -> None:
    village.plan([order("b1", village.now + 120, CHIME)], [CHIME])
    village.run(20)
    village.disconnect()
    village.power_cut(10)
    village.run(300)
    assert not village.heard


def test_a_jump_of_the_controllers_clock_moves_nothing_until_it_is_confirmed(village: Village) -> None:
    start = village.now + 5_000
    village.plan([order("b1", start, CHIME)], [CHIME])
    village.run(100)
    village.controller_ahead_s = 3_600
    village.run(4_000)
    village.controller_ahead_s = 0.0
    village.run(1_500)
    assert village.heard[0].at == pytest.approx(int(start), abs=0.5)
    assert not village.events("clock")[0].data["adopted"]


@pytest.mark.slow
def test_a_clock_that_drifts_is_set_every_hour(village: Village) -> None:
    """A poor crystal in the sun: 200 ppm are seventeen seconds a day, and none of them is heard."""
    village.drift = 200e-6
    starts = [village.now + hours * 3_600 for hours in (2, 6)]
    village.plan([order(f"b{n}", start, CHIME) for n, start in enumerate(starts)], [CHIME])
    village.run(7 * 3_600)
    assert [one.order for one in village.heard] == ["b0", "b1"]
    for heard, start in zip(village.heard, starts, strict=True):
        assert abs(heard.at - int(start)) < 1


def test_a_day_change_gives_new_minutes() -> None:
    village = Village(now=NOON + 11.5 * 3_600)
    village.set_up(max_minutes=1)
    now = village.now
    orders = [order(f"b{n}", now + 100 + n * 600, NEWS, NEWS, WEATHER) for n in range(4)]
    village.plan(orders, [NEWS, WEATHER])
    village.run(3_000)
    assert [one.order for one in village.heard] == ["b0"] * 3 + ["b3"] * 3


def test_a_suspended_machine_asks_for_the_time_before_it_plays(village: Village) -> None:
    start = village.now + 1_000
    village.plan([order("b1", start, CHIME)], [CHIME])
    village.run(10)
    village.sleep(900)
    village.run(200)
    assert village.heard[0].at == pytest.approx(int(start), abs=0.1)


def test_the_clock_holds_over_while_nobody_answers(village: Village) -> None:
    village.answering = False
    village.pulse_s = 3_600
    village.run(4 * 3_600)
    village.disconnect()
    village.connect()
    assert isinstance(village.said[-1], Hello)
    assert village.said[-1].clock is ClockState.HOLDOVER
    village.disconnect()
    village.run(8 * 86_400)
    village.connect()
    village.run(10)
    assert village.report().clock is ClockState.UNTRUSTED
    village.answering = True
    village.run(30)
    assert village.report().clock is ClockState.TRUSTED
