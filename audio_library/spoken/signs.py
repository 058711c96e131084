"""Single signs between words: percent, plus, strokes, dots, decoration."""

import re
from collections.abc import Callable

from audio_library.spoken.marks import Confidence
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.quantities import read_sum
from audio_library.spoken.slashes import read_stroke
from audio_library.spoken.telephones import read_telephone

SAID = {
    "%": "phần trăm",
    "‰": "phần nghìn",
    "°": "độ",
    "&": "và",
    "=": "bằng",
    "<": "nhỏ hơn",
    ">": "lớn hơn",
    "≤": "nhỏ hơn hoặc bằng",
    "≥": "lớn hơn hoặc bằng",
    "≠": "khác",
    "±": "cộng trừ",
    "×": "nhân",
    "÷": "chia",
    "≈": "khoảng",
    "~": "khoảng",
    "@": "a còng",
    "$": "đô-la Mỹ",
    "€": "ơ-rô",
    "£": "bảng Anh",
    "₫": "đồng",
    "¥": "yên",
    "+": "cộng",
}
SILENT = "*#_^|\\`{}•→«»¦"
_DOTS = re.compile(r"(?:\.{2,}|…)[.…]*")
_COMPARED = re.compile(r"[<>]=(?!>)")
_LIMITS = {"<": "dưới", ">": "trên"}
_LIMIT = re.compile(r"[<>] ?\d")
_NUMBER_BEFORE = re.compile(r"(?<!\w)\d[\d.,]* ?\Z")
"""A limit alone is said as announcers say it; between two numbers the signs compare them."""
_ARROWS = re.compile(r"[-=]+> ?|<[-=]+ ?|<(?=[A-Za-z/!])|(?<=[A-Za-z])>(?! ?\d)")


def read_sign(passage: Passage, place: int) -> Reading | None:
    """Read one sign that no other rule has taken."""
    sign = passage.text[place]
    special = _SPECIAL.get(sign)
    reading = special(passage, place) if special else None
    if reading is not None or sign not in SAID:
        return reading
    compared = _COMPARED.match(passage.text, place)
    if compared:
        return Reading(place, compared.end(), SAID["≥" if sign == ">" else "≤"], "sign", Confidence.ASSUMED)
    start = place - (sign == ">" and passage.text[place - 1 : place] == "-")
    arrow = _ARROWS.match(passage.text, start)
    if arrow:
        start -= passage.text[start - 1 : start] == " " and start > 0
        joint = " đến " if passage.text[arrow.end() : arrow.end() + 1].isdigit() else ", "
        return Reading(start, arrow.end(), joint, "sign", Confidence.ASSUMED)
    limit = _LIMIT.match(passage.text, place) and not _NUMBER_BEFORE.search(
        passage.text[max(0, place - 16) : place]
    )
    return Reading(place, place + 1, _LIMITS[sign] if limit else SAID[sign], "sign", Confidence.ASSUMED)


def _plus(passage: Passage, place: int) -> Reading | None:
    """Read the plus of +84 with the telephone number behind it."""
    abroad = passage.text.startswith("84", place + 1)
    return read_telephone(passage, place + 1) if abroad else None


def _silent(passage: Passage, place: int) -> Reading:
    text, end = passage.text, place + 1
    while end < len(text) and text[end] in SILENT and text[end] != "|":
        end += 1
    return Reading(place, end, "", "layout")


def _cell(passage: Passage, place: int) -> Reading:
    """Make the edge of a table's cell a pause between two texts, and nothing at the edge of a line."""
    text = passage.text
    start, end = place, place + 1
    while start > 0 and text[start - 1] == " ":
        start -= 1
    while end < len(text) and text[end] in "| ":
        end += 1
    inside = text[:start].rstrip(" ")[-1:] not in {"", "\n"} and text[end : end + 1] not in {"", "\n"}
    return Reading(start, end, ", " if inside else "", "layout")


def _dots(passage: Passage, place: int) -> Reading | None:
    """Dots that trail off are a pause; ./. ends a document."""
    text = passage.text
    if text.startswith("./.", place):
        start = place - (text[place - 1 : place] == " " and place > 0)
        return Reading(start, place + 3, ".", "layout")
    match = _DOTS.match(text, place)
    if match is None:
        return None
    rest = text[match.end() : match.end() + 3].lstrip(" ")
    if rest[:1] in {")", ",", ";", ":", ".", "?", "!"}:
        return Reading(place, match.end(), "", "layout")
    if not text[:place].strip() or text[place - 1] == "\n":
        end = match.end() + (text[match.end() : match.end() + 1] == " ")
        return Reading(place, end, "", "layout")
    ends = not rest or rest[0] == "\n" or rest[0].isupper() or rest[0] in '"”’'
    return Reading(place, match.end(), "." if ends else ",", "layout")


_SPECIAL: dict[str, Callable[[Passage, int], Reading | None]] = {
    **dict.fromkeys(SILENT, _silent),
    **dict.fromkeys(".…", _dots),
    "/": read_stroke,
    "|": _cell,
    "+": _plus,
    **dict.fromkeys("$€£₫", read_sum),
}
