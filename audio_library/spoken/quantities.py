"""Numbers with what they measure: money, units, ranges, ratios, sizes; and plain numbers in context."""

import re
from typing import NamedTuple

from audio_library.spoken import dates
from audio_library.spoken.contexts import either
from audio_library.spoken.figures import Number, number_at, plain
from audio_library.spoken.marks import Confidence
from audio_library.spoken.numbers import digits
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.syllables import letter
from audio_library.spoken.units import MONEY, UNIT, UNITS, per_unit

_UNIT = re.compile(rf" ?(?P<unit>{UNIT})(?![^\W_])(?!/[bcv](?!\w))")
_UNIT_TIGHT = frozenset(
    ["s", "p", "k", "K", "L", "V", "W", "Đ", "ph", "gi", "Ha", "HA", "tr", "TB", "$", "€", "£"]
)
_PER_UNIT = re.compile(rf" ?/ ?(?:0?1 )?(?P<unit>{UNIT}|h|ng)(?!\w)")
_DASH = re.compile(r" ?[-–—÷] ?(?=\d)")
_TIMES_BEFORE = re.compile(r"(?<= )[xX] $")
_TIMES = re.compile(r"(?: ?[xX×*] ?)(?=\d)")
_HOUSED = re.compile(rf" {either('housed')} ?$")
_SCORED = re.compile(
    rf" {either('before a score')}(?: với)?(?: tỷ số| tỉ số)?(?: là)?:? ?$| t[ỷỉ] số [^.;,]*$"
)
_REPEATED = re.compile(r" (?P<noun>cấp|tháng|thứ|lớp|quý)$")
_SAME_NOUN = re.compile(
    r" ?[-–—] ?(?=(?:cấp|tháng|thứ|lớp|quý|ngày|điều|khoản|tuổi|thôn|tổ|khu|tầng|tuần) \d)", re.IGNORECASE
)
_RATIO = re.compile(r"(?P<first>\d+)(?: : |:)(?P<last>\d[\d.]*)(?! ?: ?\d|\w)")
_KILOMETRE = re.compile(r"(?P<km>\d+) ?\+ ?(?P<metres>\d+)(?!\d)")
_NAMED_ZERO = re.compile(rf" {either('before a leading zero')} ?$")
_LAW = re.compile(r" (?:luật|hiến pháp)(?: (?!năm|số|điều|khoản)[^\W\d]+,?){0,9}$| tháng [^\W\d]{2,5}$")
_DAY_NEXT = re.compile(r"(?:tháng|hằng|hàng|và|đến|tới|âm|của|này|tết|giêng|chạp)\b|[,.;:)\-–]|$")
_SUFFIX = re.compile(
    r"(?!\d+[xX]\d)(?P<number>\d+)(?P<letters>[A-Za-zĐđ]{1,2})(?P<tail>\d{0,2})(?:\.(?P<more>\d+))?(?!\w)"
)
_QUOTED = re.compile(r"['‘]")
_ROAD_BEFORE = re.compile(r" (?:quốc lộ|tỉnh lộ|hương lộ|đường tỉnh)$")
_SPECIAL_LETTERS = {"G": "gờ", "D": "đê"}


class Measure(NamedTuple):
    """A number with its unit, if it has one."""

    end: int
    number: Number
    unit: str

    @property
    def spoken(self) -> str:
        """The words of both."""
        return f"{self.number.spoken} {self.unit}".rstrip()


def _measure_at(passage: Passage, place: int) -> Measure | None:
    number = number_at(passage, place)
    if number is None:
        return None
    unit = _UNIT.match(passage.text, number.end)
    if passage.text[number.end : number.end + 1] in {"'", "’"} and (
        passage.text[place - 1 : place] == "°" or not _QUOTED.search(passage.text, max(0, place - 60), place)
    ):
        return Measure(number.end + 1, number, "phút")
    if unit is None or not _is_unit(passage, place, number.end, unit):
        return Measure(number.end, number, "")
    end, words = unit.end(), UNITS[unit["unit"]]
    if passage.text[end - 1] == "'":
        words = "phút"
    return Measure(end, number, words)


def _is_unit(passage: Passage, place: int, number_end: int, unit: re.Match[str]) -> bool:
    written, tight = unit["unit"], unit.start("unit") == number_end
    if not tight and written in _UNIT_TIGHT:
        return False
    if written == "0C":
        return not tight
    return not (len(written) == 1 and written.isupper() and _HOUSED.search(passage.before(place)))


