"""Numbers with a letter behind them: classes, houses, networks, tons."""

import re

from audio_library.spoken.figures import plain
from audio_library.spoken.marks import Confidence
from audio_library.spoken.measures import is_housed
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.syllables import letter
from audio_library.spoken.units import UNITS

_STARS = re.compile(r"(?P<count>[1-7])\*(?![\w*]| ?\d)")
_SUFFIX = re.compile(
    r"(?!\d+[xX]\d)(?P<number>\d+)(?P<letters>[A-Za-zĐđ]{1,2})(?P<tail>(?<=tr)\d{1,3}k?|\d{0,2})(?:\.(?P<more>\d+))?(?!\w)"
)
_ROAD_BEFORE = re.compile(r" (?:quốc lộ|tỉnh lộ|hương lộ|đường tỉnh)$")
_UNSURE = {"T": ("tháng", "tấn", "T"), "K": ("ca", "nghìn đồng"), "t": ("tuổi", "tấn"), "v": ("viên", "v")}
_SERIES = re.compile(r" ?[-–] ?(?=(?P<number>\d+)(?P<letters>[A-ZĐ]{1,2})\d{0,2}(?!\w))")
_SLIPS = frozenset(["O", "o", "I"])
"""Letters that a scanner takes for digits."""
_HEAVY = re.compile(r" (?:xe|tải|trục|cầu|trọng)\b")
_DOTTED = re.compile(r"\.(?:[^\W\d_]| họp| khám)|-[A-Z]-[A-Z]")
_SLOGAN = re.compile(r"\dK")
_SPECIAL_LETTERS = {"G": "gờ", "D": "đê"}


def read_with_letter(passage: Passage, place: int) -> Reading | None:
    """Read 12A, 10A1, 3B and 5G: the letter stays a letter, but "4G" is "bốn gờ"."""
    match = _SUFFIX.match(passage.text, place)
    if match is None or _DOTTED.match(passage.text, match.end()):
        return None
    housed = is_housed(passage.before(place))
    if _is_a_measure(match, housed=housed):
        return None
    if match["letters"] in _SLIPS or not (housed or match["tail"]):
        unsure = _unsure(passage, place, match)
        if unsure:
            return unsure
    if match["letters"] == "tr":
        return _millions(passage, place, match)
    spoken, end = _lettered(passage, match, housed=housed), match.end()
    series = _SERIES.match(passage.text, end)
    if series and _continues(match, series):
        spoken, end = f"{spoken} đến ", series.end()
    return Reading(place, end, spoken, "number with letter")


def _is_a_measure(match: re.Match[str], *, housed: bool) -> bool:
    """Whether the letters are a unit, or two small ones that no house or class has."""
    letters, tail = match["letters"], match["tail"]
    if len(letters) == 2 and not letters.isupper():
        return not (letters == "tr" and tail)
    is_unit = letters + tail in UNITS and (bool(tail) or not housed)
    return is_unit and not _SLOGAN.fullmatch(match.group())


def _millions(passage: Passage, place: int, match: re.Match[str]) -> Reading:
    """Ask about 1tr500: one million five hundred thousand."""
    thousands = f"{passage.say(match['tail'].rstrip('k').ljust(3, '0'))} {passage.say(1000)[4:]}"
    spoken = f"{plain(passage, match['number'])} triệu {thousands}"
    return Reading(place, match.end(), spoken, "money", Confidence.ASK, (spoken,))


def _lettered(passage: Passage, match: re.Match[str], *, housed: bool) -> str:
    """Say the number, its letters, and what stands behind them."""
    text, (start, end) = passage.text, match.span()
    letters = match["letters"]
    if letters == "b" and text[start - 1 : start] == "(" and text[end : end + 1] == ")":
        said = "bản"  # of a document, as in "Lưu: VT (2b)"
    elif letters == "m" and match["tail"]:
        said = "mét"
    elif _ROAD_BEFORE.search(passage.before(start)):
        said = letter(letters)
    elif letters in _SPECIAL_LETTERS and not housed:
        said = _SPECIAL_LETTERS[letters]
    else:
        said = letters if letters.islower() else " ".join(letters)
    tail = f" {passage.say(match['tail'])}" if match["tail"] else ""
    more = f" chấm {plain(passage, match['more'])}" if match["more"] else ""
    return f"{plain(passage, match['number'])} {said}{tail}{more}"


def _continues(first: re.Match[str], last: re.Match[str]) -> bool:
    """Whether two classes or houses are the ends of a row: 10A1-10A5, 1A-1C."""
    if first["letters"] == last["letters"]:
        return True
    return first["number"] == last["number"] and first["letters"] < last["letters"]


def read_stars(passage: Passage, place: int) -> Reading | None:
    """Read 4* as "bốn sao", as products and hotels are ranked."""
    match = _STARS.match(passage.text, place)
    if match is None or passage.text[place - 1 : place] == "*":
        return None
    return Reading(
        place, match.end(), f"{passage.say(match['count'])} sao", "number with letter", Confidence.ASSUMED
    )


def _unsure(passage: Passage, place: int, match: re.Match[str]) -> Reading | None:
    """Ask about 6T, 5K, 3t and 2O26: months or tons, five "K" or five thousand, years or tons, a zero."""
    if match["letters"] in _SLIPS:
        spoken = f"{plain(passage, match['number'])} {match['letters']}"
        return Reading(place, match.end("letters"), spoken, "number with letter", Confidence.ASK, (spoken,))
    nouns = _UNSURE.get(match["letters"])
    if nouns is None or (match["letters"] == "K" and len(match["number"]) > 1):
        return None
    if match["letters"] == "T" and _HEAVY.search(passage.before(place)):
        nouns = ("tấn", "tháng", "T")
    choices = tuple(f"{plain(passage, match['number'])} {noun}" for noun in nouns)
    return Reading(place, match.end(), choices[0], "number with letter", Confidence.ASK, choices)
