"""Several numbers joined by signs: ranges, scores, lists, sizes, ratios."""

import re

from audio_library.spoken import dates
from audio_library.spoken.contexts import either
from audio_library.spoken.figures import number_at
from audio_library.spoken.marks import Confidence
from audio_library.spoken.measures import Measure, finish, measure_at, months
from audio_library.spoken.passage import Passage, Reading

DASH = re.compile(r" ?[-–—÷] ?(?=\d)")
JOINT = re.compile(r" ?(?:[-–—÷]|(?P<times>[xX×*])) ?(?=\d)")
TIMES = re.compile(r"(?: ?[xX×*] ?)(?=\d)")
_SCORED = re.compile(
    rf" {either('before a score')}(?: với)?(?: tỷ số| tỉ số)?(?: là)?:? ?$| t[ỷỉ] số [^.;,]*$"
)
_AGED = re.compile(r"T(?!\w)")
_PLAYED = re.compile(
    r" (?:giải bóng|bóng đá|bóng chuyền|cầu lông|trận|bán kết|chung kết)\b[^.]* (?:[a-zđ]-[a-zđ]|đội [^,;.]+)$"
)
_SIZES = (
    ("mi-li-mét", "xen-ti-mét", "mét", "ki-lô-mét"),
    ("mi-li-gam", "gam", "ki-lô-gam", "tạ", "tấn"),
    ("mi-li-lít", "lít", "mét khối"),
    ("mét vuông", "héc-ta"),
    ("đồng", "nghìn đồng", "triệu đồng", "tỷ đồng"),
    ("nghìn", "triệu", "tỷ"),
    ("giây", "phút", "giờ", "ngày"),
)
_DOSE = re.compile(r" ?(?:lần|viên|gói|ống|giọt)\b")
_DAYS_BEFORE = re.compile(r" ngày \d{1,2} ?[-–] ?\d{1,2}(?: và|,)(?: ngày)?$")
_REPEATED = frozenset(
    [
        "cấp",
        "tháng",
        "thứ",
        "lớp",
        "quý",
        "thôn",
        "khu",
        "tổ",
        "xóm",
        "ấp",
        "đội",
        "khối",
        "tầng",
        "bậc",
        "mùng",
        "mồng",
    ]
)
"""Said before both numbers of a range."""
_RATIO = re.compile(r"(?P<first>\d+)(?: : |:)(?P<last>\d[\d.]*)(?! ?: ?\d|\w)")
_EVERY_MONTH = re.compile(r"(?:hằng|hàng) tháng\b")
_CALENDAR = re.compile(
    r"(?:âm|dương) lịch\b|[ÂA]L\b|(?:năm )?(?:Giáp|Ất|Bính|Đinh|Mậu|Kỷ|Canh|Tân|Nhâm|Quý) [TSDMNTDH]\w+"
)
_FEAST_BEFORE = re.compile(rf" {either('before a day')}\b[^.;]*$")
_DEADLINE_BEFORE = re.compile(
    r" (?:hạn(?: cuối| chót| nộp)?|chậm nhất|muộn nhất|trước|hôm|sáng|chiều|tối|đêm)(?: là|:)?$"
)
_MAY_DAY = (1, 5)
LUNAR_MONTH = re.compile(r"tháng (?:Giêng|giêng|Chạp|chạp)\b")
DAY_NEXT = re.compile(r"(?:tháng|hằng|hàng|và|đến|tới|âm|của|này|tết|giêng|chạp)(?![^\W\d_])|[,.;:)\-–]|$")


def read_dashed(passage: Passage, start: int, minus: str, first: Measure, place: int) -> Reading | None:
    """Read "8-9" as a range, "3-1" after "tỷ số" as a score, "16-16-8" as a list."""
    last = measure_at(passage, place)
    if last is None:
        return None
    third = DASH.match(passage.text, last.end)
    if third:
        return _dashed_list(passage, start, [first, last], third.end())
    bare = None if last.unit else _score_or_days(passage, start, first, last)
    return bare or _range(passage, start, minus, (first, last), place)


def _score_or_days(passage: Passage, start: int, first: Measure, last: Measure) -> Reading | None:
    """Read two bare numbers that are no range: the goals of two sides, or days of a month."""
    before = passage.before(start)
    if _SCORED.search(before):
        return Reading(start, last.end, f"{first.spoken} {last.spoken}", "score")
    if _PLAYED.search(before) and passage.after(last.end)[:1] in {"", ",", ";", ".", ")"}:
        choices = (f"{first.spoken} {last.spoken}", f"{first.spoken} đến {last.spoken}")
        return Reading(start, last.end, choices[0], "score", Confidence.ASK, choices)
    behind = passage.after(last.end)
    numbers = _whole(first), _whole(last)
    if _names_a_day(before, behind, numbers) and not first.unit:
        return Reading(start, last.end, dates.say_date(passage, start, *numbers), "date", Confidence.ASSUMED)
    named = before.endswith(" từ ngày") or (before.endswith(" ngày") and DAY_NEXT.match(behind))
    lunar = LUNAR_MONTH.match(behind) and not before.endswith((" mồng", " mùng"))
    if named or lunar or _DAYS_BEFORE.search(before) or _of_a_calendar(passage, first, last):
        return _days(passage, start, first, last)
    return None


