from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.air_hours import AirHours, AirWindow
from broadcaster.domain.broadcast import Broadcast, BroadcastState, broadcast_id
from broadcaster.domain.candidate import Airing, Candidate
from broadcaster.domain.horizon import Horizon, Station, expand
from broadcaster.domain.playlist import Playlist, PlaylistItem
from broadcaster.domain.programme import Programme
from broadcaster.domain.programme_parts import CommuneBulletins, HamletAnnouncements, Limits, RepeatOfDay
from broadcaster.domain.recurrence import EVERY_DAY, Recurrence
from broadcaster.domain.rundown import Skip
from broadcaster.domain.schedule import Schedule
from broadcaster.domain.types import sha256
from tests.domain.newsroom import AT_0530, CLOSE, MINUTE, TUESDAY, TUNE, ZONE, candidate

FIRST = date(2026, 11, 1)
NOW = AT_0530 - timedelta(hours=1)
MORNING = Programme(
    "morning",
    "mai-khe",
    "Bản tin sáng",
    15,
    (
        TUNE,
        CommuneBulletins(limits=Limits(airings=5, apart_ms=10 * 60 * MINUTE)),
        HamletAnnouncements(),
        CLOSE,
    ),
)
AFTERNOON = Programme("afternoon", "mai-khe", "Phát lại", 15, (TUNE, RepeatOfDay(), CLOSE))
SCHEDULES = (
    Schedule(
        "am", "mai-khe", "Sáng", Recurrence.daily(time(5, 30), first_on=FIRST), 15 * MINUTE, (), "morning"
    ),
    Schedule(
        "pm", "mai-khe", "Chiều", Recurrence.daily(time(17), first_on=FIRST), 15 * MINUTE, (), "afternoon"
    ),
)
STATION = Station(
    commune="mai-khe",
    zone=ZONE,
    hamlets=("go-sai", "ao-sen", "ben-loi"),
    schedules=SCHEDULES,
    programmes={"morning": MORNING, "afternoon": AFTERNOON},
    candidates=(candidate("b1"), candidate("t1", hamlet="go-sai")),
    air_hours=(AirHours.demo(FIRST),),
)


def planned(station: Station = STATION, *, now: datetime = NOW, days: int = 1) -> Horizon:
    return expand(station, now=now, days=days)


def told(horizon: Horizon) -> dict[tuple[str, str], list[str]]:
    """Return what is said in the hamlets at which schedule, bulletins only."""
    return {
        (one.hamlet, one.schedule_id): [item.bulletin_id for item in one.rundown.items if item.bulletin_id]
        for one in horizon.broadcasts
    }


def only(broadcasts: Sequence[Broadcast], hamlet: str, schedule_id: str) -> Broadcast:
    (found,) = [one for one in broadcasts if (one.hamlet, one.schedule_id) == (hamlet, schedule_id)]
    return found


def test_every_hamlet_hears_its_own_and_again_in_the_afternoon() -> None:
    assert told(planned()) == {
        ("go-sai", "am"): ["b1", "t1"],
        ("ao-sen", "am"): ["b1"],
        ("ben-loi", "am"): ["b1"],
        ("go-sai", "pm"): ["b1", "t1"],
        ("ao-sen", "pm"): ["b1"],
        ("ben-loi", "pm"): ["b1"],
    }


def test_planning_again_gives_the_same_broadcasts_under_the_same_ids() -> None:
    first = planned(days=7)
    again = planned(replace(STATION, standing=first.broadcasts), days=7)
    assert again.broadcasts == first.broadcasts
    assert again.withdrawn == ()
    assert first.broadcasts[0].id == broadcast_id("mai-khe", "am", AT_0530, "ao-sen")
    assert len({one.id for one in first.broadcasts}) == len(first.broadcasts)


def test_nothing_goes_stale_or_beyond_its_repeats() -> None:
    week = planned(days=14)
    starts = [one.start_at for one in week.broadcasts if one.hamlet == "ao-sen" and one.schedule_id == "am"]
    assert starts == [AT_0530 + timedelta(days=n) for n in range(3)]  # 3 mornings and 2 afternoons: 5 airings
    quiet = [one for one in week.unplanned if (one.hamlet, one.schedule_id) == ("ao-sen", "am")]
    assert {one.because.code for one in quiet} == {"nothing_to_air"}
    assert quiet[0].because.skipped == (("b1", Skip.REPEAT_LIMIT),)


