"""One spelling for every character before the grammar looks: composed letters, plain digits, nothing unseen.

Each change keeps its place in the source, so that marks can point there.
"""

import bisect
import functools
import re
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

_COMBINING = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_ORDINARY = "\n -~À-ÏÑ-ïñ-\u024f\u1ea0-\u1ef9“”‘’…–—•°±×÷€£«»‰≤≥≠≈₫\u00b5"
_ANY_ODD = re.compile(f"[^{_ORDINARY}]")
_ODD = re.compile(rf"\r\n?|[^{_COMBINING}][{_COMBINING}]+|[\u1100-\u11ff\uac00-\ud7ff]+|[^{_ORDINARY}\r]")
_BULLETS = "\u2022\u27a2\u25aa\u25cf\u25cb\u25a0\u25a1\u2713\u2714"
_BULLETS += "\u2605\u2606\u2756\uf0b7\uf0a7\uf0fc\u00b7\u25e6\u2043"
_LOOKALIKES = dict.fromkeys(_BULLETS, "•") | {
    "\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u02da": "°", "\u00ba": "°", "\u2212": "-", "\u2010": "-",
    "\u2011": "-", "\u2012": "–", "\u2015": "—", "\u2103": "°C", "\u2044": "/", "\u2215": "/", "\uff0f": "/",
    "\uff05": "%", "\u2032": "'", "\u00b2": "2", "\u00b3": "3", "\u00b9": "1", "\u03bc": "\u00b5",
    "\u2192": "→", "\u21d2": "→", "\u00bc": " 1/4", "\u00bd": " 1/2", "\u00be": " 3/4", "\u2116": " số ",
    "\u00a7": " mục ", "\t": "\t",
}  # fmt: skip
_SPACES = {"Zs", "Zl", "Zp", "Cc"}
_SILENT = {"Cf", "Co", "Cs", "Cn", "So", "Sk", "Mn", "Me"}


class Change(NamedTuple):
    """A piece of text that the source spells with other characters."""

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True)
class CleanText:
    """Text in one spelling, and where each piece of it stood in the source."""

    text: str
    source: str
    _places: tuple[int, ...] = field(repr=False)
    _shifts: tuple[int, ...] = field(repr=False)
    changes: tuple[Change, ...] = ()
    """Changes beyond composed letters."""

    def source_at(self, place: int) -> int:
        """Where in the source the character at `place` of the text begins."""
        if not self._places:
            return place
        index = bisect.bisect_right(self._places, place) - 1
        return place + self._shifts[index] if index >= 0 else place


def clean(source: str) -> CleanText:
    """Bring a text into one spelling: NFC, ASCII digits and dashes, no control or invisible characters."""
    if _ANY_ODD.search(source) is None:
        return CleanText(source, source, (), ())
    pieces: list[str] = []
    places: list[int] = []
    shifts: list[int] = []
    changes: list[Change] = []
    done = length = 0
    for odd in _ODD.finditer(source):
        plain = _plain(odd.group())
        if plain == odd.group():
            continue
        gap = source[done : odd.start()]
        pieces += (gap, plain)
        start = length + len(gap)
        done, length = odd.end(), start + len(plain)
        places += (start + offset for offset in range(1, len(plain)))
        shifts += (odd.start() - place for place in places[len(shifts) :])
        places.append(length)
        shifts.append(done - length)
        if plain != unicodedata.normalize("NFC", odd.group()):
            changes.append(Change(start, length, odd.start(), odd.end()))
    pieces.append(source[done:])
    return CleanText("".join(pieces), source, tuple(places), tuple(shifts), tuple(changes))


@functools.lru_cache(maxsize=4096)
def _plain(odd: str) -> str:
    """Give the one spelling of a character (with the marks combined onto it)."""
    if odd[0] == "\r":
        return "\n"
    composed = unicodedata.normalize("NFC", odd)
    return "".join(_plain_character(character) for character in composed)


def _plain_character(character: str) -> str:
    if character in _LOOKALIKES:
        return _LOOKALIKES[character]
    if re.match(f"[{_ORDINARY}]", character):
        return character
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    compatible = unicodedata.normalize("NFKC", character)
    if compatible != character and compatible.isascii() and compatible.isprintable():
        return compatible
    category = unicodedata.category(character)
    if category in _SPACES:
        return " "
    return "" if category in _SILENT else character
