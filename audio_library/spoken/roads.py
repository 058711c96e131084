"""Roads, number plates and codes that mix letters and digits."""

import re

from audio_library.spoken.capitals import joined
from audio_library.spoken.contexts import ending
from audio_library.spoken.figures import plain
from audio_library.spoken.marks import Confidence, Region
from audio_library.spoken.numbers import digits
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.syllables import letter, spell

_ROADS = {
    "QL": "quốc lộ",
    "ĐT": "đường tỉnh",
    "TL": "tỉnh lộ",
    "ĐH": "đường huyện",
    "HL": "hương lộ",
    "ĐX": "đường xã",
    "CT": "cao tốc",
    "ĐTL": "đường tỉnh lộ",
    "LTL": "liên tỉnh lộ",
}
_ROAD = re.compile(
    r"(?P<road>QL|ĐTL|LTL|ĐT|TL|ĐH|HL|ĐX|CT)(?P<joint>[. ]{0,2})(?P<number>\d{1,3})(?P<letter>[A-ZĐ]?)"
    r"(?![\w]|[./]\d)"
)
_is_variety = ending("before a variety")
_ROAD_SPACED = frozenset({"QL", "TL", "HL", "ĐT", "ĐH", "ĐX", "LTL", "ĐTL"})
_ROAD_PADDED = frozenset({"ĐH", "ĐX"})
_PLATE = re.compile(
    r"(?P<province>\d{2})(?P<series>(?:[A-ZĐ]{1,2}|-?[A-ZĐ]{1,2}\d?)) ?[-– ] ?"
    r"(?P<number>\d{3}[.]\d{2}|\d{4,5})(?!\d|[.,]\d)"
)
_KILOMETRE = re.compile(
    r"(?P<km>\d+) ?\+ ?(?P<metres>\d+)(?:(?P<dash> ?[-–—÷] ?)(?=(?:K[mM]? ?)?\d+ ?\+ ?\d))?(?!\d)"
)
_POST = re.compile(
    r"K(?:m|M)? ?(?P<km>\d{1,3}) ?\+ ?(?P<metres>\d{1,3})(?:(?P<dash> ?[-–—÷] ?)(?=K(?:m|M)? ?\d+ ?\+))?(?!\d)"
)
_HOUSE_BEFORE = re.compile(r" (?:mẫu|tờ khai|biểu|nhà|tòa|toà|chung cư|lô|khu|căn hộ)(?: [^\W\d]+,)*$")
_ROMAN = frozenset("IVXL")
_CODE = re.compile(
    r"(?P<letters>[A-ZĐ]{1,5})[-.]?(?P<digits>\d{1,9})(?P<tail>[A-ZĐ]?)(?:\.(?P<more>\d+))?(?!\w|[.,]\d)"
)
_TYPES = {"NĐ": "Nghị định", "NQ": "Nghị quyết", "QĐ": "Quyết định"}
"""Documents that everybody calls by type and number: NQ57, NĐ168."""
_WIDTH = re.compile(r"D\d{2}00")
"""A pipe's width in millimetres, D1200."""
_FEEDER = re.compile(r"[A-ZĐ]{1,2}\d{1,2}\.\d{1,2}")
_LONG_CODE = re.compile(r"(?P<letters>[A-ZĐ]{1,4})\d+(?:[.\-]\d+)+(?!\w|[.,/]\d)")


def read_road(passage: Passage, place: int) -> Reading | None:
    """Read QL2, ĐT.302B, TL 310: three digits are said as on the road, "ba linh hai"."""
    match = _ROAD.match(passage.text, place)
    if match is None:
        return None
    road, number = match["road"], match["number"]
    padded = number.startswith("0") and road not in _ROAD_PADDED
    if " " in match["joint"] and (road not in _ROAD_SPACED or padded):
        return None
    if _is_variety(passage.before(place)):
        return None
    if road == "CT" and (match.group() == f"CT{int(number)}" or _HOUSE_BEFORE.search(passage.before(place))):
        return None
    tail = f" {letter(match['letter'])}" if match["letter"] else ""
    name = _ROADS[road]
    for noun in ("đường ", "cao tốc"):
        if passage.before(place).endswith(f" {noun.strip()}"):
            name = name.removeprefix(noun).strip()
    spoken = f"{name} {_road_number(passage, number)}{tail}".lstrip()
    return Reading(place, match.end(), spoken, "road")


