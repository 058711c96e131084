"""The reading of a text: one pass from left to right over the places not said as they are written."""

import re
from collections.abc import Callable, Iterator, Mapping

from audio_library.spoken import (
    capitals,
    dates,
    documents,
    layout,
    quantities,
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

Rule = Callable[[Passage, int], Reading | None]

_DIGIT_RULES: tuple[Rule, ...] = (
    documents.read_number,
    documents.read_of_a_year,
    roads.read_plate,
    telephones.read_telephone,
    dates.read_range,
    dates.read_full,
    dates.read_day_list,
    dates.read_years,
    dates.read_month,
    times.read_range,
    times.read_time,
    times.read_impossible,
    slashes.read_pair,
    telephones.read_help,
    telephones.read_short,
    telephones.read_identifier,
    quantities.read_ratio,
    quantities.read_kilometre,
    quantities.read_with_letter,
    quantities.read_quantity,
)
_UPPER_RULES: tuple[Rule, ...] = (
    capitals.read_standard,
    capitals.read_weekdays,
    roads.read_road,
    capitals.read_district,
    roman.read_roman,
    capitals.read_abbreviation,
    roads.read_code,
    capitals.read_unknown,
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
    cleaned = clean(text)
    passage = Passage(cleaned.text, region, dictionary, emergency)
    form = GrowingForm(cleaned)
    for reading in _readings(passage):
        form.add(_decided(passage, reading, (choices or {}).get(cleaned.source_at(reading.start))))
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
        if span.start < done:
            continue
        for reading in _tokens(passage, done, span.start):
            done = reading.end
            yield reading
        if span.start >= done:
            done = span.end
            passage.said[done] = span
            yield span
    yield from _tokens(passage, done, len(passage.text))


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


def _read_at(passage: Passage, place: int, done: int) -> Reading | None:
    text = passage.text
    first = text[place]
    rules = _DIGIT_RULES if first.isdigit() else _UPPER_RULES if first.isalpha() else _SIGN_RULES
    while rules is _UPPER_RULES and place > done and text[place - 1].isalpha():
        place -= 1
    for rule in rules:
        reading = rule(passage, place)
        if reading is not None and reading.end > place:
            return reading if reading.start >= done else reading._replace(start=done)
    return None
