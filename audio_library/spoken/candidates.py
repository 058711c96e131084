"""The rules that may read what stands at a place: by its first characters, in the order in which they are tried."""

import functools
import re
from collections.abc import Callable

from audio_library.spoken import (
    abbreviations,
    capitals,
    dates,
    designations,
    documents,
    lettered,
    quantities,
    ranges,
    roads,
    roman,
    signs,
    slashes,
    telephones,
    times,
)
from audio_library.spoken.passage import Passage, Reading

Rule = Callable[[Passage, int], Reading | None]

# What may be read at a number depends on the sign behind its first digits (a blank between them does not count).
_BY_STROKE: tuple[Rule, ...] = (
    telephones.read_help_list,
    documents.read_number,
    documents.read_of_a_year,
    dates.read_range,
    dates.read_full,
    dates.read_months,
    dates.read_month,
    slashes.read_chain,
    slashes.read_pair,
)
_BY_DASH: tuple[Rule, ...] = (
    telephones.read_help_list,
    roads.read_plate,
    documents.read_number,
    telephones.read_telephone,
    dates.read_range,
    dates.read_full,
    dates.read_day_list,
    dates.read_years,
    dates.read_month,
    times.read_range,
)
_BY_DOT: tuple[Rule, ...] = (
    telephones.read_telephone,
    documents.read_number,
    dates.read_range,
    dates.read_full,
)
_BY_LETTER: tuple[Rule, ...] = (documents.read_number, roads.read_plate, lettered.read_with_letter)
_BY_HOUR: tuple[Rule, ...] = (times.read_range, times.read_time, times.read_impossible, *_BY_LETTER)
_BY_SIGN: dict[str, tuple[Rule, ...]] = {
    "/": _BY_STROKE,
    **dict.fromkeys("-–—", _BY_DASH),
    ".": _BY_DOT,
    ":": (times.read_range, times.read_time, ranges.read_ratio),
    **dict.fromkeys("hHgG", _BY_HOUR),
    ",": (dates.read_month_list, dates.read_day_list),
    "v": (dates.read_month_list, dates.read_day_list, *_BY_LETTER),
    **dict.fromkeys("xX", (telephones.read_masked, *_BY_LETTER)),
    "t": (dates.read_range, dates.read_day_list, *_BY_LETTER),
    "đ": (dates.read_range, *_BY_LETTER),
    "+": (dates.read_month_list, roads.read_kilometre),
    ")": (telephones.read_telephone,),
    "*": (lettered.read_stars,),
    **dict.fromkeys("0123456789", (telephones.read_telephone,)),
}
_LONG_NUMBER_RULES: tuple[Rule, ...] = (
    telephones.read_masked,
    telephones.read_telephone,
    telephones.read_help,
    telephones.read_short,
    telephones.read_identifier,
    telephones.read_groups,
)
# The first digits with which what a rule reads may begin (a rule not named here: any).
_OPENINGS: dict[Rule, re.Pattern[str]] = {
    rule: re.compile(digits)
    for digits, rules in (
        (r"\d{1,2}", (dates.read_range, dates.read_months, dates.read_month)),
        (r"\d{1,2}", (dates.read_month_list, dates.read_day_list)),
        (r"\d{1,2}|\d{4}", (dates.read_full,)),
        (r"\d{2}", (roads.read_plate,)),
        (r"\d{1,3}", (times.read_range, times.read_time, times.read_impossible)),
        (r"\d{3,6}", (telephones.read_short,)),
        (r"\d{3,4}", (telephones.read_groups,)),
        (r"\d{1,4}", (documents.read_of_a_year,)),
        (r"\d{1,5}", (documents.read_number,)),
        (r"11\d", (telephones.read_help, telephones.read_help_list)),
        (r"1[6-9]\d\d|20\d\d", (dates.read_years,)),
        (r"0\d+|1[89]0\d+", (telephones.read_telephone,)),
    )
    for rule in rules
}
# What stands behind them, for the rules that read on behind a stroke, a dash or a dot: this sign, how many digits
# follow it, and the sign behind those.
_OUTLINES: dict[Rule, re.Pattern[str]] = {
    rule: re.compile(outline)
    for outline, rule in (
        (r"/4[/–-]|.0.?|\.[12]/", documents.read_number),
        (r"/4.?", documents.read_of_a_year),
        (r"[/.][12][/.đt–—-]|[–—-][12][/.]", dates.read_range),
        (r"[/.–-][12][/.–-]", dates.read_full),
        (r"/4[–—-]", dates.read_months),
        (r"[/–-]4.?|[–-][12][/–-]", dates.read_month),
        (r"[–-][12][/t]", dates.read_day_list),
        (r"[–—-][24].?", dates.read_years),
        (r"/[1-4]/", slashes.read_chain),
        (r"/[1-9].?", slashes.read_pair),
        (r"[–—-]0.?", roads.read_plate),
        (r"[–—-][1-3][hHgG:]", times.read_range),
    )
}
_OUTLINED = frozenset("/-–—.")
_FIRST_DIGITS = re.compile(r"(\d{1,3})\d*( ?)(.?) ?(\d{0,9}) ?(.?)")
# Each rule for capitals, and the letters with which what it reads may begin (none: any letter).
_UPPER_RULES: tuple[tuple[Rule, str], ...] = (
    (designations.read_standard, "TQI"),
    (quantities.read_sum, "VUE"),
    (designations.read_period, "TQ"),
    (designations.read_card, ""),
    (designations.read_weekdays, "T"),
    (designations.read_virus, "H"),
    (designations.read_wind, "BNĐT"),
    (designations.read_blood_group, "ABO"),
    (roads.read_road, "QĐLTHC"),
    (roads.read_post, "K"),
    (designations.read_district, "PQĐK"),
    (designations.read_region, "THX"),
    (roman.read_roman, "IVXL"),
    (abbreviations.read_abbreviation, ""),
    (roads.read_long_code, ""),
    (roads.read_code, ""),
    (capitals.read_unknown, ""),
)
SIGN_RULES: tuple[Rule, ...] = (signs.read_sign,)


def number_rules(text: str, place: int) -> tuple[Rule, ...]:
    """Choose the rules for a number by its first digits, their count, and what stands behind them."""
    found = _FIRST_DIGITS.match(text, place)
    if found is None:
        return ()
    first, blank, sign, behind, next_sign = found.groups()
    outline = f"{sign}{len(behind)}{next_sign}" if sign in _OUTLINED else ""
    return _chosen_rules(first, found.start(2) - place, blank, sign, outline)


@functools.lru_cache(maxsize=8192)
def _chosen_rules(first: str, count: int, blank: str, sign: str, outline: str) -> tuple[Rule, ...]:
    rules = _BY_SIGN.get(sign) or (() if blank or not sign.isalpha() else _BY_LETTER)
    if count >= 3:
        rules += _LONG_NUMBER_RULES
    digits = first.ljust(count, "0")
    fitting = [
        rule for rule in rules if _fits(_OPENINGS.get(rule), digits) and _fits(_OUTLINES.get(rule), outline)
    ]
    return (*dict.fromkeys(fitting), quantities.read_quantity)


def _fits(pattern: re.Pattern[str] | None, written: str) -> bool:
    return pattern is None or not written or pattern.fullmatch(written) is not None


@functools.lru_cache(maxsize=1024)
def upper_rules(first: str) -> tuple[Rule, ...]:
    """Choose the rules for a token by the capital that it begins with."""
    return tuple(rule for rule, letters in _UPPER_RULES if not letters or first in letters)
