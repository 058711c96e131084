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
    "→": "đến",
}
SILENT = "*#_^|\\`{}•«»¦"
_DOTS = re.compile(r"(?:\.{2,}|…)[.…]*")
_COMPARED = re.compile(r"[<>]=(?!>)")
_LIMITS = {"<": "dưới", ">": "trên", "≤": "không quá", "≥": "không dưới"}
_LIMIT = re.compile(r"[<>≤≥]=? ?\d")
_RANGE_BEFORE = re.compile(r"\d[-–]\Z")
_NUMBER_BEFORE = re.compile(r"(?<!\w)\d[\d.,]* ?\Z")
"""A limit alone is said as announcers say it; between two numbers the signs compare them."""
_GROWTH = re.compile(r"\(\+ ?\d[\d.,]* ?%")
_ABOUT = re.compile(r"~ ?[\d(]|~ (?=\w)")
_ARROWS = re.compile(r"(?:[-=]+>|→) ?|<[-=]+ ?|<(?=[A-Za-z/!])|(?<=[A-Za-z])>(?! ?\d)")


def read_sign(passage: Passage, place: int) -> Reading | None:
    """Read one sign that no other rule has taken."""
    sign = passage.text[place]
    special = _SPECIAL.get(sign)
    reading = special(passage, place) if special else None
    if reading is not None or sign not in SAID:
        return reading
    compared = _COMPARED.match(passage.text, place)
    if compared:
        sign = "≥" if sign == ">" else "≤"
        return Reading(place, compared.end(), _compared(passage, place, sign), "sign", Confidence.ASSUMED)
    if sign in _LIMITS and _RANGE_BEFORE.search(passage.text[max(0, place - 3) : place]):
        return Reading(place - 1, place + 1, f" đến {_LIMITS[sign]}", "range")
    start = place - (sign == ">" and passage.text[place - 1 : place] == "-")
    arrow = _ARROWS.match(passage.text, start)
    if arrow:
        start -= passage.text[start - 1 : start] == " " and start > 0
        joint = " đến " if passage.text[arrow.end() : arrow.end() + 1].isdigit() else ", "
        return Reading(start, arrow.end(), joint, "sign", Confidence.ASSUMED)
    spoken = _compared(passage, place, sign)
    sure = spoken == _LIMITS.get(sign)
    confidence = Confidence.SURE if sure else Confidence.ASSUMED
    return Reading(place, place + 1, spoken, "sign", confidence)


def _compared(passage: Passage, place: int, sign: str) -> str:
    """Say a limit that stands alone as announcers do, "không quá"; between two numbers a sign compares them."""
    limit = sign in _LIMITS and _LIMIT.match(passage.text, place)
    numbered = limit and _NUMBER_BEFORE.search(passage.text[max(0, place - 16) : place])
    return _LIMITS[sign] if limit and not numbered else SAID[sign]


def _plus(passage: Passage, place: int) -> Reading | None:
    """Read the plus of +84 with the telephone number behind it, and that of (+3,2%) as growth."""
    if _GROWTH.match(passage.text, place - 1):
        return Reading(place, place + 1, "tăng", "sign")
    abroad = passage.text.startswith("84", place + 1)
    return read_telephone(passage, place + 1) if abroad else None


def _about(passage: Passage, place: int) -> Reading | None:
    """Leave out a "~" that no number stands behind, as in "240V~"."""
    return None if _ABOUT.match(passage.text, place) else Reading(place, place + 1, "", "sign")


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
    "~": _about,
    **dict.fromkeys("$€£₫", read_sum),
}
