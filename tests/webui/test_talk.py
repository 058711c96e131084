"""Written beside spoken: nothing of either side is lost, whatever was typed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from audio_library.spoken import STANDARD
from broadcaster.adapters.sound_studio import LibrarySpeller
from broadcaster.domain.pace import Pace
from broadcaster.services.ports import Reading, SpokenMark
from webui.talk import talk

SPELLER = LibrarySpeller("north", STANDARD)
PARTS = (
    "Theo Kế hoạch số 312/KH-UBND ngày 18/11/2026, ",
    "gió cấp 6-7. ",
    "Gọi 114!\n",
    "TT thú y làm việc 7h30-11h00… ",
    "- Mục một; ",
    "40°C\n\n",
    "Mời bà con dự họp. ",
    "😀 ",
)


def read(text: str) -> Reading:
    return SPELLER.read(text, choices={})


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(PARTS), max_size=8).map("".join))
def test_both_sides_are_whole(text: str) -> None:
    reading = read(text)
    laid_out = talk(reading)
    written = "".join(piece.text for pair in laid_out.pairs for piece in pair.written)
    spoken = "".join(piece.text for pair in laid_out.pairs for piece in pair.spoken)
    assert written.strip() == reading.source.strip()
    assert spoken.strip() == reading.text.strip()


def test_sentences_stand_beside_each_other_with_about_their_times() -> None:
    laid_out = talk(read("Câu thứ nhất. Câu thứ hai có số 15. Câu thứ ba."), duration_ms=30_000)
    assert ["".join(piece.text for piece in pair.written).strip() for pair in laid_out.pairs] == [
        "Câu thứ nhất.",
        "Câu thứ hai có số 15.",
        "Câu thứ ba.",
    ]
    seconds = [pair.seconds for pair in laid_out.pairs]
    assert seconds[0] == 0
    assert seconds == sorted(seconds)
    assert seconds[-1] < 30


def test_a_length_is_estimated_from_the_pace_of_the_voice() -> None:
    assert talk(read("Mời bà con dự họp."), voice=Pace(100, around_ms=4_000)).spoken_ms == 5_800
    assert talk(read("Mời bà con dự họp."), voice=Pace(100), duration_ms=2_000).spoken_ms == 2_000


def test_what_concerns_safety_comes_to_the_approver_first() -> None:
    laid_out = talk(read("Gió cấp 6-7, gọi 114, họp lúc 19h30."))
    assert {piece.other for piece in laid_out.risks} == {"cấp 6-7", "114"}


def test_a_risky_place_is_shown_among_its_words() -> None:
    laid_out = talk(read("Trường cấp 3 nghỉ.\nVùng gần tâm bão giật cấp 11, mưa lớn diện rộng từ chiều nay."))
    (risk,) = laid_out.risks
    assert (risk.left, risk.other, risk.right) == ("gần tâm bão giật cấp ", "11", ", mưa lớn diện rộng từ")


def test_open_readings_come_before_everything_else() -> None:
    reading = Reading(
        "Gọi 114. Hỏi TT.",
        "Gọi một một bốn. Hỏi Thường trực.",
        (
            SpokenMark(4, 7, 4, 15, "114", "một một bốn", "help number", "sure"),
            SpokenMark(
                13, 15, 21, 32, "TT", "Thường trực", "abbreviation", "ask", ("Thường trực", "Trung tâm")
            ),
        ),
    )
    laid_out = talk(reading)
    assert [piece.look for piece in laid_out.risks] == ["ask", "num"]
    assert laid_out.asks == 1
    assert laid_out.risks[0].choices == ("Thường trực", "Trung tâm")
    assert laid_out.risks[0].position == 13


def test_sentences_that_were_not_approved_before_are_new() -> None:
    laid_out = talk(read("Câu cũ. Câu mới."), approved="Câu cũ. Câu đã bỏ.")
    assert [pair.is_new for pair in laid_out.pairs] == [False, True]
    assert laid_out.changed == 1
    assert laid_out.gone == ("Câu đã bỏ.",)


def test_what_was_only_left_out_is_told_too() -> None:
    laid_out = talk(read("Câu cũ."), approved="Câu cũ. Không ra đường khi có bão.")
    assert (laid_out.changed, laid_out.gone) == (0, ("Không ra đường khi có bão.",))
    assert talk(read("Câu cũ.")).gone == ()


def test_a_sentence_too_long_to_follow_is_pointed_out() -> None:
    assert talk(read("lời " * 80 + ".")).hints
    assert not talk(read("Câu ngắn.")).hints
