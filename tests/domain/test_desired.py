"""The controller's half of reconcile: say it again until the speaker says that it holds it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.desired import DesiredPlan
from broadcaster.domain.types import sha256
from tests.factories import NOW

PLAN = {"orders": [{"items": [{"sound": "a"}, {"sound": "b"}, {"sound": "a"}]}]}
WEEK = NOW + timedelta(days=7)


def wanted(digest: str = "one") -> DesiredPlan:
    desired = DesiredPlan("mai-khe", "GS-01", NOW, WEEK)
    desired.want(PLAN, digest, epoch=1, until_at=WEEK, now=NOW)
    return desired


def said(desired: DesiredPlan, seconds: float = 0) -> None:
    desired.body_sha = desired.body_sha or sha256(f"body {desired.version}")
    desired.said(NOW + timedelta(seconds=seconds))


def test_a_plan_is_due_at_once_and_again_only_when_it_changed() -> None:
    desired = wanted()
    assert (desired.version, desired.due_at, desired.sound_count) == (1, NOW, 2)
    assert not desired.want(PLAN, "one", epoch=1, until_at=WEEK, now=NOW + timedelta(hours=1))
    assert desired.want(PLAN, "two", epoch=1, until_at=WEEK, now=NOW + timedelta(hours=2))
    assert (desired.version, desired.due_at) == (2, NOW + timedelta(hours=2))
    assert desired.want(PLAN, "two", epoch=2, until_at=WEEK, now=NOW)  # root raised the epoch
    assert (desired.epoch, desired.version) == (2, 3)


def test_it_is_said_again_after_15_seconds_up_to_five_minutes() -> None:
    desired, waits, at = wanted(), [], 0.0
    for _ in range(8):
        said(desired, at)
        assert desired.due_at is not None
        waits.append((desired.due_at - NOW).total_seconds() - at)
        at += waits[-1]
    assert waits == [15, 30, 60, 120, 240, 300, 300, 300]


def test_a_clock_that_was_ahead_puts_nothing_off() -> None:
    desired = wanted()
    said(desired, seconds=3_600)
    assert not desired.is_due(NOW + timedelta(seconds=3_600))
    assert desired.is_due(NOW)
    said(desired)
    assert [desired.is_due(NOW + timedelta(seconds=seconds)) for seconds in (0, 29, 30)] == [
        False,
        False,
        True,
    ]
    desired.heard(epoch=1, version=1, sha=desired.body_sha or "", now=NOW)
    assert not desired.is_due(NOW)


def test_the_speakers_word_ends_the_saying() -> None:
    desired = wanted()
    said(desired)
    desired.heard(epoch=1, version=1, sha=desired.body_sha or "", now=NOW)
    assert (desired.due_at, desired.attempts, desired.is_held) == (None, 0, True)
    desired.heard(epoch=1, version=0, sha="", now=NOW)  # it has lost its flash
    assert desired.due_at == NOW
    assert not desired.is_held


def test_a_restored_database_jumps_past_what_a_speaker_remembers() -> None:
    desired = wanted()
    said(desired)
    desired.heard(epoch=1, version=7, sha=sha256("lost"), now=NOW)
    assert (desired.version, desired.body_sha, desired.due_at) == (8, None, NOW)


def test_another_plan_under_our_own_number_is_jumped_too() -> None:
    desired = wanted()
    said(desired)
    desired.heard(epoch=1, version=1, sha=sha256("lost"), now=NOW)
    assert desired.version == 2


words = st.tuples(st.integers(0, 2), st.integers(0, 9), st.sampled_from(["", "other", "ours"]))


@given(st.lists(words, max_size=12))
def test_whatever_a_speaker_says_the_number_never_falls_and_a_truthful_one_ends_it(
    said_before: list[tuple[int, int, str]],
) -> None:
    desired = wanted()
    for epoch, version, sha in said_before:
        said(desired)
        before = (desired.epoch, desired.version)
        desired.heard(
            epoch=epoch, version=version, sha=desired.body_sha or "" if sha == "ours" else sha, now=NOW
        )
        assert (desired.epoch, desired.version) >= before
        assert desired.is_held == (desired.due_at is None)
    said(desired)
    desired.heard(epoch=1, version=desired.version, sha=desired.body_sha or "", now=NOW)
    assert desired.is_held
