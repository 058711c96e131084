"""Quantities and plain numbers: what stands before a number and behind it decides how it is said."""

import re

from audio_library.spoken.contexts import ending
from audio_library.spoken.figures import Number
from audio_library.spoken.layout import UPPER
from audio_library.spoken.marks import Confidence
from audio_library.spoken.measures import Measure, finish, measure_at, months
from audio_library.spoken.numbers import digits
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.ranges import DAY_NEXT, JOINT, LUNAR_MONTH, read_dashed, read_size
from audio_library.spoken.units import UNITS

_TIMES_BEFORE = re.compile(r"(?<= )[xX] $")
_DOSED = re.compile(r" lần ?/ ?ngày$")
_DOSE_BEHIND = re.compile(r"lần|(?:viên|gói|ống|giọt|nhát) ?/ ?lần\b")
_CURRENCY = re.compile(r"(?P<currency>VNĐ|VND|USD|EUR|[$€£₫]) ?(?=\d)")
_NUMBER_BEFORE = re.compile(r"\d ?\Z")
_JOINTS_BEFORE = frozenset("xX-–")
_AMOUNT_BEFORE = re.compile(r"\d (?:triệu|tỷ|tỉ|nghìn|ngàn|đồng|tấn|độ)(?P<dash> ?[-–] ?)\Z")
_AMOUNT_AFTER = re.compile(r" ?(?:triệu|tỷ|tỉ|nghìn|ngàn|đồng|tấn|độ)(?!\w)")
_NAME_BEHIND = re.compile(rf"[-–](?=[{UPPER}])")
_DASHES = frozenset("-–—÷")
_SAME_NOUN = re.compile(
    r" ?[-–—÷] ?(?=(?:cấp|tháng|thứ|lớp|quý|ngày|điều|khoản|tuổi|thôn|tổ|khu|tầng|tuần) \d|km ?\d)",
    re.IGNORECASE,
)
_WEEKDAYS_BEFORE = re.compile(r" thứ(?: [2-7],?)+(?: và)?$")
_EVENINGS_BEFORE = re.compile(r" (?:sáng|chiều|tối)(?: [2-7],?)+(?: và)?$")
_WEEKLY = re.compile(r"(?:,? [2-7]| và [2-7])*,? ?(?:hằng|hàng) tuần\b")
_is_named = ending("before a leading zero")
_is_variety = ending("before a variety's number")
_AMENDED = (" sửa đổi", " bổ sung", " ban hành")
_STEERED = (" ban chỉ đạo", " bcđ")
"""A steering committee is called by the digits of the decision behind it: "ba tám chín"."""
_LAW = re.compile(r" (?:luật|hiến pháp)(?: (?!năm|số|điều|khoản)[^\W\d]+,?){0,9}$| tháng [^\W\d]{2,5}$")


def read_quantity(passage: Passage, place: int) -> Reading | None:
    """Read a number or a range or a size with its unit and what it is "per"; also every plain number."""
    first = measure_at(passage, place)
    if first is None:
        return None
    start, minus = _minus(passage, place, first)
    joint = JOINT.match(passage.text, first.end)
    if joint:
        if joint["times"]:
            return read_size(passage, start, first, joint.end())
        return read_dashed(passage, start, minus, first, joint.end())
    if not first.unit and not minus:
        return _plain_number(passage, place, first.number)
    reading = Reading(
        start, first.end, minus + months(passage, first), "quantity", choices=first.number.choices
    )
    return finish(passage, reading, first.unit)


def read_sum(passage: Passage, place: int) -> Reading | None:
    """Read "VNĐ 500.000" and "$5": the currency is said behind the sum."""
    match = _CURRENCY.match(passage.text, place)
    if match is None or _NUMBER_BEFORE.search(passage.text, max(0, place - 2), place):
        return None
    first = measure_at(passage, match.end())
    if first is None or first.unit or JOINT.match(passage.text, first.end):
        return None
    currency = UNITS[match["currency"]]
    spoken = f"{first.spoken} {currency}"
    reading = Reading(place, first.end, spoken, "quantity", choices=first.number.choices)
    return finish(passage, reading, currency)


