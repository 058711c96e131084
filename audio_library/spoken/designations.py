"""Designations that begin with capitals: standards, periods, cards, weekdays, groups of blood, parts of an address."""

import re

from audio_library.spoken.abbreviations import COUNTED_BY
from audio_library.spoken.documents import ISSUERS
from audio_library.spoken.layout import UPPER
from audio_library.spoken.numbers import NUMBER_WORDS, digits
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.syllables import spell

_STANDARD = re.compile(
    r"(?P<name>TCVN|QCVN|TCXDVN|ISO(?:/IEC)?|TCCS|IEC|TCN)[ -]?(?P<number>\d{1,6})(?P<part>(?:-\d{1,3})*)"
    r"(?: ?: ?(?P<year>\d{4}))?(?P<tail>/[A-ZĐ]+)?(?![\w])"
)
_PERIOD = re.compile(
    r"(?P<kind>T(?=[1-9]/|1[0-2]/)|Q(?=[1-4]/))(?P<number>\d{1,2})/(?P<year>20\d\d)"
    r"(?:(?P<dash> ?[-–] ?)(?=[TQ]\d)|(?![\w/]))"
)
_CARD_BEFORE = re.compile(r" (?:thẻ|bhyt|bảo hiểm)\b")
_CARD = re.compile(r"(?P<letters>[A-ZĐ]{2}) ?(?P<groups>\d(?: ?\d){9,14})(?! ?\d|\w)")
_BLOOD_BEFORE = re.compile(r" (?:nhóm máu|máu nhóm)\b[^.;]*$")
_BLOOD = re.compile(r"(?P<group>AB|[ABO])(?P<sign>[+\-–])(?!\w)")
_DISTRICT = re.compile(r"(?P<kind>KP|[PQ]|[ĐK](?=\.))\.? ?(?P<number>\d{1,2}|(?<=P\.)\d{3})(?!\w|[.,]\d)")
_ADDRESS_BEFORE = re.compile(
    r"(?<!\w)(?:phường|xã|thôn|tổ|khu|thị trấn|thị xã|thành phố|huyện|tp\.|tt\.|tx\.|[pqthx]\.)[^;]*,$"
)
_VIRUS = re.compile(r"H(?P<h>\d{1,2})N(?P<n>\d{1,2})(?!\w)")
_POINTS = {"B": "bắc", "N": "nam", "Đ": "đông", "T": "tây"}
_POINT = re.compile(r"[BNĐT]{1,3}")
_COMPASS = re.compile(rf"{_POINT.pattern}(?: ?[-–] ?{_POINT.pattern})?(?![\w.])")
_BEHIND_WORD = re.compile(r"\W.*")
_WIND_BEFORE = re.compile(r" (?:gió|gió mùa|hướng|phía|về hướng|chếch)$")
_REGION = re.compile(rf"(?P<kind>[THX])\. ?(?=[{UPPER}])")
_REGIONS = {"T": "tỉnh", "H": "huyện", "X": "xã"}
_DISTRICTS = {"P": "phường", "KP": "khu phố", "Q": "quận", "Đ": "Điều", "K": "khoản"}
_ARTICLE_BESIDE = re.compile(r"(?:Luật|Nghị định|Điều|Đ\.) ?[\dA-ZĐ]")
_WEEKDAYS = re.compile(r"T(?P<first>[2-7]) ?[-–] ?(?P<last>T[2-7]|CN)(?!\w)")
_WEEKDAY = re.compile(r"T[2-7]|CN")
_WEEKDAY_LIST = re.compile(r"T[2-7](?: ?[-–] ?(?:T[2-7]|CN)){2,}(?!\w)")


def read_standard(passage: Passage, place: int) -> Reading | None:
    """Read TCVN 5945:2005 and ISO 9001:2015 as the standard's name, number and year."""
    match = _STANDARD.match(passage.text, place)
    if match is None:
        return None
    name = " ".join(_known(passage, part) or spell(part) for part in match["name"].split("/"))
    number = match["number"]
    said = digits(number) if number.startswith("0") else passage.say(number)
    said += "".join(f" gạch {digits(part)}" for part in match["part"].split("-") if part)
    if match["year"]:
        said = passage.of_year(said, match["year"])
    end = match.end()
    if match["tail"]:
        issuer = ISSUERS.get(match["tail"][1:])
        said, end = (f"{said} của {issuer}", end) if issuer else (said, match.start("tail"))
    for noun in ("tiêu chuẩn", "quy chuẩn"):
        if passage.before(place).endswith(f" {noun}"):
            name = name.removeprefix(f"{noun} ")
    return Reading(place, end, f"{name} {said}", "standard")