def test_a_new_bulletin_changes_only_what_is_not_frozen() -> None:
    first = planned()
    more = replace(STATION, candidates=(*STATION.candidates, candidate("b2")), standing=first.broadcasts)
    late = expand(more, now=AT_0530 - timedelta(minutes=3), days=1)
    assert only(late.broadcasts, "ao-sen", "am") is only(first.broadcasts, "ao-sen", "am")
    early = expand(more, now=AT_0530 - timedelta(minutes=6), days=1)
    assert told(early)["ao-sen", "am"] == ["b1", "b2"]


def test_withdrawn_words_leave_even_a_frozen_broadcast() -> None:
    first = planned()
    without = replace(STATION, candidates=(candidate("b1"),), standing=first.broadcasts)
    late = expand(without, now=AT_0530 - timedelta(minutes=1), days=1)
    assert told(late)["go-sai", "am"] == ["b1"]


def test_an_ended_schedule_withdraws_what_it_planned() -> None:
    first = planned()
    ended = replace(SCHEDULES[1], ended_at=NOW)
    after = planned(replace(STATION, schedules=(SCHEDULES[0], ended), standing=first.broadcasts))
    assert sorted(after.withdrawn) == sorted(one.id for one in first.broadcasts if one.schedule_id == "pm")


def test_what_a_person_cancelled_stays_cancelled_and_leaves_its_air_free() -> None:
    first = planned()
    cancelled = replace(only(first.broadcasts, "ao-sen", "am"), state=BroadcastState.CANCELLED)
    after = planned(replace(STATION, standing=[cancelled]))
    assert ("ao-sen", "am") not in told(after)
    assert ("ao-sen", "pm") not in told(after)  # nothing was heard, so nothing is repeated
    assert cancelled.id not in after.withdrawn


def test_what_is_on_air_or_over_is_left_alone_and_remembered() -> None:
    first = planned()
    later = planned(replace(STATION, standing=first.broadcasts), now=AT_0530 + timedelta(seconds=30))
    assert {one.schedule_id for one in later.broadcasts if one.start_at < AT_0530 + timedelta(days=1)} == {
        "pm"
    }
    assert told(later)["go-sai", "pm"] == ["b1", "t1"]


def test_an_airing_told_twice_counts_once() -> None:
    standing = planned().broadcasts
    noon = AT_0530 + timedelta(hours=6)
    history = tuple(
        Airing("b1", one.hamlet, one.start_at, "health") for one in standing if one.start_at < noon
    )
    by_one = expand(replace(STATION, standing=standing), now=noon, days=14)
    by_both = expand(replace(STATION, standing=standing, history=history), now=noon, days=14)
    assert by_both.broadcasts == by_one.broadcasts


def test_of_two_that_collide_the_first_airs_and_the_other_is_told() -> None:
    news = Playlist((PlaylistItem("Tin", sha256("b1"), MINUTE, "b1"),))
    late = Schedule(
        "one-off",
        "mai-khe",
        "Tin",
        Recurrence.once(TUESDAY, time(5, 31)),
        5 * MINUTE,
        ("ao-sen",),
        None,
        news,
    )
    horizon = planned(replace(STATION, schedules=(*SCHEDULES, late)))
    (refused,) = horizon.unplanned
    assert (refused.hamlet, refused.because.code) == ("ao-sen", "clash")
    assert refused.because.facts == {"schedule_id": "am", "at": AT_0530 + timedelta(minutes=1)}


def test_air_hours_that_changed_since_are_kept() -> None:
    evenings = AirHours(TUESDAY, (AirWindow(EVERY_DAY, time(16), time(18)),))
    horizon = planned(replace(STATION, air_hours=(*STATION.air_hours, evenings)))
    assert {one.because.code for one in horizon.unplanned} == {"outside_air_hours", "nothing_to_air"}
    assert horizon.broadcasts == ()  # nothing heard in the morning, nothing to repeat