def _road_number(passage: Passage, number: str) -> str:
    if len(number) < 3:
        return passage.say(number)
    if number[1] == "0" and number[2] != "0":
        link = "linh" if passage.region is Region.NORTH else "lẻ"
        return f"{digits(number[0])} {link} {digits(number[2])}"
    return digits(number)


def read_post(passage: Passage, place: int) -> Reading | None:
    """Read K12+300 and Km12+300 - Km13+50: a place on a road or a dyke, or the way between two."""
    match = _POST.match(passage.text, place)
    if match is None:
        return None
    spoken = f"ki-lô-mét {plain(passage, match['km'])} cộng {plain(passage, match['metres'])}"
    return Reading(place, match.end(), f"{spoken} đến " if match["dash"] else spoken, "chainage")


def read_plate(passage: Passage, place: int) -> Reading | None:
    """Read the number plate 88A-123.45 sign by sign."""
    match = _PLATE.match(passage.text, place)
    if match is None:
        return None
    series = " ".join(sign if sign.isalpha() else digits(sign) for sign in match["series"].lstrip("-"))
    groups = ", ".join(digits(group) for group in match["number"].split("."))
    return Reading(place, match.end(), f"{digits(match['province'])} {series}, {groups}", "plate")


def read_long_code(passage: Passage, place: int) -> Reading | None:
    """Read H44.12-260401-0012 sign by sign, in its groups."""
    match = _LONG_CODE.match(passage.text, place)
    if match is None or _FEEDER.fullmatch(match.group()):
        return None
    groups = ", ".join(digits(group) for group in re.findall(r"\d+", match.group()))
    return Reading(place, match.end(), f"{spell(match['letters'])} {groups}", "code", Confidence.ASSUMED)


def read_code(passage: Passage, place: int) -> Reading | None:
    """Read A4, B12, CT01: one letter stays as it is, more are spelled and asked about."""
    match = _CODE.match(passage.text, place)
    if match is None:
        return None
    letters, number = match["letters"], match["digits"]
    said = (
        letters if len(letters) == 1 and letters not in _ROMAN else _known(passage, letters) or spell(letters)
    )
    if letters in _TYPES:
        said = f"{_TYPES[letters]} số"
    if len(letters) > 1 and len(letters) == len(said):
        said = said.lower()
    by_digit = number.startswith("0") or (len(number) > 3 and not _WIDTH.fullmatch(f"{letters}{number}"))
    spoken = f"{said} {digits(number) if by_digit else passage.say(number)}"
    if match["tail"]:
        spoken += f" {match['tail']}"
    if match["more"]:
        spoken += f" chấm {digits(match['more'])}"
    confidence = Confidence.ASSUMED if len(letters) <= 2 else Confidence.ASK
    choices = (spoken,) if confidence is Confidence.ASK else ()
    return joined(passage.text, Reading(place, match.end(), spoken, "code", confidence, choices))


def _known(passage: Passage, letters: str) -> str | None:
    """Give what an abbreviation of three letters or more says, if it says one thing only: "DPT4"."""
    entries = passage.dictionary.entries.get(letters, ())
    return entries[0].spoken if len(letters) > 2 and len(entries) == 1 else None


def read_kilometre(passage: Passage, place: int) -> Reading | None:
    """Read the chainage 12+500."""
    match = _KILOMETRE.match(passage.text, place)
    if match is None:
        return None
    spoken = f"{plain(passage, match['km'])} cộng {plain(passage, match['metres'])}"
    return Reading(place, match.end(), f"{spoken} đến " if match["dash"] else spoken, "chainage")
