"""What sounds, when, and how it is told: the speaker's mind in an invented world."""

import pytest

from broadcaster.protocol.messages import ClockState, OrderClass, Report
from tests.speaker.toy_controller import order, sound
from tests.speaker.village import Village

CHIME, NEWS, WEATHER = sound("chime", 3_000), sound("news", 20_000), sound("weather", 10_000)


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
    start = village.now + 30
    urgent = order("priority", start, CHIME, kind=OrderClass.PRIORITY)
    village.plan([order("a-routine", start, CHIME), urgent], [CHIME])
    village.run(60)
    assert village.sounded() == [("priority", 0), ("a-routine", 0)]
    first, second = village.heard
    assert second.at >= first.at + 3


@pytest.mark.slow
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


def test_a_dead_player_is_a_lost_speaker(village: Village) -> None:
    village.pulsing = False
    village.run(60)
    told = len(village.said)
    village.plan([order("b1", village.now + 600, CHIME)], [CHIME])
    village.run(100)
    assert not [one for one in village.said[told:] if isinstance(one, Report)]
    assert village.agent.wake_at() > village.mono() + 1, (
        "it does not look for a pulse a hundred times a second"
    )