def _known(passage: Passage, written: str) -> str | None:
    found = passage.dictionary.look_up(written, "", "")
    return found[0] if found else None


def read_weekdays(passage: Passage, place: int) -> Reading | None:
    """Read T2-T6 as Monday to Friday, and T3-T5-T7 as three days."""
    several = _WEEKDAY_LIST.match(passage.text, place)
    if several:
        names = (_known(passage, name) or "" for name in _WEEKDAY.findall(several.group()))
        return Reading(place, several.end(), ", ".join(names), "abbreviation")
    match = _WEEKDAYS.match(passage.text, place)
    if match is None:
        return None
    first, last = (_known(passage, name) for name in (f"T{match['first']}", match["last"]))
    return Reading(place, match.end(), f"{first} đến {last}", "abbreviation")


def read_period(passage: Passage, place: int) -> Reading | None:
    """Read T9/2026 and Q2/2026 as a month and a quarter of a year."""
    match = _PERIOD.match(passage.text, place)
    if match is None:
        return None
    noun = "tháng" if match["kind"] == "T" else "quý"
    number = "tư" if noun == "tháng" and match["number"] == "4" else passage.say(match["number"])
    spoken = f"{noun} {number} năm {passage.say(match['year'])}"
    if passage.before(place).endswith(f" {noun}"):
        spoken = spoken.removeprefix(f"{noun} ")
    return Reading(place, match.end(), f"{spoken} đến " if match["dash"] else spoken, "date")


def read_card(passage: Passage, place: int) -> Reading | None:
    """Read HN 4 36 36 1234567890, the number of an insurance card, sign by sign in its groups."""
    match = _CARD.match(passage.text, place)
    if match is None or not _CARD_BEFORE.search(passage.before(place)):
        return None
    groups = ", ".join(digits(group) for group in match["groups"].split())
    return Reading(place, match.end(), f"{spell(match['letters'])} {groups}", "identifier")


def read_blood_group(passage: Passage, place: int) -> Reading | None:
    """Read O+ and A- as groups of blood: a minus that nobody says would be another group."""
    match = _BLOOD.match(passage.text, place)
    if match is None or not _BLOOD_BEFORE.search(passage.before(place)):
        return None
    if COUNTED_BY.search(passage.heard(place)):
        return None
    rhesus = "cộng" if match["sign"] == "+" else "trừ"
    return Reading(place, match.end(), f"{' '.join(match['group'])} {rhesus}", "blood group")


def read_virus(passage: Passage, place: int) -> Reading | None:
    """Read H5N1: letters and numbers in turn."""
    match = _VIRUS.match(passage.text, place)
    if match is None:
        return None
    spoken = f"hát {passage.say(match['h'])} nờ {passage.say(match['n'])}"
    return Reading(place, match.end(), spoken, "code")


def read_wind(passage: Passage, place: int) -> Reading | None:
    """Read ĐB and B-ĐB behind "gió" or "hướng" as points of the compass."""
    match = _COMPASS.match(passage.text, place)
    if match is None or not _WIND_BEFORE.search(passage.before(place)):
        return None
    if len(match.group()) == 1 and _BEHIND_WORD.sub("", passage.after(match.end())) in NUMBER_WORDS:
        return None  # what "hướng N97" has become
    points = (" ".join(_POINTS[letter] for letter in point) for point in _POINT.findall(match.group()))
    return Reading(place, match.end(), " đến ".join(points), "abbreviation")


def read_district(passage: Passage, place: int) -> Reading | None:
    """Read P.5, Q.1 and KP2 as ward, district and quarter, P.304 as a room, Đ.25 as an article, and K.3 beside it."""
    match = _DISTRICT.match(passage.text, place)
    if match is None or ("." not in match.group() and " " in match.group()):
        return None
    if match["kind"] == "K" and not _ARTICLE_BESIDE.search(passage.text, max(0, place - 9), match.end() + 13):
        return None
    name = "phòng" if len(match["number"]) == 3 else _DISTRICTS[match["kind"]]
    return Reading(place, match.end(), f"{name} {passage.say(match['number'])}", "abbreviation")


def read_region(passage: Passage, place: int) -> Reading | None:
    """Read H. and T. as a district and a province behind the other parts of an address."""
    match = _REGION.match(passage.text, place)
    if match is None or not _ADDRESS_BEFORE.search(passage.before(place)):
        return None
    return Reading(place, match.end(), f"{_REGIONS[match['kind']]} ", "abbreviation")
