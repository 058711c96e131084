"""The speaker's mind in an invented world: what the village hears, whatever fails."""

import pytest

from broadcaster.protocol.messages import ClockState, Window
from broadcaster.protocol.refusals import Code
from broadcaster.protocol.roles import Role
from broadcaster.protocol.topics import Kind
from tests.speaker.toy_controller import ALL_DAY, ToyController, order, sound
from tests.speaker.village import DEVICE, NOON, Village

CHIME, NEWS, WEATHER = sound("chime", 3_000), sound("news", 20_000), sound("weather", 10_000)


@pytest.fixture
def village() -> Village:
    village = Village()
    village.set_up()
    return village


def test_a_planned_broadcast_sounds_at_its_second_as_one_stream_and_is_told(village: Village) -> None:
    start = village.now + 60
    village.plan([order("b1", start, CHIME, NEWS)], [CHIME, NEWS])
    village.run(120)
    assert [(one.order, one.sound) for one in village.heard] == [("b1", CHIME.sha256), ("b1", NEWS.sha256)]
    first, second = village.heard
    assert first.at == pytest.approx(int(start), abs=0.02)
    assert second.at == pytest.approx(first.at + 3, abs=0.001)
    assert village.outcomes() == [("b1", 0, "DONE"), ("b1", 1, "DONE")]
    ended = village.events("ended")[1].data
    assert ended["played_s"] == 20.0
    assert abs(int(ended["start_error_ms"])) <= 20


def test_it_reports_what_it_holds_and_what_is_ready(village: Village) -> None:
    village.broken_sounds[NEWS.sha256] = None
    start = int(village.now) + 1_000
    village.plan([order("b1", start - 500, CHIME), order("b2", start, NEWS)], [CHIME, NEWS])
    village.run(20)
    report = village.report()
    assert (report.held.version, report.ready_until, report.missing) == (1, start, (NEWS.sha256,))
    assert report.clock is ClockState.TRUSTED
    village.broken_sounds.clear()
    village.run(100)
    assert village.report().ready_until == village.report().until > start


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


def test_a_slow_answer_does_not_set_the_clock() -> None:
    village = Village(round_trip_s=2.5)
    village.set_up()
    village.run(60)
    assert village.report().clock is ClockState.UNTRUSTED
    village.round_trip_s = 1.5
    village.run(30)
    assert village.report().clock is ClockState.TRUSTED
    assert village.report().clock_error_ms >= 750


def test_it_plays_on_from_its_plan_for_seven_days_alone_and_then_falls_silent(village: Village) -> None:
    start = village.now + 60
    orders = [order(f"day{n}", start + n * 86_400, CHIME) for n in range(9)]
    village.plan(orders, [CHIME])
    village.run(30)
    village.disconnect()
    village.run(9 * 86_400)
    assert [one.order for one in village.heard] == [f"day{n}" for n in range(7)]
    village.connect()
    village.run(60)
    assert ("day7", None, "MISSED") in village.outcomes()
    assert len([one for one in village.outcomes() if one[2] == "DONE"]) == 7


def test_a_late_start_within_the_window_sounds_and_beyond_it_is_missed(village: Village) -> None:
    village.broken_sounds[CHIME.sha256] = village.broken_sounds[NEWS.sha256] = None
    start = village.now + 20
    village.plan([order("b1", start, CHIME), order("b2", start + 300, NEWS, late_s=5)], [CHIME, NEWS])
    village.run(40)
    del village.broken_sounds[CHIME.sha256]
    village.run(400)
    del village.broken_sounds[NEWS.sha256]
    village.run(400)
    assert village.sounded() == [("b1", 0)]
    assert 20 < village.heard[0].at - start < 61
    assert village.events("missed")[0].data == {"outcome": "MISSED", "reason": "sound"}


def test_two_at_once_do_not_mix_and_priority_goes_first(village: Village) -> None:
    from broadcaster.protocol.messages import OrderClass

    start = village.now + 30
    urgent = order("priority", start, CHIME, kind=OrderClass.PRIORITY)
    village.plan([order("a-routine", start, CHIME), urgent], [CHIME])
    village.run(60)
    assert village.sounded() == [("priority", 0), ("a-routine", 0)]
    first, second = village.heard
    assert second.at >= first.at + 3


