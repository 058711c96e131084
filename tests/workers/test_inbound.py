"""What a speaker's event means to the log."""

import pytest

from broadcaster.domain.asrun import NotPlayed, Outcome
from broadcaster.protocol.messages import Event, Scope
from broadcaster.workers.inbound import event_of

SCOPE = Scope("mai-khe", ("GS-01",), 1, 1_795_000_000, 0)


def said(kind: str, **data: str | float) -> Event:
    return Event(SCOPE, 7, 1_795_000_000_000, kind, "abc", dict(data))


def test_an_order_that_planning_took_back_is_not_settled_by_the_speaker() -> None:
    told = event_of(said("missed", outcome="CANCELLED", reason="withdrawn"), b"")
    assert (told.not_played, told.item) == (None, None)


@pytest.mark.parametrize(
    ("outcome", "expected"), [("CANCELLED", NotPlayed.CANCELLED), ("MISSED", NotPlayed.MISSED)]
)
def test_an_order_never_begun_is_told_with_its_reason(outcome: str, expected: NotPlayed) -> None:
    told = event_of(said("missed", outcome=outcome, reason="late"), b"")
    assert (told.not_played, told.reason) == (expected, "late")


def test_an_outcome_that_no_speaker_may_report_says_nothing_certain() -> None:
    told = event_of(said("ended", i=0, outcome="SENT", played_s=1), b"")
    assert told.item is not None
    assert told.item.outcome is Outcome.UNKNOWN
