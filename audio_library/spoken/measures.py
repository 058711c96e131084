"""One number with its unit, and what the quantity is per."""

import re
from typing import NamedTuple

from audio_library.spoken.contexts import either, ending
from audio_library.spoken.figures import Number, number_at
from audio_library.spoken.marks import Confidence, Region
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.units import MONEY, PER_SHORT, UNIT, UNITS, per_unit

_UNIT = re.compile(rf" ?(?P<unit>{UNIT})(?![^\W_])(?:(?<=\d[đĐ])|(?!/[bcv](?!\w)))")
_UNIT_TIGHT = frozenset(
    ["s", "p", "k", "K", "L", "V", "W", "Đ", "ph", "gi", "Ha", "HA", "tr", "TB", "$", "€", "£"]
)
_BEGINNINGS = frozenset(written[0] for written in UNITS) | frozenset("'’\"T")
"""What may stand behind a number that has a unit; anything else has none, and most numbers have none."""
_SUMS = frozenset(["k", "K", "tr"])
"""Short for thousands and millions; behind a blank they are money only where a price is "per" something."""
_SHORT = frozenset("'’\"Tv")
"""Signs and letters that are a unit only beside certain others."""
_MINUTE_SIGNS = frozenset("'’")
_TONS = re.compile(r"T(?![^\W_])")
_PER_UNIT = re.compile(rf" ?/ ?(?:0?1 )?(?P<unit>{UNIT}|{PER_SHORT})(?!\w)")
_BEATS_BEFORE = re.compile(rf" {either('before a beat')}\b(?!.*\b{either('flowing')}\b)[^.;,]*$")
_A_MINUTE = re.compile(r" ?/ ?(?:p|ph|phút)(?!\w)")
_COMPASS = re.compile(r" ?(?P<direction>[NBSEĐW])(?!\w)")
_PRICED = re.compile(r" ?/ ?(?!(?:môn|bài|câu|phần|em|học sinh)\b)[^\W\d]")
_SCREEN_BEFORE = re.compile(rf" {either('on a screen')}(?: [^\W\d]+)?$")
_SIDE = re.compile(r" ?[xX×](?= (?:rộng|dài|cao|dày|sâu|ngang)\b)")
_QUOTED = re.compile(r"(?<!\d)['‘]")
_PILLS = re.compile(r"v(?= ?/ ?(?:ngày|lần)| ?[xX×] ?\d)")
is_housed = ending("housed")


class Measure(NamedTuple):
    """A number with its unit, if it has one."""

    end: int
    number: Number
    unit: str

    @property
    def spoken(self) -> str:
        """The words of both."""
        return f"{self.number.spoken} {self.unit}".rstrip()


def measure_at(passage: Passage, place: int) -> Measure | None:
    """Read the number at `place` and the unit behind it."""
    number = number_at(passage, place)
    if number is None:
        return None
    text, end = passage.text, number.end
    sign = text[end : end + 1]
    if sign == " ":
        sign = text[end + 1 : end + 2]
    if sign not in _BEGINNINGS:
        return Measure(end, number, "")
    short = _signed(passage, place, number) if sign in _SHORT else None
    if short is not None:
        return short
    unit = _UNIT.match(text, end)
    if unit is None or not _is_unit(passage, place, end, unit):
        return Measure(end, number, "")
    if unit["unit"] == "đ" and number.worth is not None and number.worth < 100:
        return _points(number, unit.end(), priced=not number.worth or bool(_PRICED.match(text, unit.end())))
    return Measure(unit.end(), number, _unit_words(passage, unit))


def _points(number: Number, end: int, *, priced: bool) -> Measure:
    """Ask about 28,5đ: little costs so little, but an examination gives as many points; 50đ/kg is rather a price."""
    nouns = ("đồng", "điểm") if priced else ("điểm", "đồng")
    choices = tuple(f"{number.spoken} {noun}" for noun in nouns)
    return Measure(end, Number(end, choices[0], None, choices), "")


