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
from audio_library.spoken.characters import CleanText, clean
from audio_library.spoken.dictionary import STANDARD, Dictionary
from audio_library.spoken.marks import Confidence, Mark, Region, SpokenForm
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
    rf"[0-9{layout.UPPER}{_SIGNS}.](?:(?<=[0-9{_SIGNS}])|(?<=\.)(?:(?=\.)|(?=/\.))|(?<=[{layout.UPPER}])"
    rf"(?=[{layout.UPPER}0-9.]|[^\W\d_]{{1,3}}[{layout.UPPER}]|[ ,;:)/\-–]|\Z))"
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
    form = _Form(cleaned, passage, choices or {})
    for reading in _readings(passage):
        form.add(reading)
    return form.finish()


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
        if reading is not None and reading.start >= done and reading.end > reading.start:
            return reading
    return None


class _Form:
    """The spoken text as it grows."""

    def __init__(self, cleaned: CleanText, passage: Passage, choices: Mapping[int, str]) -> None:
        self._cleaned = cleaned
        self._passage = passage
        self._choices = choices
        self._pieces: list[str] = []
        self._length = 0
        self._done = 0
        self._marks: list[Mark] = []
        self._last = ""

    def add(self, reading: Reading) -> None:
        """Say what stands before a reading as it is, then the reading."""
        self._copy(reading.start)
        start = self._cleaned.source_at(reading.start)
        end = self._cleaned.source_at(reading.end)
        spoken, confidence = self._decided(reading, start)
        after = self._cleaned.text[reading.end : reading.end + 1]
        if self._last.isalnum() and spoken[:1].isalnum():
            self._say(" ")
        spoken_start = self._length
        self._say(spoken)
        self._marks.append(
            Mark(
                start, end, spoken_start, self._length, self._cleaned.source[start:end], spoken,
                reading.rule, confidence, reading.choices if confidence is Confidence.ASK else (),
            )
        )  # fmt: skip
        if after.isalnum() and spoken[-1:].isalnum():
            self._say(" ")
        self._done = reading.end

    def _decided(self, reading: Reading, start: int) -> tuple[str, Confidence]:
        written = self._cleaned.text[reading.start : reading.end]
        chosen = self._choices.get(start)
        if chosen is None:
            chosen = self._passage.dictionary.chosen.get(written.strip())
        if chosen is None:
            return reading.spoken, reading.confidence
        if chosen == written:
            return chosen, Confidence.SURE
        return read(chosen, region=self._passage.region).text.replace("\n", " "), Confidence.SURE

    def _copy(self, end: int) -> None:
        self._say(self._cleaned.text[self._done : end])

    def _say(self, words: str) -> None:
        if words:
            self._pieces.append(words)
            self._length += len(words)
            self._last = words[-1]

    def finish(self) -> SpokenForm:
        """Say the rest and hand the form over."""
        self._copy(len(self._cleaned.text))
        return SpokenForm(self._cleaned.source, "".join(self._pieces), tuple(self._marks))
