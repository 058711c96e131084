"""A speaker is there when it said so lately; numbers decide between its words."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.status import Availability, SpeakerStatus
from tests.factories import NOW


def status() -> SpeakerStatus:
    return SpeakerStatus("GS-01", "mai-khe", "ab" * 32, {})


def test_a_lost_speaker_shows_within_forty_seconds() -> None:
    one = status()
    assert one.availability(NOW) is Availability.NEVER_SEEN
    one.hear_state(on=True, boot=1, conn=1, now=NOW)
    assert one.availability(NOW + timedelta(seconds=40)) is Availability.ONLINE
    assert one.availability(NOW + timedelta(seconds=41)) is Availability.SILENT


def test_a_late_will_hides_no_living_speaker() -> None:
    one = status()
    one.hear_state(on=True, boot=1, conn=2, now=NOW)
    one.hear_state(on=False, boot=1, conn=1, now=NOW)
    assert one.availability(NOW) is Availability.ONLINE
    one.hear_state(on=False, boot=1, conn=2, now=NOW)
    assert one.availability(NOW) is Availability.SILENT


def test_what_the_broker_had_kept_proves_no_presence() -> None:
    one = status()
    one.hear_state(on=True, boot=1, conn=1, now=NOW, is_fresh=False)
    assert one.availability(NOW) is Availability.NEVER_SEEN


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 3)), min_size=1))
def test_the_newest_connection_has_the_last_word(words: list[tuple[bool, int, int]]) -> None:
    one = status()
    for on, boot, conn in words:
        one.hear_state(on=on, boot=boot, conn=conn, now=NOW)
    newest = max((boot, conn) for _, boot, conn in words)
    last = [on for on, boot, conn in words if (boot, conn) == newest][-1]
    assert (one.boot, one.conn, one.said_on) == (*newest, last)


def test_another_key_is_another_speaker_of_which_nothing_was_heard() -> None:
    one = status()
    one.boot, one.version, one.journal_to, one.journal_top, one.plan_sha = 5, 9, 40, 41, "x"
    one.hear_state(on=True, boot=5, conn=1, now=NOW)
    one.ready_until_at, one.playing, one.clock, one.credential = NOW, "x", "T", {"sha256": "y"}
    one.join_anew("cd" * 32)
    assert one == replace(status(), public_key="cd" * 32, credential={"sha256": "y"})
    assert one.availability(NOW) is Availability.NEVER_SEEN


def test_an_old_word_said_again_proves_nothing() -> None:
    one, first = status(), int(NOW.timestamp())
    one.hear_state(on=True, boot=1, conn=1, issued=first, now=NOW)
    one.hear_presence(first + 15, now=NOW + timedelta(seconds=15))
    later = NOW + timedelta(minutes=5)
    for replayed in (first, first + 15, 0):
        one.hear_presence(replayed, now=later)
    one.hear_state(on=True, boot=1, conn=1, issued=first, now=later)
    assert one.availability(later) is Availability.SILENT
    assert one.has_moved_on(first, now=later)
    one.hear_presence(first + 301, now=later)
    assert one.availability(later) is Availability.ONLINE


def test_a_speaker_without_a_clock_is_believed_until_it_has_one() -> None:
    one = status()
    for after in (0, 15, 30):
        one.hear_presence(0, now=NOW + timedelta(seconds=after))
    assert one.seen_at == NOW + timedelta(seconds=30)
    one.hear_presence(int(NOW.timestamp()) + 45, now=NOW + timedelta(seconds=45))
    one.hear_presence(0, now=NOW + timedelta(seconds=60))
    assert one.seen_at == NOW + timedelta(seconds=45)
    one.hear_state(on=True, boot=2, conn=1, now=NOW + timedelta(seconds=90))
    assert one.seen_at == NOW + timedelta(seconds=90), "a new start begins anew"


def test_words_of_a_wrong_clock_do_not_outlast_it() -> None:
    one = status()
    one.hear_presence(int(NOW.timestamp()) + 7_200, now=NOW + timedelta(hours=2))
    one.hear_presence(int(NOW.timestamp()), now=NOW)
    assert one.seen_at == NOW
