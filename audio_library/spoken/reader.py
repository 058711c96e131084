"""The reading of a text: one pass from left to right over the places not said as they are written."""

import functools
import re
from collections.abc import Callable, Iterator, Mapping

from audio_library.spoken import (
    capitals,
    dates,
    documents,
    layout,
    lettered,
    quantities,
    ranges,
    roads,
    roman,
    signs,
    slashes,
    telephones,
    times,
    web,
    wording,
)  # fmt: skip
from audio_library.spoken.characters import clean
from audio_library.spoken.dictionary import STANDARD, Dictionary
from audio_library.spoken.form import GrowingForm
from audio_library.spoken.marks import Confidence, Region, SpokenForm
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.settling import settled

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
    documents.read_number,
    roads.read_plate,
    telephones.read_telephone,
    dates.read_range,
    dates.read_full,
    dates.read_day_list,
    dates.read_years,
    dates.read_month,
    times.read_range,
)
_BY_DOT: tuple[Rule, ...] = (telephones.read_telephone, dates.read_range, dates.read_full)
_BY_LETTER: tuple[Rule, ...] = (documents.read_number, roads.read_plate, lettered.read_with_letter)
_BY_HOUR: tuple[Rule, ...] = (times.read_range, times.read_time, times.read_impossible, *_BY_LETTER)
_BY_SIGN: dict[str, tuple[Rule, ...]] = {
    "/": _BY_STROKE,
    **dict.fromkeys("-–—", _BY_DASH),
    ".": _BY_DOT,
    ":": (times.read_range, times.read_time, ranges.read_ratio),
    **dict.fromkeys("hHgG", _BY_HOUR),
    ",": (dates.read_day_list,),
    "v": (dates.read_day_list, *_BY_LETTER),
    "t": (dates.read_range, dates.read_day_list, *_BY_LETTER),
    "đ": (dates.read_range, *_BY_LETTER),
    "+": (roads.read_kilometre,),
    ")": (telephones.read_telephone,),
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
        (r"\d{1,2}", (dates.read_range, dates.read_months, dates.read_month, dates.read_day_list)),
        (r"\d{1,2}|\d{4}", (dates.read_full,)),
        (r"\d{2}", (roads.read_plate,)),
        (r"\d{1,3}", (times.read_range, times.read_time, times.read_impossible)),
        (r"\d{3,6}", (telephones.read_short,)),
        (r"\d{3,4}", (telephones.read_groups,)),
        (r"\d{1,4}", (documents.read_of_a_year,)),
        (r"\d{1,5}", (documents.read_number,)),
        (r"11\d", (telephones.read_help, telephones.read_help_list)),
        (r"1[6-9]\d\d|20\d\d", (dates.read_years,)),
        (r"0\d+|1[89]0\d+", (telephones.read_telephone, telephones.read_masked)),
    )
    for rule in rules
}
_SLIPS = frozenset("lo")
_FIRST_DIGITS = re.compile(r"(\d{1,3})\d*( ?)(.?)")
# Each rule for capitals, and the letters with which what it reads may begin (none: any letter).
_UPPER_RULES: tuple[tuple[Rule, str], ...] = (
    (capitals.read_standard, "TQI"),
    (quantities.read_sum, "VUE"),
    (capitals.read_period, "TQ"),
    (capitals.read_card, ""),
    (capitals.read_weekdays, "T"),
    (capitals.read_blood_group, "ABO"),
    (roads.read_road, "QĐLTHC"),
    (roads.read_post, "K"),
    (capitals.read_district, "PQĐ"),
    (capitals.read_region, "THX"),
    (roman.read_roman, "IVXL"),
    (capitals.read_abbreviation, ""),
    (roads.read_long_code, ""),
    (roads.read_code, ""),
    (capitals.read_unknown, ""),
)
_SIGN_RULES: tuple[Rule, ...] = (signs.read_sign,)

_SIGNS = re.escape("".join(signs.SAID) + signs.SILENT + "/…")
_TRIGGER = re.compile(
    rf"[0-9{layout.UPPER}{_SIGNS}.](?:(?<=[0-9{_SIGNS}])|(?<=\.)(?:(?=\.)|(?=/\.))"
    rf"|(?<=[{layout.UPPER}])(?:(?=[^\W\d_]{{1,3}}[{layout.UPPER}])|(?=[{layout.UPPER}])|(?![^\W\d_])))"
)


def read(
    text: str,
    *,
    region: Region = Region.NORTH,
    dictionary: Dictionary = STANDARD,
    emergency: bool = False,
    choices: Mapping[int, str] | None = None,
) -> SpokenForm:
    """Read a text as it is said aloud, with a mark for every change and every doubt.

    `choices` decides single marks: the start of a mark in the source, and the reading chosen for it. In
    emergency style times and numbers for help are said twice. The spoken text has the lines of the source.
    """
    settings = Passage("", region, dictionary, emergency)
    return settled(_read_once(settings, text, choices or {}), lambda spoken: _read_once(settings, spoken, {}))


