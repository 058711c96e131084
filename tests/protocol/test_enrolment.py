"""What a speaker that joins and its station say to each other, and who cannot say it."""

from dataclasses import replace

import pytest

from broadcaster.protocol.enrolment import MAX_ASK, Welcome, ask, read_ask, read_welcome, welcome
from broadcaster.protocol.refusals import Code, Refused

CODE, OTHER_CODE = "ABCDEFGHIJ", "ABCDEFGHIK"
KEY, OTHER_KEY = bytes(range(32)).hex(), bytes(range(1, 33)).hex()
SAID = Welcome("xa-mau", "LOA-001", "ab" * 32, "s" * 43, "dai.xa:8883", True, "https://dai.xa:8081", "")  # noqa: FBT003  as spelled


def test_who_knows_the_code_is_known() -> None:
    asked = read_ask(ask(CODE, "LOA-001", KEY))
    assert (asked.device, asked.public_key) == ("LOA-001", KEY)
    assert asked.is_proven_by(CODE)
    assert not asked.is_proven_by(OTHER_CODE)


def test_a_question_cannot_be_turned_into_another_one() -> None:
    asked = ask(CODE, "LOA-001", KEY)
    assert not read_ask(asked.replace(b"LOA-001", b"LOA-002")).is_proven_by(CODE)
    assert not read_ask(asked.replace(KEY.encode(), OTHER_KEY.encode())).is_proven_by(CODE)


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"x" * 64, b"0" * 64 + b"{}", b"0" * 64 + b"{" + b" " * MAX_ASK + b"}"]
)
def test_what_is_no_question_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_ask(data)
    assert refused.value.code is Code.ENVELOPE


def test_a_proof_that_is_no_text_proves_nothing() -> None:
    asked = ask(CODE, "LOA-001", KEY)
    assert not read_ask(b"\xff" * 64 + asked[64:]).is_proven_by(CODE)


def test_the_answer_is_for_that_speaker_and_from_who_knows_the_code() -> None:
    answer = welcome(CODE, KEY, SAID)
    assert read_welcome(answer, CODE, KEY) == SAID
    for data, code, key in (
        (answer, OTHER_CODE, KEY),
        (answer, CODE, OTHER_KEY),
        (answer.replace(b"dai.xa", b"gia.xa"), CODE, KEY),
        (b"", CODE, KEY),
    ):
        with pytest.raises(Refused) as refused:
            read_welcome(data, code, key)
        assert refused.value.code is Code.SIGNATURE


def test_an_answer_of_the_right_sender_is_read_strictly_all_the_same() -> None:
    for wrong in (replace(SAID, root="ab"), replace(SAID, site="Xa Mau"), replace(SAID, broker="no port")):
        with pytest.raises(Refused) as refused:
            read_welcome(welcome(CODE, KEY, wrong), CODE, KEY)
        assert refused.value.code is Code.ENVELOPE