def test_power_cut_before_any_effect_never_plays_twice_and_always_ends_in_one_outcome() -> None:
    cuts = 0
    for effects in range(200):
        village = Village()
        village.set_up()
        start = village.now + 20
        village.plan([order("b1", start, CHIME, WEATHER, NEWS)], [CHIME, WEATHER, NEWS])
        if not village.run_with_power_cut_after(effects, 300):
            break
        cuts += 1
        village.run(100)
        assert len(set(village.sounded())) == len(village.sounded()), f"after {effects} effects"
        finals = [one for one in village.outcomes() if one[0] == "b1"]
        whole = [one for one in finals if one[1] is None]
        assert len(finals) == len({one[1] for one in finals}), (effects, finals)
        assert len(finals) == (1 if whole else 3), (effects, finals)
    assert cuts > 25


def test_after_a_power_cut_the_cut_item_is_partial_and_the_next_sounds_at_its_own_time(
    village: Village,
) -> None:
    start = village.now + 20
    village.plan([order("b1", start, CHIME, NEWS, WEATHER)], [CHIME, NEWS, WEATHER])
    village.run(30)
    village.power_cut(5)
    village.run(60)
    assert village.sounded() == [("b1", 0), ("b1", 1), ("b1", 2)]
    assert village.heard[2].at == pytest.approx(int(start) + 23, abs=0.1)
    assert village.outcomes() == [("b1", 0, "DONE"), ("b1", 1, "PARTIAL"), ("b1", 2, "DONE")]


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


def test_duplicates_and_replays_of_heads_change_nothing(village: Village) -> None:
    village.plan([order("b1", village.now + 30, CHIME)], [CHIME])
    old = village.retained[next(path for path in village.retained if path.endswith("/head"))]
    village.run(20)
    village.plan([order("b2", village.now + 60, CHIME)], [CHIME])
    village.run(10)
    for _ in range(3):
        village.send(Kind.HEAD, old, retained=True)
        village.run(5)
    village.run(100)
    assert village.sounded() == [("b2", 0)]
    assert village.codes() == [Code.VERSION.value] * 3


def test_the_same_version_with_other_content_is_refused(village: Village) -> None:
    village.plan([order("b1", village.now + 60, CHIME)], [CHIME])
    village.run(5)
    village.toy.version -= 1
    village.plan([order("evil", village.now + 60, CHIME)], [CHIME])
    village.run(200)
    assert village.sounded() == [("b1", 0)]
    assert "E07" in village.codes()


def test_an_expired_head_is_refused(village: Village) -> None:
    head, _ = village.toy.plan(
        DEVICE, village.now, [order("b1", village.now + 120, CHIME)], [CHIME], life_s=60
    )
    village.run(61)
    village.send(Kind.HEAD, head)
    village.run(200)
    assert not village.heard
    assert village.codes() == ["E08"]


def test_a_cancelled_broadcast_is_silent_also_when_it_is_told_during_it(village: Village) -> None:
    start = village.now + 30
    b1, b2 = order("b1", start, NEWS), order("b2", start + 60, CHIME)
    village.plan([b1, b2], [CHIME, NEWS])
    village.run(35)
    village.plan([b1, b2], [CHIME, NEWS], cancelled=("b1", "b2"))
    village.run(200)
    assert [one.order for one in village.heard] == ["b1"]
    assert (village.heard[0].played_s or 0) < 10
    assert village.outcomes() == [("b2", None, "CANCELLED"), ("b1", 0, "PARTIAL")]


def test_what_a_new_plan_leaves_out_is_told_as_withdrawn_and_may_come_back(village: Village) -> None:
    b1 = order("b1", village.now + 60, CHIME)
    village.plan([b1], [CHIME])
    village.run(10)
    village.plan([], [])
    village.run(10)
    assert village.events("missed")[0].data["reason"] == "withdrawn"
    village.plan([b1], [CHIME])
    village.run(60)
    assert village.sounded() == [("b1", 0)]


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


def test_a_command_that_the_broker_had_stored_is_refused(village: Village) -> None:
    village.send(Kind.CMD, village.toy.stop(DEVICE, village.now, name="s1", hold_s=60), retained=True)
    village.run(5)
    assert village.codes() == ["E08"]


def test_the_policy_is_kept_by_the_speaker_itself() -> None:
    village = Village()
    village.set_up(windows=ALL_DAY, quiet=(Window("1", 12 * 60 + 7, 1440),), max_minutes=1, max_gain_db=0.0)
    now = village.now
    orders = [
        order("fits", now + 30, NEWS),
        order("across", now + 405, WEATHER, NEWS),
        order("inside", now + 800, CHIME),
        order("too-much", now + 100, NEWS, WEATHER, CHIME, WEATHER),
    ]
    village.plan(orders, [CHIME, NEWS, WEATHER])
    village.run(1_000)
    assert village.sounded() == [("fits", 0)]
    refused = {one.id: one.data["why"] for one in village.events("refused")}
    assert refused == {
        "across": "outside the hours",
        "inside": "outside the hours",
        "too-much": "the day's minutes are used up",
    }


