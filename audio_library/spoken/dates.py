"""Dates: days, months, years, their ranges and lists."""

import calendar
import datetime as dt
import re

from audio_library.spoken.contexts import either, ending
from audio_library.spoken.marks import Confidence
from audio_library.spoken.passage import Passage, Reading

_YEAR = r"(?:1[6-9]|20)\d\d"
_END = r"(?!\w|[/]\d)"
_FULL = re.compile(
    rf"(?P<day>\d{{1,2}}) ?(?P<sign>[/.\-–]) ?(?P<month>\d{{1,2}}) ?(?P=sign) ?"
    rf"(?P<year>{_YEAR}|\d\d){_END}(?![.\-–,]\d)"
)
_ISO = re.compile(rf"(?P<year>{_YEAR})-(?P<month>\d\d)-(?P<day>\d\d){_END}")
_PARTS = r"(?P<day{0}>\d{{1,2}})(?:[/.](?P<month{0}>\d{{1,2}})(?:[/.](?P<year{0}>(?:1[6-9]|20)\d\d))?)?"
_RANGE = re.compile(
    rf"{_PARTS.format(1)}(?P<dash> ?[-–—] ?| (?:đến|tới) (?:ngày )?){_PARTS.format(2)}(?![\w]|[/.,]\d)"
)
_DAY_LIST = re.compile(
    rf"(?P<days>\d{{1,2}}(?:, ?\d{{1,2}})*)(?P<link>,? và |, ?| ?[-–] ?)(?P<last>\d{{1,2}})"
    rf"(?:/(?P<month>\d{{1,2}})(?:/(?P<year>{_YEAR}))?{_END}|(?= tháng \d))"
)
_MONTH_YEAR = re.compile(
    rf"(?:(?P<first>\d{{1,2}}) ?[-–] ?)?(?P<month>\d{{1,2}}) ?[/\-–] ?(?P<year>{_YEAR}){_END}(?! ?[-–] ?\d)"
)
_MONTHS = re.compile(
    rf"(?P<first>\d{{1,2}}) ?/ ?(?P<year1>{_YEAR}) ?[-–—] ?(?P<last>\d{{1,2}}) ?/ ?(?P<year2>{_YEAR}){_END}"
)
_MONTH_LIST = re.compile(
    rf"(?P<months>\d{{1,2}}(?:, ?\d{{1,2}})*)(?P<link>,? và |, ?| ?\+ ?)(?P<last>\d{{1,2}})/(?P<year>{_YEAR}){_END}"
)
_YEARS = re.compile(rf"(?P<first>{_YEAR}) ?[-–—] ?(?P<last>{_YEAR}|\d\d)(?![\w]|[-–/.,]\d)")
_COUNTED = tuple(
    f" {noun}"
    for noun in ["quý", "kỳ", "đợt", "tuần", "lần", "phiên", "số", "vụ", "khóa", "quyển", "tập", "trích đo"]
)
_COUNTED_CHAIN = re.compile(r" (?:quý|kỳ|đợt|tuần|vụ|khóa|tập)(?: \d{1,2}(?:,| và))+$")
_COUNTED_BEHIND = re.compile(rf"{either('out of')}\b")
_is_numbered = ending("numbered")
_is_ratio = ending("before a ratio")
is_time = ending("before a date")
_SCALED = re.compile(r" (?:tỷ lệ|tỉ lệ|bản đồ|quy hoạch)\b")
_NAMED_AFTER_A_DAY = (" đường", " phố", " công viên", " quảng trường", " chợ", " phường")
_SPAN_BEFORE = re.compile(r" (?:từ|đêm|tối|khuya|rạng sáng|trước|sau)(?: ngày)?$")
_SPELLED_DAYS = (" mồng", " mùng", " rằm")
FESTIVE_DAYS = frozenset(
    {
        *((8, 3), (26, 3), (30, 4), (7, 5), (15, 5), (18, 5), (19, 5), (28, 6), (27, 7)),
        *((19, 8), (2, 9), (3, 2)),
        *((10, 10), (13, 10), (14, 10), (20, 10), (9, 11), (18, 11), (20, 11), (22, 12), (27, 2), (21, 6)),
        *((17, 5), (26, 6), (25, 12)),
    }
)  # fmt: skip
"""Days that everybody names by their numbers, and that no share of something looks like."""


