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
    telephones.read_telephone,
    telephones.read_help,
    telephones.read_short,
    telephones.read_identifier,
    telephones.read_groups,
)
_FIRST_DIGITS = re.compile(r"\d+")
# Each rule for capitals, and the letters with which what it reads may begin (none: any letter).
_UPPER_RULES: tuple[tuple[Rule, str], ...] = (
    (capitals.read_standard, "TQI"),
    (capitals.read_weekdays, "T"),
    (roads.read_road, "QĐLTHC"),
    (roads.read_post, "K"),
    (capitals.read_district, "PQ"),
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
    for reading in _readings(passage):
        form.add(
            _decided(passage, reading, choices.get(cleaned.source_at(reading.start)) if choices else None)
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
        if found.start() >= limit:
            return
        reading = _read_at(passage, found.start(), done)
        if reading is None:
            place = _skip(text, found.start())
            continue
        passage.said[reading.end] = reading
        yield reading
        place = done = max(reading.end, found.start() + 1)


def _skip(text: str, place: int) -> int:
    place += 1
    while place < len(text) and text[place].isalpha():
        place += 1
    return place


def _rules_at(text: str, place: int) -> tuple[Rule, ...]:
    """Choose the rules for a number by its length and by what stands behind its first digits."""
    digits = _FIRST_DIGITS.match(text, place)
    end = digits.end() if digits else place
    sign = text[end : end + 1]
    tight = sign != " "
    if not tight:
        sign = text[end + 1 : end + 2]
    return _number_rules(sign, tight, end - place >= 3)


@functools.lru_cache(maxsize=1024)
def _number_rules(sign: str, tight: bool, long: bool) -> tuple[Rule, ...]:  # noqa: FBT001  # a cache's keys
    rules = _BY_SIGN.get(sign) or (_BY_LETTER if tight and sign.isalpha() else ())
    return (*rules, *(_LONG_NUMBER_RULES if long else ()), quantities.read_quantity)


@functools.lru_cache(maxsize=1024)
def _upper_rules(first: str) -> tuple[Rule, ...]:
    return tuple(rule for rule, letters in _UPPER_RULES if not letters or first in letters)


def _read_at(passage: Passage, place: int, done: int) -> Reading | None:
    text = passage.text
    first = text[place]
    if first.isalpha():
        while place > done and text[place - 1].isalpha():
            place -= 1
        rules = _upper_rules(text[place])
    else:
        rules = _rules_at(text, place) if first.isdigit() else _SIGN_RULES
    for rule in rules:
        reading = rule(passage, place)
        if reading is not None and reading.end > place:
            return reading if reading.start >= done else reading._replace(start=done)
    return None