def _names_a_day(before: str, behind: str, numbers: tuple[int, int]) -> bool:
    """Whether "2-9" is a feast, "Quốc khánh 2-9", or "31-10" a last day: what falls spans nothing."""
    if before.endswith(" ngày") or not DAY_NEXT.match(behind):
        return False
    feast = numbers in dates.FESTIVE_DAYS or numbers == _MAY_DAY
    falls = numbers[0] > numbers[1] and dates.is_day(*numbers)
    return bool(feast and _FEAST_BEFORE.search(before)) or (
        falls and _DEADLINE_BEFORE.search(before) is not None
    )


def _range(passage: Passage, start: int, minus: str, ends: tuple[Measure, Measure], place: int) -> Reading:
    """Read a range; the noun before it is said for both ends, and a falling one may be no range at all."""
    first, last = ends
    if "vĩ" in first.unit and "kinh" in last.unit:
        return Reading(start, last.end, f"{first.spoken}, {last.spoken}", "quantity")
    if not last.unit and _AGED.match(passage.text, last.end):
        choices = tuple(f"{first.spoken} đến {last.spoken} {noun}" for noun in ("tháng", "tuổi", "tấn"))
        return Reading(start, last.end + 1, choices[0], "range", Confidence.ASK, choices)
    noun = passage.before(start).rpartition(" ")[2]
    again = f"{noun} " if noun in _REPEATED else ""
    if noun in {"tháng", "thứ"}:
        spoken = f"{_tu(first)} đến {again}{_tu(last)}"
    else:
        spoken = f"{minus}{first.spoken} đến {again}{months(passage, last)}"
    rising = (
        first.number.worth is None
        or last.number.worth is None
        or first.number.worth < last.number.worth
        or minus
    )
    choices = first.number.choices or last.number.choices
    if first.unit and not rising and not _larger_unit(first.unit, last.unit):
        return Reading(start, place, f"{first.spoken}, ", "quantity")
    if not rising and not _larger_unit(first.unit, last.unit):
        choices = (f"{first.spoken} {last.spoken}", spoken, f"{first.spoken} trừ {last.spoken}")
        spoken = choices[0]
    if again and not choices:
        start, spoken = _with_noun(passage, start, again, spoken)
    return finish(passage, Reading(start, last.end, spoken, "range", choices=choices), last.unit)


def _with_noun(passage: Passage, start: int, noun: str, spoken: str) -> tuple[int, str]:
    """Take in the noun before a range, so that its mark says all: "cấp 8-9" is "cấp tám đến cấp chín"."""
    begin = start - len(noun)
    written = passage.text[begin:start]
    if written.lower() != noun or start - 1 in passage.said:
        return start, spoken
    return begin, f"{written}{spoken}"


def _whole(measure: Measure) -> int:
    return int(measure.number.worth or 0)


def _of_a_calendar(passage: Passage, first: Measure, last: Measure) -> bool:
    """Whether "20-8 âm lịch" is a day and a month: two days would stand in their order."""
    falling = (first.number.worth or 0) >= (last.number.worth or 0)
    return falling and not first.unit and _CALENDAR.match(passage.after(last.end)) is not None


def _larger_unit(first: str, last: str) -> bool:
    """Whether the second number counts more with its unit: "500m-1km", "800 triệu - 1,2 tỷ"."""
    first, last = first.replace("ngàn", "nghìn"), last.replace("ngàn", "nghìn")
    return any(sizes.index(first) < sizes.index(last) for sizes in _SIZES if first in sizes and last in sizes)


def _days(passage: Passage, start: int, first: Measure, last: Measure) -> Reading:
    """Read "ngày 12-15" as two days; "ngày 2-9" may as well be a day and a month, so somebody must say."""
    numbers = _whole(first), _whole(last)
    days = " đến ".join(dates.day(passage, number) for number in numbers)
    choices: tuple[str, ...] = ()
    behind = passage.after(last.end)
    if dates.is_day(*numbers) and not _EVERY_MONTH.match(behind) and not LUNAR_MONTH.match(behind):
        choices = (dates.say_date(passage, start, *numbers), *((days,) if numbers[0] < numbers[1] else ()))
    confidence = (Confidence.SURE, Confidence.ASSUMED, Confidence.ASK)[len(choices)]
    return Reading(start, last.end, choices[0] if choices else days, "date range", confidence, choices)


def _tu(measure: Measure) -> str:
    return "tư" if measure.spoken == "bốn" else measure.spoken


def _dashed_list(passage: Passage, start: int, parts: list[Measure], place: int) -> Reading:
    end = place
    while True:
        part = measure_at(passage, place)
        if part is None:
            break
        parts.append(part)
        end = part.end
        dash = DASH.match(passage.text, end)
        if dash is None:
            break
        place = dash.end()
    fourth = passage.before(start).endswith((" tháng", " thứ"))
    spoken = ", ".join(_tu(part) if fourth else part.spoken for part in parts)
    return Reading(start, end, spoken, "list of numbers", Confidence.ASSUMED)


def read_size(passage: Passage, start: int, first: Measure, place: int) -> Reading | None:
    """Read "3x4" and "2m x 3m": each number with its unit; "500mg x 2 viên" multiplies nothing."""
    spoken, end = first.spoken, first.end
    while True:
        part = measure_at(passage, place)
        if part is None:
            return None if end == first.end else Reading(start, end, spoken, "size")
        joint = ", " if part.unit == "viên" or _DOSE.match(passage.text, part.end) else " nhân "
        spoken, end = f"{spoken}{joint}{part.spoken}", part.end
        times = TIMES.match(passage.text, end)
        if times is None:
            return finish(passage, Reading(start, end, spoken, "size"), part.unit)
        place = times.end()


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