def day(passage: Passage, number: int, month: int = 0) -> str:
    """Say a day of the month: the first ten are "mồng", but the tenth of October is a name of its own."""
    first = number < 10 or (number == 10 and month != 10)
    return f"mồng {passage.say(number)}" if first else passage.say(number)


def month(passage: Passage, number: int) -> str:
    """Say a month: the fourth is "tháng tư"."""
    return "tháng tư" if number == 4 else f"tháng {passage.say(number)}"


def is_day(day_number: int, month_number: int, year: int = 2024) -> bool:
    """Whether such a day exists (in a leap year, unless the year is told)."""
    return 1 <= month_number <= 12 and 1 <= day_number <= calendar.monthrange(year, month_number)[1]


def say_date(passage: Passage, place: int, day_number: int, month_number: int, year: int = 0) -> str:
    """Say a date as it continues the words before `place`: "ngày" is not said twice."""
    before = passage.before(place)
    if before.endswith(_SPELLED_DAYS):
        spoken = passage.say(day_number)
    else:
        spoken = day(passage, day_number, month_number)
        spoken = spoken if before.endswith((" ngày", "/ngày")) else f"ngày {spoken}"
    if not year and before.endswith(_NAMED_AFTER_A_DAY):
        return f"{passage.say(day_number)} {month(passage, month_number)}"
    tail = f" năm {passage.say(year)}" if year else ""
    return f"{spoken} {month(passage, month_number)}{tail}"


def read_full(passage: Passage, place: int) -> Reading | None:
    """Read 16/6/2025, 16-6-2025, 16.6.2025 and 2025-06-16. A day that does not exist is asked about."""
    match = _FULL.match(passage.text, place) or _ISO.match(passage.text, place)
    if match is None:
        return None
    short = len(match["year"]) == 2
    sign = match.groupdict().get("sign")
    if short and sign != "/":
        return None
    numbers = int(match["day"]), int(match["month"]), int(match["year"]) + (2000 if short else 0)
    if is_day(*numbers):
        confidence = Confidence.ASSUMED if short else Confidence.SURE
        return Reading(place, match.end(), say_date(passage, place, *numbers), "date", confidence)
    if sign == "/" or 1 <= numbers[1] <= 12:
        return _no_such_day(passage, place, match.end(), numbers)
    return None


def _no_such_day(passage: Passage, place: int, end: int, numbers: tuple[int, int, int]) -> Reading:
    separate = " trên ".join(passage.say(number) for number in numbers)
    choices = [separate]
    if 1 <= numbers[1] <= 12 and 1 <= numbers[0] <= 31:
        choices.insert(0, say_date(passage, place, *numbers))
    return Reading(place, end, choices[0], "date", Confidence.ASK, tuple(choices))