def _minus(passage: Passage, place: int, first: Measure) -> tuple[int, str]:
    """Take in a dash before a number: a minus, or what joins the number to a name."""
    text = passage.text
    if text[max(0, place - 2) : place].rstrip(" ")[-1:] not in _JOINTS_BEFORE:
        return place, ""
    times = _TIMES_BEFORE.search(text[max(0, place - 3) : place])
    if times:
        return _times(passage, place - len(times.group()), first)
    amount = _AMOUNT_BEFORE.search(text[max(0, place - 24) : place])
    if amount and _AMOUNT_AFTER.match(text, first.end):
        return place - len(amount["dash"]), " đến "
    if text[place - 1] not in "-–" or place in passage.said:
        return place, ""
    if place > 1 and text[place - 2].isalpha():
        return place - 1, " "
    line_start = place == 1 or text[place - 2] == "\n"
    negative = first.unit.startswith("độ") if line_start else text[place - 2] in " ("
    shrunk = text[place - 2] == "(" and first.unit == "phần trăm"
    return (place - 1, "giảm " if shrunk else "âm ") if negative else (place, "")


def _times(passage: Passage, start: int, first: Measure) -> tuple[int, str]:
    """Say the x of a dose as doctors do: "2 viên x 3 lần/ngày x 5 ngày" multiplies nothing."""
    behind = passage.after(first.end)
    if _DOSE_BEHIND.match(behind) and passage.text[start - 2] not in ",;)":
        return start - 1, ", "
    dose = behind.startswith("ngày") and _DOSED.search(passage.before(start))
    return start, "trong " if dose else "nhân "


def _plain_number(passage: Passage, place: int, number: Number) -> Reading:
    """Read a number without a unit by the word before it: days, months, weekdays, names."""
    before = passage.before(place)
    written = passage.text[place : number.end]
    spoken, rule = number.spoken, "number"
    if written.isdigit():
        spoken, rule = _in_context(passage, before, written, number)
    end, joint = _dash_behind(passage.text, number.end)
    spoken += joint
    confidence = Confidence.ASK if number.choices else Confidence.SURE
    if rule == "number" and len(written) > 1 and written.isdigit() and _glued(passage.text, place):
        return Reading(place, end, spoken, rule, Confidence.ASK, (spoken, digits(written)))
    if rule == "number" and len(written) > 6 and written.isdigit():
        confidence = Confidence.ASSUMED
    return Reading(place, end, spoken, rule, confidence, number.choices)


def _dash_behind(text: str, end: int) -> tuple[int, str]:
    """Take in a dash behind a number: "lớp 1 - lớp 5" is a range, "Covid 19-Việt Nam" two names."""
    if text[end : end + 2].lstrip(" ")[:1] not in _DASHES:
        return end, ""
    same = _SAME_NOUN.match(text, end)
    if same:
        return same.end(), " đến "
    name = _NAME_BEHIND.match(text, end)
    return (name.end(), ", ") if name else (end, "")


def _glued(text: str, place: int) -> bool:
    """Whether small letters run into a number, as in a password or a name in a network."""
    written = text[max(0, place - 2) : place]
    return written[-1:].islower() and written[:1].isalpha() and len(written) > 1 and written.lower() != "km"


def _in_context(passage: Passage, before: str, written: str, number: Number) -> tuple[str, str]:
    value = int(written[:18])
    behind = passage.after(number.end)
    in_lunar_month = LUNAR_MONTH.match(behind) and not before.endswith((" mồng", " mùng"))
    if 1 <= value <= 10 and (in_lunar_month or (before.endswith(" ngày") and DAY_NEXT.match(behind))):
        return f"mồng {number.spoken}", "date"
    if value == 4 and (
        before.endswith((" tháng", " thứ"))
        or _WEEKDAYS_BEFORE.search(before)
        or (_EVENINGS_BEFORE.search(before) and _WEEKLY.match(passage.text[number.end : number.end + 40]))
    ):
        return "tư", "date"
    if (
        len(written) == 4
        and 1945 <= value <= 2099
        and (_LAW.search(before) or before.endswith(_AMENDED))
        and passage.after(number.end)[:1] in {"", ",", ".", ";", ")", "("}
    ):
        return f"năm {number.spoken}", "date"
    if value == 1 and before.endswith(" thứ"):
        return "nhất", "number"
    named_zero = written.startswith("0") and len(written) == 2 and _is_named(before)
    steered = len(written) == 3 and before.endswith(_STEERED)
    if named_zero or steered or (len(written) > 3 and _is_variety(before)):
        return digits(written), "number"
    return months(passage, Measure(number.end, number, "")), "number"
