"""Alerts, stop and test tones: what does not wait for a plan."""

import pytest

from broadcaster.protocol.messages import ToneTest, Window
from broadcaster.protocol.roles import Role
from broadcaster.protocol.topics import Kind
from tests.speaker.toy_controller import order, sound
from tests.speaker.village import DEVICE, Village

CHIME, NEWS, WEATHER = sound("chime", 3_000), sound("news", 20_000), sound("weather", 10_000)


def test_stop_silences_at_once_holds_and_is_released(village: Village) -> None:
    start = village.now + 10
    orders = [order("b1", start, NEWS), order("b2", start + 60, CHIME), order("b3", start + 300, CHIME)]
    village.plan(orders, [CHIME, NEWS])
    village.run(15)
    village.send(Kind.CMD, village.toy.stop(DEVICE, village.now, name="s1", hold_s=200))
    village.run(230)
    assert [one.order for one in village.heard] == ["b1"]
    assert village.heard[0].played_s == pytest.approx(5, abs=0.2)
    assert village.events("missed")[0].data["reason"] == "hold"
    village.run(100)
    assert [one.order for one in village.heard] == ["b1", "b3"]


def test_a_hold_survives_a_power_cut_and_an_older_plan_does_not_undo_it(village: Village) -> None:
    late_head, _ = village.toy.plan(DEVICE, village.now, [order("b1", village.now + 60, CHIME)], [CHIME])
    village.run(2)
    village.send(Kind.CMD, village.toy.stop(DEVICE, village.now, name="s1", hold_s=600))
    village.send(Kind.HEAD, late_head)
    village.run(5)
    village.power_cut()
    village.run(200)
    assert not village.heard
    village.send(Kind.CMD, village.toy.stop(DEVICE, village.now, name="s2", hold_s=0))
    village.plan([order("b2", village.now + 60, CHIME)], [CHIME])
    village.run(100)
    assert village.sounded() == [("b2", 0)]


def test_an_alert_interrupts_and_what_it_interrupted_never_resumes(village: Village) -> None:
    village.plan([order("b1", village.now + 10, NEWS, WEATHER)], [NEWS, WEATHER])
    village.run(15)
    pressed = village.now
    village.flash.add(CHIME.sha256)
    village.send(Kind.CMD, village.toy.alert(DEVICE, village.now, "flood", CHIME))
    village.run(100)
    assert [one.order for one in village.heard] == ["b1", "flood"]
    assert village.heard[1].at - pressed < 0.5
    assert village.outcomes() == [("b1", 0, "PREEMPTED"), ("b1", 1, "PREEMPTED"), ("flood", 0, "DONE")]


def test_an_alert_begins_anew_after_a_power_cut_and_is_heard_once_whole(village: Village) -> None:
    village.send(Kind.CMD, village.toy.alert(DEVICE, village.now, "flood", NEWS))
    village.run(10)
    village.power_cut(5)
    village.run(100)
    assert [round(one.played_s or 0) for one in village.heard] == [pytest.approx(10, abs=1), 20]
    assert ("flood", 0, "DONE") in village.outcomes()
    village.power_cut(5)
    village.run(100)
    assert len(village.heard) == 2


def test_alerts_repeat_until_they_are_cancelled(village: Village) -> None:
    alert = village.toy.alert(DEVICE, village.now, "storm", CHIME, life_s=3_600, every_s=60, until=0)
    village.send(Kind.CMD, alert)
    village.run(150)
    assert [one.order for one in village.heard] == ["storm", "storm:1", "storm:2"]
    village.plan([], [], cancelled=("storm",))
    village.run(600)
    assert len(village.heard) == 3


def test_an_expired_alert_is_not_heard(village: Village) -> None:
    alert = village.toy.alert(DEVICE, village.now, "old", CHIME, life_s=60)
    village.run(61)
    village.send(Kind.CMD, alert)
    village.run(60)
    assert not village.heard
    assert village.codes() == ["E08"]


def test_the_fourth_new_alert_in_an_hour_is_refused_but_not_its_correction(village: Village) -> None:
    for n in range(4):
        village.send(Kind.CMD, village.toy.alert(DEVICE, village.now, f"a{n}", CHIME))
        village.run(30)
    assert [one.order for one in village.heard] == ["a0", "a1", "a2"]
    assert village.codes() == ["E11"]
    village.send(Kind.CMD, village.toy.alert(DEVICE, village.now, "clear", CHIME, reference="a0"))
    village.run(30)
    assert village.heard[-1].order == "clear"


def test_a_test_tone_sounds_once(village: Village) -> None:
    tone = village.toy.test_tone(DEVICE, village.now, name="t1", seconds=2)
    village.send(Kind.CMD, tone)
    village.run(5)
    village.send(Kind.CMD, tone)
    village.run(30)
    assert [(one.sound, one.played_s) for one in village.heard] == [("tone:sine", 2.0)]


def test_alerts_are_heard_whole_the_graver_and_then_the_newer_first(village: Village) -> None:
    for name, severity in (("first", 1), ("slight", 1), ("grave", 3), ("newer", 3)):
        about = None if name == "first" else "first"  # a fourth new alert within the hour would be refused
        alert = village.toy.alert(DEVICE, village.now, name, WEATHER, severity=severity, reference=about)
        village.send(Kind.CMD, alert)
        village.run(2)
    village.run(100)
    assert [one.order for one in village.heard] == ["first", "newer", "grave", "slight"]
    assert [round(one.played_s or 0) for one in village.heard] == [10, 10, 10, 10]


def test_an_alert_that_waited_for_another_until_it_expired_is_silent(village: Village) -> None:
    village.send(Kind.CMD, village.toy.alert(DEVICE, village.now, "grave", NEWS, severity=3))
    village.run(2)
    village.send(Kind.CMD, village.toy.alert(DEVICE, village.now, "slight", WEATHER, severity=1, life_s=10))
    village.run(100)
    assert [one.order for one in village.heard] == ["grave"]
    assert ("slight", None, "MISSED") in village.outcomes()


def test_the_silent_test_goes_its_whole_way_at_any_hour_and_a_tone_does_not() -> None:
    village = Village()
    village.set_up(quiet=(Window("1234567", 0, 1440),))
    scope = village.toy.scope(DEVICE, village.now, life_s=300)
    for name, tone in (("cmd-night", "silent"), ("cmd-day", "sine")):
        village.send(Kind.CMD, village.toy.sign(Role.ORDER, ToneTest(scope, name, tone, 1)))
    village.run(20)
    assert ("cmd-night", 0, "DONE") in village.outcomes()
    assert ("cmd-day", None, "REJECTED") in village.outcomes()