def test_minutes_already_on_air_this_day_count() -> None:
    strict = AirHours(FIRST, (AirWindow(EVERY_DAY, time(0), time(0)),), daily_minutes=2)
    station = replace(STATION, air_hours=(strict,), hamlets=("ao-sen",))
    first = planned(station)
    assert told(first) == {("ao-sen", "am"): ["b1"]}
    noon = AT_0530 + timedelta(hours=6)
    (refused, *_) = expand(replace(station, standing=first.broadcasts), now=noon, days=1).unplanned
    assert (refused.schedule_id, refused.because.code) == ("pm", "too_many_minutes")
    assert (refused.because.facts["limit"], refused.because.facts["asked"]) == (2, 3)


pool = st.lists(
    st.builds(
        lambda nth, minutes, priority, hamlet, age, left: candidate(
            f"b{nth}",
            minutes=minutes,
            priority=priority,
            hamlet=hamlet,
            days_old=age,
            expires_on=None if left is None else TUESDAY + timedelta(days=left),
        ),
        st.integers(0, 99),
        st.integers(1, 9),
        st.booleans(),
        st.sampled_from(["", "", "go-sai", "ao-sen"]),
        st.floats(0, 6),
        st.none() | st.integers(0, 3),
    ),
    max_size=8,
    unique_by=lambda one: one.bulletin_id,
)


@pytest.mark.slow
@given(pool, st.integers(1, 40))
def test_hamlets_planned_together_are_as_if_planned_alone(candidates: list[Candidate], minutes: int) -> None:
    hours = AirHours(FIRST, (AirWindow(EVERY_DAY, time(0), time(0)),), daily_minutes=minutes)
    station = replace(STATION, candidates=candidates, air_hours=(hours,))
    together = planned(station, days=3)
    alone = [planned(replace(station, hamlets=(hamlet,)), days=3) for hamlet in STATION.hamlets]
    assert {one.id: one for one in together.broadcasts} == {
        one.id: one for horizon in alone for one in horizon.broadcasts
    }
    told_together = {(one.hamlet, one.schedule_id, one.start_at): one.because for one in together.unplanned}
    assert told_together == {
        (one.hamlet, one.schedule_id, one.start_at): one.because
        for horizon in alone
        for one in horizon.unplanned
    }
    for one in together.broadcasts:
        assert one.duration_ms <= min(minutes, 15) * MINUTE


ONCE = Schedule(
    "once",
    "mai-khe",
    "Họp thôn",
    Recurrence.once(TUESDAY, time(5, 30)),
    MINUTE,
    (),
    playlist=Playlist((PlaylistItem("Bản tin b1", sha256("b1"), MINUTE, "b1"),)),
)


def starting(station: Station, *, seconds_late: float) -> list[Broadcast]:
    """Return what is planned of the very first start, so long after it."""
    horizon = planned(station, now=AT_0530 + timedelta(seconds=seconds_late))
    return [one for one in horizon.broadcasts if one.start_at == AT_0530]


def test_a_single_broadcast_that_nobody_planned_in_time_is_planned_all_the_same() -> None:
    """It was promised while the station was down; what recurs had been planned for days."""
    station = replace(STATION, schedules=(ONCE, *SCHEDULES[1:]))
    assert {one.schedule_id for one in starting(station, seconds_late=30)} == {"once"}
    assert len(starting(station, seconds_late=86_399)) == 3
    assert starting(station, seconds_late=86_401) == []
    assert starting(replace(STATION, schedules=SCHEDULES), seconds_late=30) == []


def test_a_single_broadcast_that_has_begun_or_was_cancelled_is_not_planned_again() -> None:
    station = replace(STATION, schedules=(ONCE,))
    begun = starting(station, seconds_late=-1)
    assert len(begun) == 3
    for state in (BroadcastState.PLANNED, BroadcastState.CANCELLED):
        standing = tuple(replace(one, state=state) for one in begun)
        assert starting(replace(station, standing=standing), seconds_late=30) == []
