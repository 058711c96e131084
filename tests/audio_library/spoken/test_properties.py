"""What holds for every text, whoever wrote it."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_library.spoken import Confidence, Region, SpokenForm, read, sentences
from audio_library.spoken.numbers import parse, say

EXAMPLES = 60  # the deep search is test_fuzz.py's, and fuzz.py's for as long as one likes
REGIONS = st.sampled_from(list(Region))
ANYTHING = st.text(max_size=80)
PIECES = """
    ngày tháng năm số Số: quý cấp thôn Điều khoản gọi từ đến - – / . , ; : ( ) ' " % ° + = & * # _ | ./. … UBND HĐND TT
    XII XIV KT. TP. QL2 ĐT.302B kg m2 km/h đồng 0912 114 113 3/4 30/4 16/6/2025 2026-2030 8-9 1.500.000 2,5 17h30 7g
    05:30 QĐ-TTg /KH-UBND NQ/TW a) 1.2. www.a.vn x@y.vn XI MĂNG CAO VNeID đ/c Phần đầu 12A +84 1900
"""
OFFICIAL = st.lists(
    st.one_of(
        st.sampled_from([*PIECES.split(), " ", "\n", "\t", "  "]),
        st.text("0123456789/.-,:hg%°'ABĐXIVaă \n", min_size=1, max_size=8),
    ),
    max_size=12,
).flatmap(lambda words: st.sampled_from([" ", ""]).map(lambda joint: joint.join(words)))
TEXTS = st.one_of(ANYTHING, OFFICIAL)


def rebuilt(form: SpokenForm) -> str:
    """The source put together again from what stands between the marks and what the marks say was written."""
    pieces: list[str] = []
    done = 0
    for mark in form.marks:
        assert mark.start >= done
        pieces += (form.source[done : mark.start], mark.written)
        done = mark.end
    return "".join((*pieces, form.source[done:]))


def unmarked(form: SpokenForm) -> tuple[str, str]:
    """What stands between the marks, in the source and in the spoken text, in one spelling and without blanks."""
    source: list[str] = []
    text: list[str] = []
    done = spoken_done = 0
    for mark in form.marks:
        source.append(form.source[done : mark.start])
        text.append(form.text[spoken_done : mark.spoken_start])
        done, spoken_done = mark.end, mark.spoken_end
    source.append(form.source[done:])
    text.append(form.text[spoken_done:])
    return plain("".join(source)), plain("".join(text))


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(text=TEXTS, region=REGIONS, emergency=st.sampled_from([False, True]))
def test_reading_a_spoken_text_again_changes_nothing(text: str, region: Region, *, emergency: bool) -> None:
    once = read(text, region=region, emergency=emergency).text
    assert read(once, region=region, emergency=emergency).text == once


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(TEXTS, REGIONS)
def test_no_digit_and_no_sign_is_left(text: str, region: Region) -> None:
    spoken = read(text, region=region).text
    assert not any(character.isdigit() or character in "/%°" for character in spoken)


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(TEXTS)
def test_marks_and_the_text_between_them_are_the_whole_source(text: str) -> None:
    form = read(text)
    assert rebuilt(form) == text
    for mark in form.marks:
        assert form.text[mark.spoken_start : mark.spoken_end] == mark.spoken
        assert mark.confidence is Confidence.ASK or not mark.choices
    source, spoken = unmarked(form)
    assert source == spoken


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(TEXTS)
def test_there_is_one_spoken_line_for_each_line(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    assert read(text).text.count("\n") == lines


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(st.one_of(st.text(st.characters(max_codepoint=0x24F)), OFFICIAL))
def test_decomposed_letters_read_alike(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text))
    assert plain(read(decomposed).text) == plain(read(unicodedata.normalize("NFC", text)).text)


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(st.integers(0, 10**12), REGIONS)
def test_numbers_come_back_from_their_words(number: int, region: Region) -> None:
    assert parse(say(number, region)) == number
    grouped = f"{number:,}".replace(",", ".")
    assert (
        parse(read(f"có {grouped} đồng", region=region).text.removeprefix("có ").removesuffix(" đồng"))
        == number
    )


def test_every_number_to_ten_thousand_comes_back() -> None:
    for region in Region:
        words = [say(number, region) for number in range(10_001)]
        assert [parse(spoken) for spoken in words] == list(range(10_001))
        assert len(set(words)) == len(words)


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(TEXTS, st.integers(20, 300))
def test_sentences_are_short_and_lose_no_word(text: str, limit: int) -> None:
    spoken = read(text).text
    pieces = sentences(spoken, limit)
    assert all(0 < len(piece.text) <= limit and piece.pause_ms > 0 for piece in pieces)
    kept = [character for piece in pieces for character in piece.text if character.isalnum()]
    assert kept == [character for character in spoken if character.isalnum()]


def test_a_choice_decides_one_mark_only() -> None:
    text = "Họp 5/6, họp 5/6"
    first = read(text).asks[0]
    decided = read(text, choices={first.start: first.choices[1]})
    assert decided.marks[0].confidence is Confidence.SURE
    assert decided.text == "Họp năm phần sáu, họp ngày mồng năm tháng sáu"
    assert len(decided.asks) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "sign",
    [
        "1",
        "1.",
        "a",
        "Ạ",
        "/",
        "…",
        "_",
        "@",
        "A1",
        "1-",
        "123 ",
        "0912 ",
        "X.",
        "0 ",
        "1/",
        "(",
        "\u0301",
        "😀",
        "ngày ",
    ],
)
def test_long_texts_of_one_sign_are_read_in_good_time(sign: str) -> None:
    text = sign * (20_000 // len(sign))
    once = read(text).text
    assert not any(character.isdigit() for character in once)
