from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.domain.clash import Clash, all_clashes, first_clash
from broadcaster.domain.recurrence import Recurrence, occurrences
from broadcaster.domain.schedule import DAY_MS, Slot

HCM = "Asia/Ho_Chi_Minh"
ZONES = [HCM, "Europe/Paris", "Pacific/Apia", "America/St_Johns"]
MINUTE = 60_000
# Near these lie year ends, leap days, the end of 32-bit time, Samoa's lost day and changes of the clock.
ANCHORS = [
    date(2011, 12, 25),
    date(2025, 12, 28),
    date(2026, 3, 25),
    date(2026, 10, 22),
    date(2028, 2, 26),
    date(2038, 1, 15),
]

wall_times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
lengths = st.one_of(st.integers(1, 90).map(lambda n: n * MINUTE), st.integers(1, DAY_MS))


@st.composite
def slots(draw: st.DrawFn, anchor: date) -> Slot:
    first_on = anchor + timedelta(days=draw(st.integers(-5, 5)))
    return Slot(
        Recurrence(
            weekdays=draw(st.frozensets(st.integers(0, 6), min_size=1, max_size=3)),
            times=tuple(sorted(draw(st.frozensets(wall_times, min_size=1, max_size=2)))),
            first_on=first_on,
            last_on=first_on + timedelta(days=draw(st.integers(0, 30))),
            except_on=frozenset(first_on + timedelta(days=n) for n in draw(st.frozensets(st.integers(0, 9)))),
        ),
        draw(lengths),
        draw(st.sampled_from([(), ("a",), ("b",), ("a", "b")])),
    )


crowds = st.sampled_from(ANCHORS).flatmap(lambda anchor: st.lists(slots(anchor), min_size=1, max_size=5))


def by_brute_force(named: Mapping[str, Slot], zone: str) -> set[Clash]:
    """Compare every occurrence of every slot with every other."""
    first: dict[tuple[str, str], datetime] = {}
    airs = [
        (start, start + timedelta(milliseconds=slot.length_ms), name)
        for name, slot in named.items()
        for start in occurrences(
            slot.recurrence, zone, datetime(2011, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
        )
    ]
    for (start, end, name), (other_start, other_end, other) in combinations(airs, 2):
        here, there = named[name].hamlets, named[other].hamlets
        together = not here or not there or set(here) & set(there)
        if together and start < other_end and other_start < end:
            pair = (min(name, other), max(name, other))
            first[pair] = min(first.get(pair, datetime.max.replace(tzinfo=UTC)), max(start, other_start))
    return {Clash(*pair, at) for pair, at in first.items()}


@pytest.mark.slow
@settings(deadline=None)
@given(crowds, st.sampled_from(ZONES))
def test_clashes_on_rules_are_those_of_the_occurrences(crowd: list[Slot], zone: str) -> None:
    named = {f"s{nth}": slot for nth, slot in enumerate(crowd)}
    expected = by_brute_force(named, zone)
    assert set(all_clashes(named, zone)) == expected

    others = {name: slot for name, slot in named.items() if name != "s0"}
    own = [clash.at for clash in expected if "s0" in {clash.name, clash.other}]
    found = first_clash("s0", named["s0"], others, zone)
    assert (found and found.at) == min(own, default=None)


def daily(at: time, minutes: int, **days: date) -> Slot:
    return Slot(Recurrence.daily(at, **({"first_on": date(2026, 1, 1)} | days)), minutes * MINUTE)


def test_the_other_and_the_instant_are_named() -> None:
    others = {"morning": daily(time(5, 30), 60), "evening": daily(time(17), 30)}
    clash = first_clash("new", daily(time(16, 45), 20, first_on=date(2026, 5, 1)), others, HCM)
    assert clash == Clash("new", "evening", datetime(2026, 5, 1, 10, tzinfo=UTC))


def test_what_follows_at_once_does_not_clash() -> None:
    assert first_clash("new", daily(time(6), 30), {"before": daily(time(5, 30), 30)}, HCM) is None


def test_a_slot_over_midnight_meets_the_next_day_and_year() -> None:
    night = Slot(Recurrence.once(date(2026, 12, 31), time(23, 50)), 20 * MINUTE)
    clash = first_clash("night", night, {"new year": daily(time(0, 5), 5, first_on=date(2027, 1, 1))}, HCM)
    assert clash == Clash("night", "new year", datetime(2026, 12, 31, 17, 5, tzinfo=UTC))


def test_rules_without_an_end_are_compared_without_end() -> None:
    only_leap_day = Slot(Recurrence.once(date(2096, 2, 29), time(5, 40)), MINUTE)
    clash = first_clash("leap", only_leap_day, {"morning": daily(time(5, 30), 30)}, HCM)
    assert clash == Clash("leap", "morning", datetime(2096, 2, 28, 22, 40, tzinfo=UTC))


def test_a_slot_can_run_into_itself() -> None:
    twice = Slot(Recurrence.daily(time(5), time(5, 10), first_on=date(2026, 1, 1)), 15 * MINUTE)
    assert first_clash("twice", twice, {}, HCM) == Clash(
        "twice", "twice", datetime(2025, 12, 31, 22, 10, tzinfo=UTC)
    )


def test_the_same_slot_under_two_names_clashes() -> None:
    slot = daily(time(5), 15)
    clash = first_clash("copy", slot, {"original": slot}, HCM)
    assert clash == Clash("copy", "original", datetime(2025, 12, 31, 22, tzinfo=UTC))


@pytest.mark.parametrize("length_ms", [0, -1, DAY_MS + 1])
def test_a_slot_lasts_up_to_a_day(length_ms: int) -> None:
    with pytest.raises(ValueError, match="up to a day"):
        Slot(Recurrence.once(date(2026, 1, 1), time(5)), length_ms)


def test_a_slot_names_each_hamlet_once() -> None:
    with pytest.raises(ValueError, match="each hamlet once"):
        Slot(Recurrence.once(date(2026, 1, 1), time(5)), MINUTE, ("a", "b", "a"))
