"""What is offered as free is free: within the hours, beside nothing, under every limit; and nothing longer is."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.air_hours import AirHours, AirWindow
from broadcaster.domain.free_time import FreeTime, free_times
from broadcaster.domain.recurrence import EVERY_DAY
from tests.domain.newsroom import MINUTE, TUESDAY, ZONE

MIDNIGHT = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOURS = AirHours(
    TUESDAY,
    (AirWindow(EVERY_DAY, time(5), time(7)), AirWindow(EVERY_DAY, time(16, 30), time(18))),
    daily_minutes=60,
    session_minutes=45,
)


def clock(hour: int, minute: int = 0) -> datetime:
    return MIDNIGHT + timedelta(hours=hour, minutes=minute)


def free(*sounding: tuple[datetime, datetime], minutes: int = 5, now: datetime = MIDNIGHT) -> list[FreeTime]:
    return list(
        free_times(
            TUESDAY,
            hamlet="go-sai",
            length_ms=minutes * MINUTE,
            sounding=sounding,
            decisions=(HOURS,),
            zone=ZONE,
            not_before=now,
        )
    )


def test_the_gaps_between_what_airs_are_free() -> None:
    found = free((clock(5, 30), clock(6)), now=clock(5, 2))
    assert found == [
        FreeTime(clock(5, 5), clock(5, 25)),
        FreeTime(clock(6), clock(6, 55)),
        FreeTime(clock(16, 30), clock(17, 55)),
    ]


def test_the_days_minutes_bound_what_is_free() -> None:
    assert free((clock(5), clock(5, 40)), (clock(6), clock(6, 18)), minutes=5) == []
    assert free((clock(5), clock(5, 40)), minutes=5) != []


def test_without_a_decision_nothing_is_free() -> None:
    assert not free_times(
        TUESDAY - timedelta(days=1),
        hamlet="go-sai",
        length_ms=MINUTE,
        sounding=(),
        decisions=(HOURS,),
        zone=ZONE,
        not_before=MIDNIGHT,
    )


@given(
    taken=st.lists(st.tuples(st.integers(0, 1380), st.integers(1, 40)), max_size=8),
    minutes=st.integers(1, 40),
    now=st.integers(0, 1200),
)
def test_every_offer_fits_beside_all_that_sounds(
    taken: list[tuple[int, int]], minutes: int, now: int
) -> None:
    sounding = [(clock(0, start), clock(0, start + length)) for start, length in taken]
    for offer in free(*sounding, minutes=minutes, now=clock(0, now)):
        for start in (offer.first_at, offer.last_at):
            end = start + timedelta(minutes=minutes)
            assert start >= clock(0, now)
            assert clock(5) <= start < end <= clock(7) or clock(16, 30) <= start < end <= clock(18)
            assert not any(one < end and start < other for one, other in sounding)