def read_quantity(passage: Passage, place: int) -> Reading | None:
    """Read a number or a range or a size with its unit and what it is "per"; also every plain number."""
    first = _measure_at(passage, place)
    if first is None:
        return None
    text = passage.text
    start, minus = _minus(passage, place, first)
    dash = _DASH.match(text, first.end)
    times = _TIMES.match(text, first.end)
    if dash:
        return _dashed(passage, start, minus, first, dash.end())
    if times and re.match(r"\d", text[times.end() :][:1]):
        return _size(passage, start, first, times.end())
    if not first.unit and not minus:
        return _plain_number(passage, place, first.number)
    reading = Reading(
        start, first.end, minus + _months(passage, first), "quantity", choices=first.number.choices
    )
    return _finish(passage, reading, first.unit)


def _months(passage: Passage, measure: Measure) -> str:
    """Say that a length of 24 months is "hai mươi bốn tháng" in the North too."""
    if measure.spoken.endswith("mươi tư") and passage.after(measure.end).startswith("tháng"):
        return f"{measure.spoken.removesuffix('tư')}bốn"
    return measure.spoken


def _minus(passage: Passage, place: int, first: Measure) -> tuple[int, str]:
    """Take in a dash before a number: a minus, or what joins the number to a name."""
    text = passage.text
    times = _TIMES_BEFORE.search(text[max(0, place - 3) : place])
    if times:
        return place - len(times.group()), "nhân "
    if place == 0 or text[place - 1] not in "-–":
        return place, ""
    if place > 1 and text[place - 2].isalpha():
        return place - 1, " "
    if place > 1 and text[place - 2] not in " (\n":
        return place, ""
    line_start = place == 1 or text[place - 2] == "\n"
    if line_start and not first.unit.startswith("độ"):
        return place, ""
    return place - 1, "âm "


def _dashed(passage: Passage, start: int, minus: str, first: Measure, place: int) -> Reading | None:
    """Read "8-9" as a range, "3-1" after "tỷ số" as a score, "16-16-8" as a list."""
    last = _measure_at(passage, place)
    if last is None:
        return None
    before = passage.before(start)
    third = _DASH.match(passage.text, last.end)
    if third:
        return _dashed_list(passage, start, [first, last], third.end())
    if _SCORED.search(before):
        return Reading(start, last.end, f"{first.spoken} {last.spoken}", "score")
    noun = _REPEATED.search(before)
    again = f"{noun['noun']} " if noun else ""
    spoken = f"{minus}{first.spoken} đến {again}{_months(passage, last)}"
    if again in {"tháng ", "thứ "}:
        spoken = f"{_tu(first, before)} đến {again}{_tu(last, before)}"
    if before.endswith(" ngày") and not last.unit and _DAY_NEXT.match(passage.after(last.end)):
        return _days(passage, start, first, last)
    rising = (
        first.number.worth is None
        or last.number.worth is None
        or first.number.worth < last.number.worth
        or minus
    )
    choices = first.number.choices or last.number.choices
    if not rising:
        choices = (spoken, f"{first.spoken} {last.spoken}", f"{first.spoken} trừ {last.spoken}")
    return _finish(passage, Reading(start, last.end, spoken, "range", choices=choices), last.unit)


def _days(passage: Passage, start: int, first: Measure, last: Measure) -> Reading:
    """Read "ngày 12-15" as two days; "ngày 2-9" may as well be a day and a month, so somebody must say."""
    numbers = int(first.number.worth or 0), int(last.number.worth or 0)
    days = " đến ".join(dates.day(passage, number) for number in numbers)
    choices: tuple[str, ...] = ()
    if dates.is_day(*numbers):
        choices = (dates.say_date(passage, start, *numbers), *((days,) if numbers[0] < numbers[1] else ()))
    confidence = Confidence.ASK if choices else Confidence.SURE
    return Reading(start, last.end, choices[0] if choices else days, "date range", confidence, choices)


def _tu(measure: Measure, before: str) -> str:
    return "tư" if measure.spoken == "bốn" and before.endswith((" tháng", " thứ")) else measure.spoken


def _dashed_list(passage: Passage, start: int, parts: list[Measure], place: int) -> Reading:
    end = place
    while True:
        part = _measure_at(passage, place)
        if part is None:
            break
        parts.append(part)
        end = part.end
        dash = _DASH.match(passage.text, end)
        if dash is None:
            break
        place = dash.end()
    spoken = ", ".join(part.spoken for part in parts)
    return Reading(start, end, spoken, "list of numbers", Confidence.ASSUMED)


def _size(passage: Passage, start: int, first: Measure, place: int) -> Reading | None:
    spoken, end = first.spoken, first.end
    while True:
        part = _measure_at(passage, place)
        if part is None:
            return None if end == first.end else Reading(start, end, spoken, "size")
        spoken, end = f"{spoken} nhân {part.spoken}", part.end
        times = _TIMES.match(passage.text, end)
        if times is None:
            return _finish(passage, Reading(start, end, spoken, "size"), part.unit)
        place = times.end()


