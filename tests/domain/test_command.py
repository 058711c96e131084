"""A command insists for fifteen seconds, then leaves it to the plans; answers may come late and twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.command import Answer, Command, CommandAnswer, CommandKind, base_id, round_of

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def command(*, life_s: float = 60, groups: tuple[str, ...] = ("all",)) -> Command:
    return Command(
        "cmd-1", "mai-khe", CommandKind.STOP, groups, (), {}, NOW, NOW + timedelta(seconds=life_s), NOW
    )


def test_it_is_said_again_after_1_2_4_and_8_seconds() -> None:
    told, now, waits = command(), NOW, []
    while told.due_at is not None:
        waits.append((told.due_at - now).total_seconds())
        now = told.due_at
        told.said(now)
    assert waits == [0, 1, 2, 4, 8]


def test_nobody_insists_beyond_its_end() -> None:
    told = command(life_s=2.5)
    told.said(NOW)
    told.said(NOW + timedelta(seconds=1))
    assert told.due_at is None


def test_without_a_broker_it_stays_due() -> None:
    told = command()
    told.unsaid(NOW)
    assert told.is_fresh
    assert told.due_at == NOW + timedelta(milliseconds=250)


def test_it_goes_to_groups_or_to_speakers() -> None:
    with pytest.raises(ValueError, match="groups or to single"):
        command(groups=())


def test_ids_of_repetitions() -> None:
    assert (base_id("cmd-1:12"), round_of("cmd-1:12")) == ("cmd-1", 12)
    assert (base_id("cmd-1"), round_of("cmd-1")) == ("cmd-1", 0)
    assert round_of("cmd-1:x") == 0


WORDS = [
    (Answer.ACCEPTED, 0),
    (Answer.SOUNDING, 0),
    (Answer.DONE, 0),
    (Answer.SOUNDING, 1),
    (Answer.ENDED, 1),
]


@given(st.permutations(WORDS), st.lists(st.sampled_from(WORDS), max_size=6))
def test_answers_come_to_the_same_in_any_order_and_however_often(
    order: list[tuple[Answer, int]], again: list[tuple[Answer, int]]
) -> None:
    entry = CommandAnswer("cmd-1", "LOA-1", "mai-khe", "all")
    for word, number in [*order, *again]:
        entry.hear(word, number=number, now=NOW)
    assert entry.rounds == [0]
    assert entry.progress == 4
    assert entry.first_sound_at == NOW
    assert entry.answer in {Answer.DONE, Answer.ENDED}
