from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.broadcast import Broadcast, broadcast_id
from broadcaster.domain.playlist import Playlist, PlaylistItem
from broadcaster.domain.recurrence import Recurrence, occurrences
from broadcaster.domain.rundown import ItemKind, Rundown, RundownItem, Why
from broadcaster.domain.schedule import Schedule, Slot, starts_by_hamlet
from broadcaster.domain.types import sha256
from tests.domain.newsroom import AT_0530, MINUTE, ZONE

DAILY = Recurrence.daily(time(5, 30), first_on=date(2026, 1, 1))
NEWS = Playlist((PlaylistItem("Tin", sha256("b1"), MINUTE, "b1"),))


def test_a_schedule_airs_a_programme_or_a_playlist_and_not_both() -> None:
    assert Schedule("s", "mai-khe", "Sáng", DAILY, MINUTE, (), "p").slot == Slot(DAILY, MINUTE)
    assert Schedule("s", "mai-khe", "Tin", DAILY, MINUTE, ("a",), playlist=NEWS).slot.hamlets == ("a",)
    for programme_id, playlist in ((None, None), ("p", NEWS)):
        with pytest.raises(ValueError, match="either a programme or a playlist"):
            Schedule("s", "mai-khe", "Sáng", DAILY, MINUTE, (), programme_id, playlist)


def test_slots_share_a_hamlet_when_somebody_hears_both() -> None:
    everywhere, here, there = (Slot(DAILY, MINUTE, hamlets) for hamlets in ((), ("a", "b"), ("c",)))
    assert everywhere.shares_hamlet(here)
    assert here.shares_hamlet(everywhere)
    assert not here.shares_hamlet(there)


slots = st.builds(
    lambda hours, hamlets: Slot(
        Recurrence.daily(*(time(hour) for hour in hours), first_on=date(2026, 11, 20)), MINUTE, hamlets
    ),
    st.sets(st.integers(0, 23), min_size=1, max_size=3),
    st.sampled_from([(), ("a",), ("b", "c"), ("elsewhere",)]),
)


@given(st.lists(slots, max_size=6), st.integers(0, 80))
def test_starts_by_hamlet_are_the_occurrences_of_the_slots_that_reach_it(
    crowd: list[Slot], hours: int
) -> None:
    named = {f"s{nth}": slot for nth, slot in enumerate(crowd)}
    until_at = AT_0530 + timedelta(hours=hours)
    starts = starts_by_hamlet(named, ["a", "b", "c"], ZONE, AT_0530, until_at)
    assert starts == {
        hamlet: sorted(
            (start_at, name)
            for name, slot in named.items()
            if slot.reaches(hamlet)
            for start_at in occurrences(slot.recurrence, ZONE, AT_0530, until_at)
        )
        for hamlet in ("a", "b", "c")
    }


def test_a_broadcast_is_named_by_what_it_is_whatever_the_zone_of_its_start() -> None:
    key = broadcast_id("mai-khe", "am", AT_0530, "go-sai")
    assert key == broadcast_id("mai-khe", "am", AT_0530.astimezone(), "go-sai")
    others = {
        broadcast_id("mai-lam", "am", AT_0530, "go-sai"),
        broadcast_id("mai-khe", "pm", AT_0530, "go-sai"),
        broadcast_id("mai-khe", "am", AT_0530 + timedelta(seconds=1), "go-sai"),
        broadcast_id("mai-khe", "am", AT_0530, "ao-sen"),
    }
    assert key not in others
    assert len(others) == 4
    assert len(key) == 20


def test_a_broadcast_freezes_before_air_and_ends_with_its_last_sample() -> None:
    start_at = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    item = RundownItem(ItemKind.FIXED, "Nhạc", sha256("x"), None, 0, 90_000, Why.FIXED)
    one = Broadcast("id", "mai-khe", "am", "go-sai", "Sáng", start_at, Rundown((item,)))
    freeze = timedelta(minutes=5)
    assert not one.is_frozen(start_at - timedelta(minutes=5, seconds=1), freeze)
    assert one.is_frozen(start_at - freeze, freeze)
    assert one.end_at == start_at + timedelta(seconds=90)


def test_items_of_a_rundown_do_not_overlap() -> None:
    item = RundownItem(ItemKind.FIXED, "Nhạc", sha256("x"), None, 0, 90_000, Why.FIXED)
    with pytest.raises(ValueError, match="before 90000 ms"):
        Rundown((item, replace(item, offset_ms=89_999)))