def _finish(passage: Passage, reading: Reading, unit: str) -> Reading:
    """Add what the quantity is per, and whether anyone must choose."""
    spoken, end, choices = reading.spoken, reading.end, reading.choices
    if unit:
        while per := _PER_UNIT.match(passage.text, end):
            spoken, end = f"{spoken} một {per_unit(per['unit'])}", per.end()
    if len(choices) > 1:
        choices = tuple(spoken.replace(choices[0], choice, 1) for choice in choices)
    rule = "money" if unit in MONEY and reading.rule == "quantity" else reading.rule
    confidence = Confidence.ASK if choices else Confidence.SURE
    return Reading(reading.start, end, spoken, rule, confidence, choices)


def _plain_number(passage: Passage, place: int, number: Number) -> Reading:
    """Read a number without a unit by the word before it: days, months, weekdays, names."""
    before = passage.before(place)
    written = passage.text[place : number.end]
    spoken, rule = number.spoken, "number"
    if written.isdigit():
        spoken, rule = _in_context(passage, before, written, number)
    same = _SAME_NOUN.match(passage.text, number.end)
    end = number.end
    if same:
        spoken, end = f"{spoken} đến ", same.end()
    confidence = Confidence.ASK if number.choices else Confidence.SURE
    if rule == "number" and len(written) > 6 and written.isdigit():
        confidence = Confidence.ASSUMED
    return Reading(place, end, spoken, rule, confidence, number.choices)


def _in_context(passage: Passage, before: str, written: str, number: Number) -> tuple[str, str]:
    value = int(written[:18])
    after = passage.after(number.end)
    if before.endswith(" ngày") and 1 <= value <= 10 and _DAY_NEXT.match(after):
        return f"mồng {number.spoken}", "date"
    if value == 4 and before.endswith((" tháng", " thứ")):
        return "tư", "date"
    if (
        len(written) == 4
        and 1945 <= value <= 2099
        and _LAW.search(before)
        and after[:1] in {"", ",", ".", ";", ")", "("}
    ):
        return f"năm {number.spoken}", "date"
    if value == 1 and before.endswith(" thứ"):
        return "nhất", "number"
    if written.startswith("0") and len(written) == 2 and _NAMED_ZERO.search(before):
        return digits(written), "number"
    return _months(passage, Measure(number.end, number, "")), "number"


def read_ratio(passage: Passage, place: int) -> Reading | None:
    """Read 1:500 as "một trên năm trăm", and 2:1 after "tỷ số" as a score."""
    match = _RATIO.match(passage.text, place)
    if match is None:
        return None
    last = number_at(passage, match.start("last"))
    if last is None:
        return None
    first = passage.say(match["first"][:15])
    joint = " " if _SCORED.search(passage.before(place)) else " trên "
    confidence = Confidence.SURE if joint == " " else Confidence.ASSUMED
    return Reading(place, last.end, f"{first}{joint}{last.spoken}", "ratio", confidence)


def read_kilometre(passage: Passage, place: int) -> Reading | None:
    """Read the chainage 12+500."""
    match = _KILOMETRE.match(passage.text, place)
    if match is None:
        return None
    spoken = f"{plain(passage, match['km'])} cộng {plain(passage, match['metres'])}"
    return Reading(place, match.end(), spoken, "chainage")


def read_with_letter(passage: Passage, place: int) -> Reading | None:
    """Read 12A, 10A1, 3B and 5G: the letter stays a letter, but "4G" is "bốn gờ"."""
    match = _SUFFIX.match(passage.text, place)
    if match is None:
        return None
    letters = match["letters"]
    housed = _HOUSED.search(passage.before(place))
    if (len(letters) == 2 and not letters.isupper() and not (letters == "tr" and match["tail"])) or (
        letters + match["tail"] in UNITS and not housed
    ):
        return None
    if _ROAD_BEFORE.search(passage.before(place)):
        letters = letter(letters)
    if letters == "t" and not match["tail"]:
        choices = tuple(f"{plain(passage, match['number'])} {noun}" for noun in ("tuổi", "tấn"))
        return Reading(place, match.end(), choices[0], "number with letter", Confidence.ASK, choices)
    if letters == "tr" and len(match["tail"]) == 1:
        spoken = f"{plain(passage, match['number'])} triệu {passage.say(match['tail'])} trăm {passage.say(1000)[4:]}"
        return Reading(place, match.end(), spoken, "money", Confidence.ASK, (spoken,))
    special = None if housed else _SPECIAL_LETTERS.get(letters)
    said = special or (letters if letters.islower() else " ".join(letters))
    tail = f" {passage.say(match['tail'])}" if match["tail"] else ""
    tail += f" chấm {plain(passage, match['more'])}" if match["more"] else ""
    return Reading(
        place, match.end(), f"{plain(passage, match['number'])} {said}{tail}", "number with letter"
    )
