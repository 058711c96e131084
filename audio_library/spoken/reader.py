"""The reading of a text: one pass from left to right over the places not said as they are written."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from audio_library.spoken import layout, signs, web, wording
from audio_library.spoken.candidates import SIGN_RULES, number_rules, upper_rules
from audio_library.spoken.characters import clean
from audio_library.spoken.dictionary import STANDARD, Dictionary
from audio_library.spoken.form import GrowingForm
from audio_library.spoken.marks import Confidence, Region, SpokenForm
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.settling import settled

_SLIPS = frozenset("lo")
_SLIPPED = re.compile(
    r"(?<![\w/.,-])(?=[\dhgHG/.lIO]*[lIO])(?=[lIO.]*\d)[\dlIO]{1,2}(?:[hgHG][\dlIO]{0,2}|/[\dlIO]{1,2}(?:/[\dlIO]{4})?)(?![\w/])"
)
"""An hour or a date with letters that a scanner takes for digits: "l4h30", "07h3O", "5/ll"."""
_SLIP = re.compile(r"[lIO](?:(?<=\d.)|(?=[\dhgHG/]))")
"""What every one of them has in it, and hardly any other text."""
_AS_DIGITS = str.maketrans("lIO", "110")
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
        _slips,
        wording.repairs,
        wording.titles,
        wording.spans_until,
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


def _slips(passage: Passage) -> Iterator[Reading]:
    """Hours and dates whose digits a scanner took for letters: read as what they are meant to be, and asked about."""
    if not _SLIP.search(passage.text):
        return
    meant = _SLIPPED.sub(lambda match: match.group().translate(_AS_DIGITS), passage.text)
    repaired = replace(passage, text=meant, said={})
    for match in _SLIPPED.finditer(passage.text):
        reading = _read_at(repaired, match.start(), match.start())
        if reading is not None and reading.end == match.end():
            yield _doubted(reading._replace(choices=()))


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


def _skip(text: str, place: int) -> int:
    place += 1
    while place < len(text) and text[place].isalpha():
        place += 1
    return place


def _read_at(passage: Passage, place: int, done: int) -> Reading | None:
    text = passage.text
    first = text[place]
    if first.isdigit():
        rules = number_rules(text, place)
    elif first.isalpha():
        while place > done and text[place - 1].isalpha():
            place -= 1
        rules = upper_rules(text[place])
    else:
        rules = SIGN_RULES
    for rule in rules:
        reading = rule(passage, place)
        if reading is not None and reading.end > place:
            reading = reading if reading.start >= done else reading._replace(start=done)
            return _doubted(reading) if first.isdigit() and _slipped(text, place) else reading
    return None


def _doubted(reading: Reading) -> Reading:
    """Ask about a number behind a letter that a scanner takes for a digit: "l5/9", "o5"."""
    return reading._replace(confidence=Confidence.ASK, choices=reading.choices or (reading.spoken,))


def _slipped(text: str, place: int) -> bool:
    """Whether a lone letter stands before a place that a scanner takes for a digit."""
    return text[place - 1 : place] in _SLIPS and not text[place - 2 : place - 1].isalnum()
