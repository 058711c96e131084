"""Telephone numbers, numbers for help, and numbers that name something: read digit by digit, in groups."""

import re

from audio_library.spoken.contexts import either, ending
from audio_library.spoken.marks import Confidence
from audio_library.spoken.numbers import digits
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.units import UNIT

HELP_NUMBERS = frozenset({"111", "112", "113", "114", "115"})
_GROUPED = re.compile(
    r"(?:\+84|\(\+84\)|0\d{1,4}|\(0\d{1,4}\)|1[89]00)(?:[ .\-]{1,3}\d{1,6}){1,4}(?!\d|[.,]\d|/\d(?!\d{6}))"
)
_SOLID = re.compile(r"(?:0\d{9,10}|1[89]00\d{4,6})(?!\d|[.,]\d)")
_ABROAD = re.compile(r"\+84\d{9}(?!\d)")
_LONG = re.compile(r"\d{3,}(?:[ .\-]\d{2,}){1,11}(?!\d|[.,]\d)|\d{4,}(?!\d|[.,]\d)")
_MASKED = re.compile(
    r"(?P<known>\d+(?:[ .\-]\d{1,4}){0,4})[ .\-]?(?P<hidden>[xX]{2,6}|\*{2,6})"
    r"(?P<rest>(?:[ .\-]?\d{2,4}(?:[ .\-]\d{2,4}){0,3})?)(?![\w*])"
)
_GROUPS = re.compile(r"\d{3,4}(?: \d{3,4}){2,3}(?![\d\w]|[ .,/:-]\d)")
_SHORT = re.compile(r"\d{3,6}(?![\d\w]|[.,/:]\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_HELP_LIST = re.compile(r"11[1-5](?: ?[/–-] ?11[1-5])+(?![\w/]|[.,]\d)")
_DIGITS = re.compile(r"\d+")
_CALLED = re.compile(rf" {either('called')}\b")
_CALLED_BY = re.compile(rf" {either('called')}(?!\w)[ :]*(?:số|máy|là|:| )*$")
_SENT_TO = re.compile(r" (?:nhắn|soạn)\b[^.;]* gửi(?: đến| tới)?(?: số)?$")
"""Where a short message goes."""
_NAMED = re.compile(
    rf" {either('identified')}(?: bảo hiểm y tế| bảo hiểm xã hội| ngân hàng| agribank)?(?: số)?:? ?(?:là)? ?$"
)
_COUNTED_AFTER = re.compile(rf"{either('counted')}\b")
_RANGE_AFTER = re.compile(rf"[-–] ?\d[\d.,]* ?(?:{UNIT}|{either('counted')})(?!\w)")
_UNIT_AFTER = re.compile(rf"(?:{UNIT})(?!\w)")
_counts = ending("before a count")
_STREET_AFTER = re.compile(r"(?:đường|phố|ngõ|thôn|quốc lộ)\b")


def read_help(passage: Passage, place: int) -> Reading | None:
    """Read 113, 114, 115, 112 and 111 as numbers to call; where they may count something, ask."""
    match = _SHORT.match(passage.text, place)
    if match is None or match.group() not in HELP_NUMBERS:
        return None
    before, after = passage.before(place), passage.after(match.end())
    if _COUNTED_AFTER.match(after) or _UNIT_AFTER.match(after) or _RANGE_AFTER.match(after):
        return None
    spoken = passage.twice(digits(match.group()))
    if _CALLED.search(before):
        return Reading(place, match.end(), spoken, "help number")
    if _counts(before) or _STREET_AFTER.match(after):
        return None
    choices = (spoken, passage.say(match.group()))
    return Reading(place, match.end(), spoken, "help number", Confidence.ASK, choices)


def read_help_list(passage: Passage, place: int) -> Reading | None:
    """Read 113/114/115 as numbers to call, unless a noun behind it counts a share: "112/115 hộ"."""
    match = _HELP_LIST.match(passage.text, place)
    if match is None or _COUNTED_AFTER.match(passage.after(match.end())):
        return None
    numbers = _DIGITS.findall(match.group())
    spoken = passage.twice(", ".join(digits(number) for number in numbers))
    sure = len(numbers) > 2 or _CALLED.search(passage.before(place))
    counted = " trên ".join(passage.say(number) for number in numbers)
    if sure:
        return Reading(place, match.end(), spoken, "help number")
    return Reading(place, match.end(), spoken, "help number", Confidence.ASK, (spoken, counted))


def read_telephone(passage: Passage, place: int) -> Reading | None:
    """Read a telephone number digit by digit, a short pause between the groups."""
    text = passage.text
    if text[place - 1 : place] == "(":
        place -= 1
    elif text[place - 2 : place] == "(+" and text.startswith("84)", place):
        place -= 2
    elif text[place - 1 : place] == "+":
        place -= 1
    match = _GROUPED.match(text, place)
    if match and _is_telephone(match.group()):
        groups = _DIGITS.findall(match.group())
    else:
        match = _SOLID.match(text, place) or _ABROAD.match(text, place)
        if match is None:
            return None
        groups = _telephone_groups(match.group().lstrip("+"))
    lead = "cộng " if "+" in match.group() else ""
    spoken = lead + ", ".join(digits(group) for group in groups)
    helping = groups[0] in {"1800", "1900"}
    return Reading(place, match.end(), passage.twice(spoken) if helping else spoken, "telephone")


def _is_telephone(written: str) -> bool:
    count = sum(len(group) for group in _DIGITS.findall(written))
    if written.startswith("1"):
        return 7 <= count <= 10
    return 9 <= count <= 12 and "." not in written[:3]


def _telephone_groups(solid: str) -> list[str]:
    """Cut ten digits 4-3-3, eleven 4-3-4; after the country code in threes."""
    first = 2 if solid.startswith("84") else 4
    return [solid[:first], *_threes(solid[first:])]


def _threes(written: str) -> list[str]:
    """Cut digits into groups of three; the last takes what is left over."""
    cuts = range(0, len(written) - len(written) % 3, 3)
    return [written[cut:] if cut == cuts[-1] else written[cut : cut + 3] for cut in cuts]


def read_masked(passage: Passage, place: int) -> Reading | None:
    """Ask about 0975 123 xxx: a number with hidden digits can be called by nobody."""
    match = _MASKED.match(passage.text, place)
    if match is None:
        return None
    known, rest = (_DIGITS.findall(match[name]) for name in ("known", "rest"))
    if len(known) == 1 and len(known[0]) > 5:
        known = _threes(known[0])
    hidden = " ".join("ích" for _ in match["hidden"])
    spoken = ", ".join((*map(digits, known), hidden, *map(digits, rest)))
    return Reading(place, match.end(), spoken, "telephone", Confidence.ASK, (spoken,))


def read_short(passage: Passage, place: int) -> Reading | None:
    """Read 1022 or 18001091 digit by digit after words such as "tổng đài"."""
    match = _SHORT.match(passage.text, place)
    if match is None:
        return None
    before = passage.before(place)
    if _CALLED_BY.search(before) is None and _SENT_TO.search(before) is None:
        return None
    if _COUNTED_AFTER.match(passage.after(match.end())) or before.endswith(
        (" công an", " liên hệ", " khẩn cấp")
    ):
        return None
    return Reading(place, match.end(), passage.twice(digits(match.group())), "telephone")


def read_groups(passage: Passage, place: int) -> Reading | None:
    """Ask about 852 4567 1234: it names something, unless its groups are the thousands of one number."""
    match = _GROUPS.match(passage.text, place)
    if match is None or _COUNTED_AFTER.match(passage.after(match.end())):
        return None
    groups = match.group().split(" ")
    spoken = ", ".join(digits(group) for group in groups)
    thousands = all(len(group) == 3 for group in groups[1:])
    choices = (spoken, passage.say("".join(groups))) if thousands else (spoken,)
    return Reading(place, match.end(), spoken, "identifier", Confidence.ASK, choices)


def read_identifier(passage: Passage, place: int) -> Reading | None:
    """Read identity, tax and account numbers digit by digit; and any nine digits or more without groups."""
    match = _LONG.match(passage.text, place)
    if match is None:
        return None
    written = match.group()
    if _YEAR.fullmatch(written) and not passage.before(place).endswith((" mã", " số")):
        return None
    named = _NAMED.search(passage.before(place))
    if not named:
        match = re.compile(r"\d{9,}(?!\d|[.,]\d)|0\d{2,}(?!\d|[.,]\d)").match(passage.text, place)
        if match is None or (match.group()[0] != "0" and _COUNTED_AFTER.match(passage.after(match.end()))):
            return None
        written = match.group()
    groups = _DIGITS.findall(written)
    joint = _joint(passage, place, groups)
    spoken = joint.join(
        ", ".join(map(digits, _threes(group) if len(group) > 5 else [group])) for group in groups
    )
    confidence = Confidence.SURE if named else Confidence.ASSUMED
    return Reading(place, match.end(), spoken, "identifier", confidence)


def _joint(passage: Passage, place: int, groups: list[str]) -> str:
    """Tell a row of candidates ("SBD 010001-010240") from the groups of one number."""
    row = len(groups) == 2 and len(groups[0]) == len(groups[1]) and groups[0] < groups[1]
    return " đến " if row and passage.before(place).endswith((" sbd", " số báo danh", " sbd:")) else ", "
