"""Counts that can be told twice, moved and rebuilt."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.domain.asrun import Outcome
from broadcaster.reach.ledger import (
    Cell,
    Daypart,
    Ledger,
    Play,
    Status,
    Tally,
    cell_of,
    changes,
    daypart_of,
    rebuild,
    status_of,
)

CELL = Cell("LOA-01", "cds", date(2026, 5, 1), "morning")

cells = st.builds(
    Cell,
    st.sampled_from(["LOA-01", "LOA-02"]),
    st.sampled_from(["cds", "health"]),
    st.dates(date(2026, 1, 1), date(2026, 6, 1)).map(lambda day: day.replace(day=1)),
    st.sampled_from([part.value for part in Daypart]),
)
plays = st.builds(Play, cells, st.sampled_from(Status), st.integers(0, 600_000), st.integers(1, 600_000))


@pytest.mark.parametrize(
    ("outcome", "completeness", "expected"),
    [
        (Outcome.DONE, 1.0, Status.CONFIRMED),
        (Outcome.PARTIAL, 0.8, Status.CONFIRMED),
        (Outcome.PARTIAL, 0.79, Status.PARTIAL),
        (Outcome.PREEMPTED, 0.95, Status.CONFIRMED),
        (Outcome.PREEMPTED, 0.2, Status.PARTIAL),
        (Outcome.UNKNOWN, 0.0, Status.UNCONFIRMED),
        (Outcome.SENT, 0.0, Status.UNCONFIRMED),
        (Outcome.ACCEPTED, 0.0, Status.UNCONFIRMED),
        (Outcome.READY, 0.0, Status.UNCONFIRMED),
        (Outcome.STARTED, 0.5, Status.UNCONFIRMED),
        (Outcome.MISSED, 0.0, Status.FAILED),
        (Outcome.REJECTED, 0.0, Status.FAILED),
        (Outcome.CANCELLED, 0.0, None),
    ],
)
def test_what_an_outcome_is_worth(outcome: Outcome, completeness: float, expected: Status | None) -> None:
    assert status_of(outcome, completeness, is_over=True) is expected


def test_what_is_not_over_is_not_counted_yet() -> None:
    for outcome in (Outcome.PLANNED, Outcome.SENT, Outcome.ACCEPTED, Outcome.READY, Outcome.STARTED):
        assert status_of(outcome, 0, is_over=False) is None


def test_silence_is_no_play_and_a_note_is_no_report() -> None:
    assert status_of(Outcome.DONE, 1, is_over=True, is_silent=True) is Status.FAILED
    assert status_of(Outcome.DONE, 1, is_over=True, is_manual=True) is Status.MANUAL


def test_dayparts_in_the_commune_s_own_time() -> None:
    borders = {time(5): "morning", time(6, 59): "morning", time(7): "other", time(11): "midday"}
    borders |= {time(16, 29): "other", time(16, 30): "afternoon", time(18, 30): "evening", time(22): "other"}
    assert {moment: daypart_of(moment).value for moment in borders} == borders
    local = datetime(2026, 4, 30, 22, 30, tzinfo=UTC).astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert cell_of("LOA-01", "cds", local) == CELL


def test_a_late_journal_moves_a_play() -> None:
    unsure = Play(CELL, Status.UNCONFIRMED, 0, 60_000)
    sure = Play(CELL, Status.CONFIRMED, 60_000, 60_000)
    ledger = rebuild([unsure, unsure]) + changes([(unsure, sure)])
    assert (ledger.plays(CELL, Status.UNCONFIRMED), ledger.plays(CELL, Status.CONFIRMED)) == (1, 1)
    assert {status: tally.completeness for _, status, tally in ledger} == {
        Status.UNCONFIRMED: 0,
        Status.CONFIRMED: 1,
    }
    assert Tally().completeness is None


@settings(deadline=None)
@given(st.lists(plays, max_size=30), st.data())
def test_a_ledger_kept_by_changes_is_the_ledger_rebuilt(log: list[Play], data: st.DataObject) -> None:
    ledger = Ledger()
    for play in log:
        ledger += changes([(None, play)])
    told_twice = ledger
    for play in log:
        told_twice += changes([(play, play)])
    assert ledger == told_twice == rebuild(log)
    if log:
        late = data.draw(plays)
        assert ledger + changes([(log[0], late)]) == rebuild([late, *log[1:]])
        assert ledger + changes([(log[0], None)]) == rebuild(log[1:])


@settings(deadline=None)
@given(st.lists(plays, max_size=20), st.lists(plays, max_size=20))
def test_ledgers_add_up_in_any_order(one: list[Play], other: list[Play]) -> None:
    assert rebuild(one) + rebuild(other) == rebuild(other) + rebuild(one) == rebuild([*one, *other])


def test_a_month_is_its_first_day() -> None:
    with pytest.raises(ValueError, match="first day"):
        Cell("LOA-01", "cds", date(2026, 5, 2), "morning")