def read_range(passage: Passage, place: int) -> Reading | None:
    """Read 01/7/2026 - 31/12/2026, 28/4-03/5, 05–10/3 as days; "từ" is added where two full dates lack it."""
    match = _RANGE.match(passage.text, place)
    if match is None or not match["month2"]:
        return None
    first = (
        int(match["day1"]),
        int(match["month1"] or match["month2"]),
        int(match["year1"] or match["year2"] or 2024),
    )
    last = int(match["day2"]), int(match["month2"]), int(match["year2"] or 2024)
    full = bool(match["year1"] and match["year2"])
    word = match["dash"].strip().startswith(("đến", "tới"))
    if not (is_day(*first) and is_day(*last)) or (word and not full and match["month1"]):
        return None
    if "." in match.group() and not full:
        return None
    follows = (
        not full and not word and _follows(first, last) and not _SPAN_BEFORE.search(passage.before(place))
    )
    spoken = _spoken_range(passage, place, match, full=full, joint="và" if follows else "đến")
    confidence = Confidence.SURE if match["month1"] else _means_days(passage, match, place)
    if confidence is None or (word and not match["month1"] and not _from(passage, match, place)):
        return None
    choices: tuple[str, ...] = ()
    if confidence is Confidence.ASK:
        numbers = (passage.say(match[name]) for name in ("day1", "day2", "month2"))
        choices = (spoken, "{} đến {} trên {}".format(*numbers))
    return Reading(place, match.end(), spoken, "date range", confidence, choices)


def _from(passage: Passage, match: re.Match[str], place: int) -> bool:
    """Whether "5 đến 7/12" are two days: they are behind "từ" or "ngày", unless a noun counts them."""
    before = passage.before(place)
    return before.endswith((" từ", " ngày")) and not _COUNTED_BEHIND.match(passage.after(match.end()))


def _means_days(passage: Passage, match: re.Match[str], place: int) -> Confidence | None:
    """Tell whether "5-10/3" is two days: by a leading zero, a year, the words before; else it must be asked."""
    before = passage.before(place)
    if int(match["day1"]) >= int(match["day2"]) or _is_numbered(before):
        return None
    zero = any(match[name].startswith("0") for name in ("day1", "day2", "month2"))
    if zero or match["year2"] or is_time(before):
        return Confidence.SURE
    if _COUNTED_BEHIND.match(passage.after(match.end())):
        return None
    return Confidence.SURE if int(match["day2"]) > int(match["month2"]) else Confidence.ASK


def _spoken_range(passage: Passage, place: int, match: re.Match[str], *, full: bool, joint: str) -> str:
    before = passage.before(place)
    months = int(match["month1"] or 0), int(match["month2"])
    first = day(passage, int(match["day1"]), months[0] or months[1])
    if months[0]:
        first += f" {month(passage, months[0])}"
    if match["year1"]:
        first += f" năm {passage.say(match['year1'])}"
    last = f"ngày {day(passage, int(match['day2']), months[1])} {month(passage, months[1])}"
    if match["year2"]:
        last += f" năm {passage.say(match['year2'])}"
    lead = "" if before.endswith(" ngày") else "ngày "
    if full and not before.endswith((" từ", " ngày")):
        lead = "từ " + lead
    return f"{lead}{first} {joint} {last}"


def _follows(first: tuple[int, int, int], last: tuple[int, int, int]) -> bool:
    """Whether one day is the next after another: the two are named, "15 và 16", not a span of time."""
    return (dt.date(last[2], last[1], last[0]) - dt.date(first[2], first[1], first[0])).days == 1


def read_day_list(passage: Passage, place: int) -> Reading | None:
    """Read "ngày 5, 6 và 7/3" and "ngày 12-14 tháng 5": the days before the last share its month."""
    match = _DAY_LIST.match(passage.text, place)
    if match is None:
        return None
    named = passage.before(place).endswith(" ngày")
    if not named and not _are_days(passage, match):
        return None
    months = int(match["month"] or 0)
    days = [int(number) for number in re.findall(r"\d+", match["days"])]
    last = int(match["last"])
    if not all(1 <= number <= 31 for number in (*days, last)) or months > 12:
        return None
    link = (
        " đến " if "-" in match["link"] or "–" in match["link"] else " và " if "và" in match["link"] else ", "
    )
    spoken = "" if named else "ngày "
    spoken += ", ".join(day(passage, number, months) for number in days) + link + day(passage, last, months)
    if months:
        spoken += f" {month(passage, months)}"
    if match["year"]:
        spoken += f" năm {passage.say(match['year'])}"
    return Reading(place, match.end(), spoken, "date range")


