"""What is seen and not said: bullets, numbering, headings' signs, rules; and blanks left to be filled in."""

import re
from collections.abc import Iterator

from audio_library.spoken.marks import Confidence
from audio_library.spoken.passage import Passage, Reading

UPPER = "".join(
    letter for letter in map(chr, range(0x41, 0x1EFA)) if letter.isupper() and (letter < "ƿ" or letter > "Ḁ")
)
_HEAD = re.compile(
    rf"^[ \t]*(?:(?:[-–—+/|#_*^\\`{{}}•→ \t]*[/|#^\\`{{}}•→](?:[-–—+]+(?=[ \t]))?"
    rf"|\#{{1,6}}[ \t]|>[ \t]?|[*_]{{1,3}}(?=[^\s*_])|[-+–—*→][ \t]|•|\[[ xX]?\][ \t]"
    rf"|\(?(?:\d{{1,2}}(?:\.\d{{1,2}}){{0,4}}|[a-zđA-F]|[IVX]{{1,6}})[.)/]-?[*_]{{0,3}}[ \t](?=[ \t]*\S)"
    rf"|\d{{1,2}}(?:\.\d{{1,2}}){{1,4}}[ \t](?=[\"“*]*[{UPPER}][^\d])"
    rf"|(?:[IVX]{{1,6}}|\d{{1,2}})[ \t]?[-–][ \t](?=[{UPPER}][{UPPER}])"
    rf")[ \t]*)+",
    re.MULTILINE,
)
_RULE = re.compile(r"^[ \t]*[-=_*~#|+:— ]{3,}[ \t]*$", re.MULTILINE)
_MIDDLE = re.compile(
    rf"[:;,.] (?P<marker>\(?(?:\d{{1,2}}|[a-zđ]|[ivx]{{1,4}})\) +|(?:\d{{1,2}}|[a-zđ])/ +(?=[{UPPER}])"
    rf"|(?<!, )[IVX]{{1,6}}[-.] +(?=[{UPPER}]{{2}}))(?=\S)"
)
_NOTE = re.compile(r"^\[\d{1,2}\] *| ?\[\d{1,2}\](?![\w(])", re.MULTILINE)
_LEFT_OPEN = r"(?: *(?:\.{2,}|…+|_{2,}))+ *"
_BLANK_DATE = re.compile(
    rf"[NnTt](?:gày(?:{_LEFT_OPEN}(?=tháng|năm|đến|/|\d)| +(?=tháng(?: +(?:\d|năm +\d)|{_LEFT_OPEN}))|  +(?=đến))"
    rf"|gày  +tháng  +năm(?:  +|$)|háng(?:{_LEFT_OPEN}(?=năm|/|\d)| +(?=năm +(?:\d|{_LEFT_OPEN})))"
    r"|ăm *(?:\.{4,}|…{2,}|_{2,}))"
)
_BLANK_NUMBER = re.compile(r"[Ss]ố *:? *[._… ]*/ ?(?=[A-ZĐ])[A-Za-zĐđƯ0-9&]+(?:[-/][A-Za-zĐđƯ0-9&]+)*")
_BLANK = re.compile(r"[.…_](?:(?<=_)(?: ?_)+|(?<=[.…])(?: ?[.…]){4,}) ?")


def heads(passage: Passage) -> Iterator[Reading]:
    """Bullets and numbering at the beginnings of lines: pauses, not words."""
    for match in _HEAD.finditer(passage.text):
        if match.group().strip():
            yield Reading(match.start(), match.end(), "", "layout")


def lines(passage: Passage) -> Iterator[Reading]:
    """Lines that only draw something."""
    for match in _RULE.finditer(passage.text):
        if match.group().strip(" \t"):
            yield Reading(match.start(), match.end(), "", "layout")


def markers(passage: Passage) -> Iterator[Reading]:
    """Numbering inside a sentence: "gồm: 1) …; 2) …"; and the numbers of footnotes: "[1]"."""
    for match in _MIDDLE.finditer(passage.text):
        yield Reading(match.start("marker"), match.end(), "", "layout")
    for match in _NOTE.finditer(passage.text) if "[" in passage.text else ():
        yield Reading(match.start(), match.end(), "", "layout")


def blanks(passage: Passage) -> Iterator[Reading]:
    """Places left to be filled in: nothing is said, and somebody must say what belongs there."""
    for pattern in (_BLANK_NUMBER, _BLANK_DATE, _BLANK):
        for match in pattern.finditer(passage.text):
            yield Reading(match.start(), match.end(), "", "blank", Confidence.ASK)
