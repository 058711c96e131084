"""The board: silence is folded, time runs forwards, alike is quiet, different is loud."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.asrun import Outcome
from broadcaster.queries.on_air import Lane, Tally
from tests.webui.sample_rows import AFTERNOON, MORNING, block, lane
from webui.board import QUIET, TROUBLE, axis, board, ticks, worst
from webui.day_parts import cells, part, parts

days = st.lists(
    st.tuples(st.integers(0, 23 * 60), st.integers(1, 50), st.sampled_from(list(Outcome))), max_size=25
)


def drawn(day: list[tuple[int, int, Outcome]]) -> tuple[Lane, ...]:
    midnight = MORNING - timedelta(hours=5, minutes=30)
    return tuple(
        lane(
            f"T{n}", block(midnight + timedelta(minutes=start), f"Tin {n}", outcome=outcome, minutes=minutes)
        )
        for n, (start, minutes, outcome) in enumerate(day)
    )


@given(days, st.integers(0, 24 * 60))
def test_every_day_fits_the_track_and_time_runs_forwards(
    day: list[tuple[int, int, Outcome]], minute: int
) -> None:
    lanes = drawn(day)
    now = MORNING + timedelta(minutes=minute)
    laid_out = board(lanes, now)
    moments = sorted({now, *(m for each in lanes for b in each.blocks for m in (b.starts_at, b.ends_at))})
    places = [laid_out.axis.place(moment) for moment in moments]
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)
    assert all(width >= 0 for _at, width in laid_out.axis.silences)
    for row in laid_out.rows:
        for piece in row.pieces:
            assert 0 <= piece.at <= 100
            assert piece.at + piece.width <= 100.5


@given(days)
def test_every_hamlet_stands_on_the_board_once(day: list[tuple[int, int, Outcome]]) -> None:
    lanes = drawn(day)
    shown = [each for row in board(lanes, MORNING).rows for each in row.lanes]
    assert sorted(each.hamlet for each in shown) == sorted(each.hamlet for each in lanes)


def test_a_silence_between_sessions_is_folded() -> None:
    folded = axis((lane("Gò Sải", block(MORNING, minutes=45), block(AFTERNOON, minutes=40)),))
    assert len(folded.sessions) == 2
    silence = folded.sessions[1].at - (folded.sessions[0].at + folded.sessions[0].width)
    assert silence < 5
    assert folded.sessions[0].width > 40


def test_hamlets_with_the_same_day_share_a_row_and_their_speakers_are_counted_together() -> None:
    lanes = tuple(lane(name, block(outcome=Outcome.DONE)) for name in ("A", "B", "C"))
    laid_out = board(lanes, AFTERNOON)
    assert laid_out.alike
    assert [each.hamlet for each in laid_out.alike.lanes] == ["A", "B", "C"]
    assert laid_out.alike.blocks[0].tally.of(Outcome.DONE) == 6
    assert not laid_out.own
    assert not laid_out.trouble


def test_a_hamlet_with_words_of_its_own_shows_them_loud_and_the_rest_thin() -> None:
    common, own = block(MORNING, "Chung"), block(MORNING + timedelta(minutes=12), "Họp thôn", minutes=3)
    laid_out = board((lane("A", common), lane("B", common), lane("C", common, own)), MORNING)
    (row,) = laid_out.own
    assert [(piece.item.title, piece.is_common) for piece in row.pieces if piece.item] == [
        ("Chung", True),
        ("Họp thôn", False),
    ]


def test_a_broadcast_that_failed_is_one_block_with_its_reason() -> None:
    failed = block(MORNING, "Một", "Hai", outcome=Outcome.MISSED, reason="power")
    laid_out = board((lane("A", block(MORNING, "Một", "Hai")), lane("B", failed)), AFTERNOON)
    (row,) = laid_out.trouble
    (piece,) = row.pieces
    assert piece.item is None
    assert piece.block.reason == "power"


def test_a_lost_speaker_gives_its_hamlet_a_row_of_its_own() -> None:
    laid_out = board(
        (lane("A", block(), silent=1), lane("B", block(), silent=1), lane("C", block())), MORNING
    )
    assert [row.lanes[0].hamlet for row in laid_out.trouble] == ["A", "B"]


def test_parts_of_what_sounds_are_past_present_and_to_come() -> None:
    sounding = block(MORNING, "Một", "Hai", "Ba", outcome=Outcome.STARTED, minutes=30)
    laid_out = board((lane("A", sounding),), MORNING + timedelta(minutes=15))
    assert laid_out.alike
    assert [piece.outcome for piece in laid_out.alike.pieces] == [
        Outcome.DONE,
        Outcome.STARTED,
        Outcome.PLANNED,
    ]
    assert laid_out.alike.pieces[1].played == 50


@given(st.lists(st.tuples(st.sampled_from(list(Outcome)), st.integers(1, 9)), min_size=1, max_size=5))
def test_a_block_is_painted_with_the_worst_that_happened(counts: list[tuple[Outcome, int]]) -> None:
    tally = Tally(tuple(counts))
    found = worst(tally)
    assert tally.of(found)
    if tally.of(*TROUBLE):
        assert found in TROUBLE
    if found in QUIET:
        assert tally.of(*QUIET) == tally.total


def test_quarter_hours_are_written_where_there_is_room() -> None:
    (session,) = axis((lane("A", block(MORNING, minutes=45)),)).sessions
    assert [moment - MORNING for moment, _at in ticks(session)] == [
        timedelta(minutes=15),
        timedelta(minutes=30),
    ]
    (short,) = axis((lane("A", block(MORNING, minutes=2)),)).sessions
    assert ticks(short) == ()


def hour(moment: datetime) -> int:
    return (moment.hour + 7) % 24


def test_the_day_in_words() -> None:
    done, ahead = block(MORNING, outcome=Outcome.DONE), block(AFTERNOON, outcome=Outcome.READY)
    morning, afternoon = parts((done, ahead), hour)
    assert (morning.hour, morning.counts) == (4, ((Outcome.DONE, 2),))
    assert (afternoon.hour, afternoon.counts) == (14, ((Outcome.PLANNED, 2),))
    row = board((lane("A", done),), AFTERNOON).rows[0]
    assert cells(row, (morning, afternoon), hour) == (done.tally, None)
    assert [part(h) for h in (0, 3, 4, 10, 11, 13, 14, 17, 18, 23)] == [0, 0, 4, 4, 11, 11, 14, 14, 18, 18]