def _read_once(settings: Passage, text: str, choices: Mapping[int, str]) -> SpokenForm:
    cleaned = clean(text)
    passage = Passage(cleaned.text, settings.region, settings.dictionary, settings.emergency)
    form = GrowingForm(cleaned)
    chosen = bool(choices or settings.dictionary.chosen)
    for reading in _readings(passage):
        form.add(
            _decided(passage, reading, choices.get(cleaned.source_at(reading.start))) if chosen else reading
        )
    return form.finish()


def _decided(passage: Passage, reading: Reading, choice: str | None) -> Reading:
    """Put what a person chose in place of what the grammar says; the choice is read in its turn."""
    written = passage.text[reading.start : reading.end]
    if choice is None:
        choice = passage.dictionary.chosen.get(written.strip())
    if choice is None:
        return reading
    spoken = choice if choice == written and not _TRIGGER.search(written) else _said(choice, passage.region)
    return reading._replace(spoken=spoken, confidence=Confidence.SURE, choices=())


def _said(choice: str, region: Region) -> str:
    return read(choice, region=region).text.replace("\n", " ")


def _by_start(reading: Reading) -> int:
    return reading.start


def _readings(passage: Passage) -> Iterator[Reading]:
    """Give all readings in order, none overlapping: phrases, and between them single tokens."""
    finders = (
        web.hashtags,
        layout.lines,
        layout.heads,
        layout.markers,
        layout.blanks,
        web.addresses,
        wording.results,
        wording.repairs,
        wording.words,
    )
    spans = sorted((span for find in finders for span in find(passage)), key=_by_start)
    done = 0
    for span in spans:
        for reading in _tokens(passage, done, span.start):
            done = reading.end
            yield reading
        free = _free_part(passage, span, done)
        if free is not None:
            done = free.end
            passage.said[done] = free
            yield free
    yield from _tokens(passage, done, len(passage.text))


def _free_part(passage: Passage, span: Reading, done: int) -> Reading | None:
    """Give what of a phrase has not been read yet: all, nothing, or the rest of an address."""
    if span.start >= done:
        return span
    if span.rule != "address" or span.end <= done:
        return None
    return web.spoken_address(done, span.end, passage.text[done : span.end])


def _tokens(passage: Passage, place: int, limit: int) -> Iterator[Reading]:
    """Give the readings that begin between two places."""
    text, done = passage.text, place
    while found := _TRIGGER.search(text, place):
        start = found.start()
        if start >= limit:
            return
        reading = _read_at(passage, start, done)
        if reading is None:
            place = _skip(text, start)
            continue
        reading = passage.apart(reading)
        place = done = reading.end if reading.end > start else start + 1
        passage.said[reading.end] = reading
        yield reading


def _doubted(reading: Reading) -> Reading:
    """Ask about a number behind a letter that a scanner takes for a digit: "l5/9", "o5"."""
    return reading._replace(confidence=Confidence.ASK, choices=reading.choices or (reading.spoken,))


def _skip(text: str, place: int) -> int:
    place += 1
    while place < len(text) and text[place].isalpha():
        place += 1
    return place


def _rules_at(text: str, place: int) -> tuple[Rule, ...]:
    """Choose the rules for a number by its first digits, their count, and the sign behind them."""
    found = _FIRST_DIGITS.match(text, place)
    if found is None:
        return ()
    first, blank, sign = found.groups()
    return _number_rules(first, found.start(2) - place, blank, sign)


@functools.lru_cache(maxsize=8192)
def _number_rules(first: str, count: int, blank: str, sign: str) -> tuple[Rule, ...]:
    rules = _BY_SIGN.get(sign) or (() if blank or not sign.isalpha() else _BY_LETTER)
    if count >= 3:
        rules += _LONG_NUMBER_RULES
    digits = first.ljust(count, "0")
    fitting = [rule for rule in rules if rule not in _OPENINGS or _OPENINGS[rule].fullmatch(digits)]
    return (*dict.fromkeys(fitting), quantities.read_quantity)


@functools.lru_cache(maxsize=1024)
def _upper_rules(first: str) -> tuple[Rule, ...]:
    return tuple(rule for rule, letters in _UPPER_RULES if not letters or first in letters)


def _read_at(passage: Passage, place: int, done: int) -> Reading | None:
    text = passage.text
    first = text[place]
    if first.isdigit():
        rules = _rules_at(text, place)
    elif first.isalpha():
        while place > done and text[place - 1].isalpha():
            place -= 1
        rules = _upper_rules(text[place])
    else:
        rules = _SIGN_RULES
    for rule in rules:
        reading = rule(passage, place)
        if reading is not None and reading.end > place:
            reading = reading if reading.start >= done else reading._replace(start=done)
            slipped = text[place - 1 : place] in _SLIPS and not text[place - 2 : place - 1].isalnum()
            return _doubted(reading) if slipped and first.isdigit() else reading
    return None