def test_too_loud_is_refused_and_no_policy_means_silence() -> None:
    village = Village()
    village.set_up(max_gain_db=0.0)
    village.plan([order("b1", village.now + 30, CHIME)], [CHIME], gain_db=1.5)
    village.run(100)
    assert village.events("refused")[0].data["why"] == "too loud"
    bare = Village()
    bare.send(Kind.KEYS, bare.toy.keys_envelope(bare.now))
    bare.run(6)
    bare.plan([order("b1", bare.now + 30, CHIME)], [CHIME])
    bare.run(200)
    assert not village.heard
    assert not bare.heard
    assert bare.events("missed")[0].data["reason"] == "policy"


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


def test_the_order_key_cannot_raise_an_alarm_nor_speak_at_night(village: Village) -> None:
    from broadcaster.protocol.codec import open_envelope
    from broadcaster.protocol.keyring import Keyring, TrustedKey

    toy = village.toy
    ring = Keyring([TrustedKey(toy.keys[Role.EMERGENCY].public, Role.EMERGENCY)])
    alert = toy.alert(DEVICE, village.now, "evil", CHIME)
    message = open_envelope(alert, ring, site="xa-thu", device=DEVICE).message
    village.send(Kind.CMD, toy.sign(Role.ORDER, message))
    village.run(30)
    assert not village.heard
    assert village.codes() == ["E05"]


def test_a_raised_epoch_ends_what_a_thief_had_signed(village: Village) -> None:
    thief = ToyController(version=10**9)
    head, body = thief.plan(DEVICE, village.now, [order("evil", village.now + 300, CHIME)], [CHIME])
    village.toy.bodies |= thief.bodies
    village.send(Kind.HEAD, head)
    village.run(20)
    assert village.report().held.version == 10**9 + 1
    village.toy.raise_epoch()
    village.toy.keys[Role.ORDER] = type(village.toy.keys[Role.ORDER])(b"n" * 32)
    village.send(Kind.KEYS, village.toy.keys_envelope(village.now))
    village.plan([order("good", village.now + 400, CHIME)], [CHIME])
    village.run(10)
    village.send(Kind.HEAD, head)
    village.run(600)
    assert body
    assert village.sounded() == [("good", 0)]
    assert village.codes() == ["E02"]


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


def test_events_survive_a_power_cut_and_arrive_once_in_order(village: Village) -> None:
    village.plan([order(f"b{n}", village.now + 30 + n * 10, CHIME) for n in range(8)], [CHIME])
    village.run(20)
    village.disconnect()
    village.run(40)
    village.power_cut()
    village.connect()
    village.run(120)
    numbers = [one.number for one in village.events()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len([one for one in village.outcomes() if one[2] == "DONE"]) >= 4


def test_a_test_tone_sounds_once(village: Village) -> None:
    tone = village.toy.test_tone(DEVICE, village.now, name="t1", seconds=2)
    village.send(Kind.CMD, tone)
    village.run(5)
    village.send(Kind.CMD, tone)
    village.run(30)
    assert [(one.sound, one.played_s) for one in village.heard] == [("tone:sine", 2.0)]


def test_a_flood_of_forgeries_does_not_push_out_the_history(village: Village) -> None:
    genuine = village.toy.stop(DEVICE, village.now, name="s1")
    village.answering = False
    for n in range(400):
        forged = bytearray(genuine)
        forged[20 + n % 40] ^= 1 + n % 200
        village.send(Kind.CMD, bytes(forged))
        village.run(5)
    refusals = [event for event in village.agent.memory.events.values() if event["kind"] == "refused"]
    assert 0 < len(refusals) <= 100
    assert not village.heard


def test_a_day_change_gives_new_minutes() -> None:
    village = Village(now=NOON + 11.5 * 3_600)
    village.set_up(max_minutes=1)
    now = village.now
    orders = [order(f"b{n}", now + 100 + n * 600, NEWS, NEWS, WEATHER) for n in range(4)]
    village.plan(orders, [NEWS, WEATHER])
    village.run(3_000)
    assert [one.order for one in village.heard] == ["b0"] * 3 + ["b3"] * 3