def _are_days(passage: Passage, match: re.Match[str]) -> bool:
    """Whether "25, 26/6" are two days without being called so: one follows the other, and no noun counts them."""
    if not match["month"] or match["link"].strip() not in {",", "và", ", và"}:
        return False
    *_, before_last = match["days"].split(",")
    last = int(match["last"])
    following = int(before_last) + 1 == last > int(match["month"])
    before = passage.before(match.start())
    counted = _COUNTED_BEHIND.match(passage.after(match.end())) or _is_numbered(before)
    return following and not counted and not (before.rstrip(",")[-1:].isdigit() or _is_ratio(before))


def read_month(passage: Passage, place: int) -> Reading | None:
    """Read 3/2026 as a month, unless a word before counts something else: "quý 4/2026", "đợt 1/2026"."""
    match = _MONTH_YEAR.match(passage.text, place)
    if match is None:
        return None
    before = passage.before(place)
    counted = before.endswith(_COUNTED) or bool(_COUNTED_CHAIN.search(before))
    number = int(match["month"])
    scale = match.group() == "1/2000"
    if scale and _SCALED.search(before):
        return None
    if not counted and not 1 <= number <= 12:
        return None
    year = f"năm {passage.say(match['year'])}"
    if counted:
        words = passage.say(number)
        first = f"{passage.say(match['first'])} đến " if match["first"] else ""
        return Reading(place, match.end(), passage.of_year(f"{first}{words}", match["year"]), "date")
    words = month(passage, number)
    if match["first"]:
        words = f"{month(passage, int(match['first']))} đến {words}"
    if before.endswith(" tháng"):
        words = words.removeprefix("tháng ")
    elif scale:
        choices = (f"{words} {year}", f"một trên {passage.say(2000)}")
        return Reading(place, match.end(), choices[0], "date", Confidence.ASK, choices)
    return Reading(place, match.end(), f"{words} {year}", "date")


def read_month_list(passage: Passage, place: int) -> Reading | None:
    """Read "tháng 9,10,11/2026" and "tháng 9 và 10/2026" as months of one year."""
    match = _MONTH_LIST.match(passage.text, place)
    if match is None or not passage.before(place).endswith(" tháng"):
        return None
    *first, last = (int(number) for number in re.findall(r"\d+", f"{match['months']},{match['last']}"))
    if not all(1 <= number <= 12 for number in (*first, last)):
        return None
    names = [month(passage, number).removeprefix("tháng ") for number in (*first, last)]
    link = ", " if match["link"].strip() == "," else " và "
    spoken = f"{', '.join(names[:-1])}{link}{names[-1]} năm {passage.say(match['year'])}"
    return Reading(place, match.end(), spoken, "date")


def read_months(passage: Passage, place: int) -> Reading | None:
    """Read 11/2026-02/2027 as two months of two years."""
    match = _MONTHS.match(passage.text, place)
    if match is None or not all(1 <= int(match[name]) <= 12 for name in ("first", "last")):
        return None
    first, last = (
        f"{month(passage, int(match[name]))} năm {passage.say(match[year])}"
        for name, year in (("first", "year1"), ("last", "year2"))
    )
    if passage.before(place).endswith(" tháng"):
        first = first.removeprefix("tháng ")
    return Reading(place, match.end(), f"{first} đến {last}", "date range")


def read_years(passage: Passage, place: int) -> Reading | None:
    """Read 2026-2030 as two years, and 2026-27 as two that follow each other."""
    match = _YEARS.match(passage.text, place)
    if match is None:
        return None
    first, last = int(match["first"]), int(match["last"])
    if last < 100:
        last = first + 1 if (first + 1) % 100 == last else 0
    if first >= last:
        return None
    return Reading(place, match.end(), f"{passage.say(first)} đến {passage.say(last)}", "year range")
