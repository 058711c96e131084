"""One outcome for each (broadcast, speaker) pair, however the words about it come in."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.asrun import (
    TAKEN_BACK,
    AsRunEntry,
    ItemReport,
    NotPlayed,
    Outcome,
    entry_id,
    together,
)
from tests.factories import NOW

START = NOW + timedelta(minutes=10)
SPOKEN = (
    Outcome.STARTED,
    Outcome.DONE,
    Outcome.PARTIAL,
    Outcome.PREEMPTED,
    Outcome.MISSED,
    Outcome.CANCELLED,
)


def entry(items: int = 1, outcome: Outcome = Outcome.READY) -> AsRunEntry:
    key = entry_id("b1", "GS-01")
    return AsRunEntry(key, "mai-khe", "b1", "GS-01", "go-sai", START, 60_000, items, NOW, outcome)


def report(item: int, outcome: Outcome, *, seconds: float = 0, reason: str = "") -> ItemReport:
    sounded = outcome is not Outcome.MISSED
    return ItemReport(
        item,
        outcome,
        started_at=START if sounded else None,
        ended_at=START + timedelta(seconds=seconds) if sounded and outcome is not Outcome.STARTED else None,
        played_ms=round(seconds * 1000),
        start_error_ms=3 if sounded else None,
        reason=reason,
    )


def told(items: int, reports: Sequence[ItemReport]) -> AsRunEntry:
    row = entry(items)
    for each in reports:
        row.hear(each, now=START)
    return row


reports = st.builds(
    report,
    st.integers(0, 3),
    st.sampled_from(SPOKEN),
    seconds=st.sampled_from([0, 1.5, 20]),
    reason=st.sampled_from(["", "hold", "power"]),
)


@given(st.integers(1, 4), st.lists(reports, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(items: int, words: list[ItemReport], chance: object) -> None:
    first = told(items, words)
    again = [*words, *words]
    chance.shuffle(again)  # type: ignore[attr-defined]  # hypothesis' Random
    assert told(items, again) == first


@given(st.lists(reports, min_size=1, max_size=8))
def test_words_survive_the_row_that_keeps_them(words: list[ItemReport]) -> None:
    assert [ItemReport.from_plain(word.to_plain()) for word in words] == words


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ([Outcome.STARTED], Outcome.STARTED),
        ([Outcome.DONE], Outcome.STARTED),  # the second item has not been spoken of yet
        ([Outcome.DONE, Outcome.STARTED], Outcome.STARTED),
        ([Outcome.DONE, Outcome.DONE], Outcome.DONE),
        ([Outcome.DONE, Outcome.PARTIAL], Outcome.PARTIAL),
        ([Outcome.DONE, Outcome.MISSED], Outcome.PARTIAL),
        ([Outcome.MISSED, Outcome.MISSED], Outcome.MISSED),
        ([Outcome.PREEMPTED], Outcome.PREEMPTED),  # what was preempted never resumes
        ([Outcome.DONE, Outcome.PREEMPTED], Outcome.PREEMPTED),
        ([Outcome.MISSED, Outcome.CANCELLED], Outcome.MISSED),
    ],
)
def test_items_come_to_one_outcome(said: list[Outcome], outcome: Outcome) -> None:
    assert together([report(item, each) for item, each in enumerate(said)], 2)[0] is outcome


def test_the_first_items_start_is_the_broadcasts_start() -> None:
    row = told(2, [report(1, Outcome.DONE, seconds=5), report(0, Outcome.DONE, seconds=7)])
    assert (row.started_at, row.played_ms, row.start_error_ms) == (START, 12_000, 3)


def test_silence_is_unknown_a_minute_after_the_end_and_the_journal_resolves_it() -> None:
    row = entry()
    row.give_up_waiting(now=START + timedelta(seconds=119))
    assert row.outcome is Outcome.READY
    row.give_up_waiting(now=START + timedelta(seconds=120))
    assert (row.outcome, row.reason) == (Outcome.UNKNOWN, "no_word")
    row.hear(report(0, Outcome.DONE, seconds=60), now=START + timedelta(days=2))
    assert (row.outcome, row.reason) == (Outcome.DONE, "")


def test_a_start_without_an_end_becomes_unknown_too() -> None:
    row = told(1, [report(0, Outcome.STARTED)])
    row.give_up_waiting(now=START + timedelta(minutes=3))
    assert row.outcome is Outcome.UNKNOWN


@given(st.permutations([*NotPlayed, *NotPlayed]), st.booleans(), st.integers(0, 6))
def test_a_word_about_an_item_outranks_words_about_the_whole(
    words: list[NotPlayed],
    is_unknown: bool,  # noqa: FBT001  hypothesis passes by position
    at: int,
) -> None:
    silent, sounded = entry(), entry()
    if is_unknown:
        silent.give_up_waiting(now=START + timedelta(hours=1))
    for number, word in enumerate(words):
        if number == at:
            sounded.hear(report(0, Outcome.DONE, seconds=60), now=START)
        silent.hear_not_played(word, word.name, now=START)
        sounded.hear_not_played(word, word.name, now=START)
    sounded.hear(report(0, Outcome.DONE, seconds=60), now=START)
    assert silent.outcome is Outcome.REJECTED  # the firmest of them
    assert sounded.outcome is Outcome.DONE


def test_only_the_commune_takes_back_what_is_still_wanted() -> None:
    wanted, unknown = entry(), entry()
    unknown.give_up_waiting(now=START + timedelta(hours=1))
    for row in (wanted, unknown):
        row.hear_not_played(NotPlayed.CANCELLED, "withdrawn", now=START)
    assert (wanted.outcome, unknown.outcome) == (Outcome.READY, Outcome.CANCELLED)
    wanted.cancel(now=NOW)
    wanted.hear_not_played(NotPlayed.MISSED, "power", now=START)
    assert (wanted.outcome, wanted.reason) == (Outcome.CANCELLED, TAKEN_BACK)


def test_what_has_begun_is_not_taken_back() -> None:
    row = told(1, [report(0, Outcome.STARTED)])
    row.cancel(now=START)
    assert row.outcome is Outcome.STARTED


def test_a_pair_has_one_name() -> None:
    assert entry_id("b", "GS-01") == entry_id("b", "GS-01") != entry_id("b", "GS-02")


def test_the_moment_of_settling_is_kept() -> None:
    at: datetime = START + timedelta(minutes=1)
    row = entry()
    row.hear(report(0, Outcome.DONE, seconds=60), now=at)
    row.hear(report(0, Outcome.DONE, seconds=60), now=at + timedelta(hours=1))
    assert row.settled_at == at


@pytest.mark.parametrize(
    ("planned", "held", "told", "outcome", "reason"),
    [
        (3, 2, [Outcome.DONE, Outcome.DONE], Outcome.PARTIAL, "older_plan"),
        (1, 2, [Outcome.DONE, Outcome.DONE], Outcome.PARTIAL, "older_plan"),
        (3, 2, [Outcome.MISSED, Outcome.MISSED], Outcome.MISSED, "older_plan"),
        (3, 2, [Outcome.DONE], Outcome.STARTED, ""),
        (2, 2, [Outcome.DONE, Outcome.DONE], Outcome.DONE, ""),
        (3, 0, [Outcome.DONE, Outcome.DONE], Outcome.STARTED, ""),
    ],
)
def test_a_speaker_that_had_the_order_as_it_was_before(
    planned: int, held: int, told: list[Outcome], outcome: Outcome, reason: str
) -> None:
    reports = [ItemReport(number, each, of=held) for number, each in enumerate(told)]
    assert together(reports, planned) == (outcome, reason)
    assert ItemReport.from_plain(reports[0].to_plain()) == reports[0]
