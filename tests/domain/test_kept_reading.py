"""Readings that may be kept, and the table they travel in."""

import pytest

from broadcaster.domain.errors import StationError
from broadcaster.domain.kept_reading import ReadingRegion, ReadingRule
from broadcaster.domain.reading_table import read_table, write_table


@pytest.mark.parametrize(
    ("written", "spoken", "code"),
    [
        ("", "bầu cử", "reading_missing"),
        ("BC", "  ", "reading_missing"),
        ("3/5", "ba phần năm", "reading_of_number"),
        ("114", "một một bốn", "reading_of_number"),
        ("BC", "tổ BC số", "reading_repeats"),
        ("x" * 81, "x", "reading_long"),
    ],
)
def test_what_is_not_kept(written: str, spoken: str, code: str) -> None:
    with pytest.raises(StationError) as refusal:
        ReadingRule(written, spoken).check()
    assert refusal.value.code == code


def test_blanks_and_spelling_are_made_one() -> None:
    assert ReadingRule("  BC ", "ba\u0302\u0300u  cử") == ReadingRule("BC", "bầu cử")


def test_a_table_goes_out_and_comes_back() -> None:
    rules = (
        ReadingRule("BC", "bầu cử"),
        ReadingRule("Ao Sen", "Ao Sèn", ReadingRegion.SOUTH),
        ReadingRule("QL", "quản lý", ReadingRegion.NORTH),
    )
    assert read_table(write_table(rules)) == rules


def test_a_table_as_office_programs_write_it() -> None:
    assert read_table("\ufeffviết\tđọc\r\nBC\tbáo cáo\t\r\n\r\nBC\tbầu cử\n") == (
        ReadingRule("BC", "bầu cử"),
    )


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("BC", 1, "columns"),
        ("BC\tbầu cử\tbắc\tthừa", 1, "columns"),
        ("BC\tbầu cử\nQL\tquản lý\ttây", 2, "region"),
        ("\n3/5\tba phần năm", 2, "reading_of_number"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named(text: str, line: int, why: str) -> None:
    with pytest.raises(StationError) as refusal:
        read_table(text)
    assert (refusal.value.code, refusal.value.facts) == ("table_line", {"line": line, "why": why})


@pytest.mark.parametrize(("text", "code"), [("viết\tđọc\n", "table_empty"), ("a\tb\n" * 5001, "table_long")])
def test_tables_without_end_or_content(text: str, code: str) -> None:
    with pytest.raises(StationError, match=code):
        read_table(text)