def _signed(passage: Passage, place: int, number: Number) -> Measure | None:
    """Read the minutes and seconds of 20°15'30", tons written 3,5T, and pills written "2v/ngày"."""
    text, end = passage.text, number.end
    if text[end : end + 1] in _MINUTE_SIGNS and (
        text[place - 1 : place] == "°" or not _QUOTED.search(text, max(0, place - 60), place)
    ):
        minutes = Measure(end + 1, number, "phút")
        return _at_sea(passage, minutes) if text[place - 1 : place] == "°" else minutes
    if text.startswith('"', end) and _SCREEN_BEFORE.search(passage.before(place)):
        return Measure(end + 1, number, UNITS["inch"])
    if text.startswith('"', end) and text[place - 1 : place] in _MINUTE_SIGNS:
        return _at_sea(passage, Measure(end + 1, number, "giây"))
    if _counts_tons(text, place, number):
        return Measure(end + 1, number, "tấn")
    if _PILLS.match(text, end):
        return Measure(end + 1, number, "viên")
    return None


def _unit_words(passage: Passage, unit: re.Match[str]) -> str:
    """Say a unit; the "l" of a heart's "100 l/p" is "lần", not a litre."""
    text, (start, end) = passage.text, unit.span()
    if unit["unit"] == "l" and _A_MINUTE.match(text, end) and _BEATS_BEFORE.search(passage.before(start)):
        return "lần"
    words = UNITS[unit["unit"]]
    return words.replace("nghìn", "ngàn") if passage.region is Region.SOUTH else words


def _at_sea(passage: Passage, measure: Measure) -> Measure:
    """Say N and E behind minutes and seconds as places are said: "vĩ Bắc", "kinh Đông"."""
    compass = _COMPASS.match(passage.text, measure.end)
    if compass is None:
        return measure
    direction = UNITS[f"°{compass['direction']}"].removeprefix("độ ")
    return Measure(compass.end(), measure.number, f"{measure.unit} {direction}")


def _counts_tons(text: str, place: int, number: Number) -> bool:
    """Whether 3,5T and 3.450T count tons (the T of a small whole number may be months, too)."""
    pointed = "," in text[place : number.end] or "." in text[place : number.end]
    return pointed and _TONS.match(text, number.end) is not None


def _is_unit(passage: Passage, place: int, number_end: int, unit: re.Match[str]) -> bool:
    written, tight = unit["unit"], unit.start("unit") == number_end
    if not tight and written in _UNIT_TIGHT:
        return written in _SUMS and passage.text[unit.end() : unit.end() + 2].lstrip(" ")[:1] == "/"
    if written == "0C":
        return not tight
    return not (len(written) == 1 and written.isupper() and is_housed(passage.before(place)))


def months(passage: Passage, measure: Measure) -> str:
    """Say that a length of 24 months is "hai mươi bốn tháng" in the North too."""
    if measure.spoken.endswith("mươi tư") and passage.after(measure.end).startswith("tháng"):
        return f"{measure.spoken.removesuffix('tư')}bốn"
    return measure.spoken


def finish(passage: Passage, reading: Reading, unit: str) -> Reading:
    """Add what the quantity is per, and whether anyone must choose."""
    spoken, end, choices = reading.spoken, reading.end, reading.choices
    if unit and passage.text[end : end + 2].lstrip(" ")[:1] == "/":
        while per := _PER_UNIT.match(passage.text, end):
            spoken, end = f"{spoken} một {per_unit(per['unit'])}", per.end()
    side = _SIDE.match(passage.text, end) if unit else None
    if side:
        spoken, end = f"{spoken},", side.end()
    if len(choices) > 1:
        choices = tuple(spoken.replace(choices[0], choice, 1) for choice in choices)
    rule = "money" if unit in MONEY and reading.rule == "quantity" else reading.rule
    confidence = Confidence.ASK if choices else Confidence.SURE
    return Reading(reading.start, end, spoken, rule, confidence, choices)
