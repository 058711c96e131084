"""Single numbers as they are written: groups by dots, a decimal comma, sections, lists."""

import re
from collections.abc import Callable
from typing import NamedTuple

from audio_library.spoken.contexts import either, ending
from audio_library.spoken.numbers import decimal, digits
from audio_library.spoken.passage import Passage
from audio_library.spoken.units import UNIT

_NUMBER = re.compile(
    r"(?P<plain>\d+)(?!\d|[.,]\d| \d{3})"
    r"|(?P<dotted>[1-9]\d{0,2}(?:\.\d{3})+)(?:,(?P<dotted_fraction>\d+))?(?!\d|\.\d)"
    r"|(?P<spaced>[1-9]\d{0,2}(?: \d{3}){1,5})(?!\d|[.,]\d)"
    r"(?= ?(?:đồng|đ\b|vnđ|VNĐ|VND|USD|m2|m3|ha\b|km|kg|tấn|người|hộ\b|con\b))"
    r"|(?P<english>[1-9]\d{0,2}(?:(?:,\d{3}){2,}|,\d{3}(?=\.\d{1,2}(?![\d.]))))(?:\.(?P<english_fraction>\d+))?(?!\d|,\d)"
    r"|(?P<list>\d{1,3}(?:,\d{1,3}){2,})(?!\d)"
    r"|(?P<section>\d{1,4}(?:\.\d{1,4}){2,})(?!\d)"
    r"|(?P<whole>\d+)(?:(?P<point>[.,])(?P<fraction>\d+))?"
)
_DIGITS = re.compile(r"\d+")
_CLOCK = re.compile(r"0[1-9]\.[1-5]\d")
_DECIMAL_SAID = re.compile(rf" ?{either('after a decimal')}")
_is_section = ending("before a section")
_SECTIONS_BEFORE = re.compile(rf" {either('before a section')}(?: \d+(?:\.\d+)+(?:,| và|, và))+$")
_is_list = ending("before a list")
_is_value = ending("before a value")
_UNIT_NEXT = re.compile(rf" ?(?:{UNIT})(?![^\W_])")


class Number(NamedTuple):
    """One number of a text: where it ends, its words, its worth (None: a list or a section), and any doubt."""

    end: int
    spoken: str
    worth: float | None
    choices: tuple[str, ...] = ()


def number_at(passage: Passage, place: int) -> Number | None:
    """Read the number that begins at `place`: groups by dots, a decimal comma, or sections such as 1.2.3."""
    match = _NUMBER.match(passage.text, place)
    return None if match is None else _READERS[match.lastgroup or ""](passage, match)


def _plain(passage: Passage, match: re.Match[str]) -> Number:
    written = match.group()
    return Number(match.end(), plain(passage, written), float(written))


def _grouped(passage: Passage, match: re.Match[str]) -> Number:
    """Read thousands in groups: 1.250.000, or 1,250,000 in the English way."""
    whole = match.group().replace(".", "").replace(",", "").replace(" ", "")
    return Number(match.end(), passage.say(whole[:300]), float(whole))


def _grouped_fraction(passage: Passage, match: re.Match[str]) -> Number:
    """Read thousands in groups with a fraction: 1.250,5."""
    whole = (match["dotted"] or match["english"]).replace(".", "").replace(",", "")
    fraction = match["dotted_fraction"] or match["english_fraction"]
    return Number(match.end(), decimal(whole, fraction, passage.region), float(whole))


def _several(passage: Passage, match: re.Match[str]) -> Number:
    """Read 5,6,7 as a list and 1.2.3 as a section."""
    joint = ", " if match["list"] else " chấm "
    parts = (plain(passage, part) for part in _DIGITS.findall(match.group()))
    return Number(match.end(), joint.join(parts), None)


def plain(passage: Passage, written: str) -> str:
    """Say digits as one number, unless there are too many for anyone to follow."""
    by_digit = len(written) > 15 or (len(written) > 2 and written.startswith("0"))
    return digits(written) if by_digit else passage.say(written)


def _with_fraction(passage: Passage, match: re.Match[str]) -> Number:
    """Read one dot or comma: a decimal, two listed numbers, a section, or thousands in the English way."""
    place, end = match.span()
    whole, fraction = match["whole"][:300], match["fraction"][:300]
    before, after = passage.before(place), passage.text[end : end + 12]
    worth = float(f"{whole}.{fraction}")
    if (
        match["point"] == ","
        and len(fraction) <= 2
        and whole != "0"
        and _is_list(before)
        and not _is_value(before)
        and not _UNIT_NEXT.match(after)
    ):
        return Number(end, _listed(passage, before, (whole, fraction)), None)
    if match["point"] == "." and (_in_sections(before) or (fraction == "0" and not _UNIT_NEXT.match(after))):
        return Number(end, f"{passage.say(whole)} chấm {passage.say(fraction)}", None)
    spoken = decimal(whole, fraction, passage.region)
    if match["point"] == "." and _CLOCK.fullmatch(match.group()) and not _UNIT_NEXT.match(after):
        clock = f"{passage.say(whole)} giờ {passage.say(fraction)}"
        return Number(end, clock, worth, (clock, spoken))
    thousands = match["point"] == "," and len(fraction) == 3 and not whole.startswith("0") and len(whole) <= 3
    if thousands and not _DECIMAL_SAID.match(after):
        return Number(end, spoken, worth, (spoken, passage.say(whole + fraction)))
    return Number(end, spoken, worth)


def _in_sections(before: str) -> bool:
    """Whether the words before a number count sections: "tiêu chí 17.2, 17.3"."""
    return _is_section(before) or (before[-1:] in {",", "à"} and _SECTIONS_BEFORE.search(before) is not None)


def _listed(passage: Passage, before: str, numbers: tuple[str, ...]) -> str:
    noun = " cấp " if before.endswith(" cấp") else " "
    return f",{noun}".join(passage.say(number) for number in numbers)


_READERS: dict[str, Callable[[Passage, re.Match[str]], Number]] = {
    "plain": _plain,
    "whole": _plain,
    "dotted": _grouped,
    "spaced": _grouped,
    "english": _grouped,
    "dotted_fraction": _grouped_fraction,
    "english_fraction": _grouped_fraction,
    "list": _several,
    "section": _several,
    "fraction": _with_fraction,
}
"""What reads a number, by the last part of the pattern that it has."""
