"""Times of day and spans of hours: 17h30, 7g30, 16h30', 05:30, 7h30-11h00."""

import re

from audio_library.spoken.contexts import ending
from audio_library.spoken.dates import is_day, say_date
from audio_library.spoken.marks import Confidence
from audio_library.spoken.passage import Passage, Reading

_MINUTES = r"(?: ?(?:['’′]|phút|ph|p)(?!\w))?"
_NO_DAY = r"(?! \d{{1,2}}(?:[-–]\d{{1,2}})?/\d)"
_CLOCK = (
    r"(?P<hour{0}>\d{{1,3}})(?: ?[hHgG]"
    + _NO_DAY
    + r" ?(?P<minute{0}>[0-5]?\d)(?=ph?(?!\w)|phút(?!\w)|(?!\w|[.,]\d))"
    + _MINUTES
    + r"|(?P<bare{0}> ?[hHgG])(?!\w)"
    r"|:(?P<colon{0}>[0-5]\d)(?::(?P<second{0}>[0-5]\d))?(?![\w:])"
    r"| giờ (?P<full{0}>[0-5]\d)(?: phút|['’′])?(?![\w]|[.,/]\d))"
)
_TIME = re.compile(_CLOCK.format(1))
_RANGE = re.compile(
    rf"(?:{_CLOCK.format(1)}|(?P<hour>\d{{1,2}})(?P<named> giờ)?) ?[-–—] ?"
    rf"(?:{_CLOCK.format(2)}|(?P<last>\d{{1,2}}) giờ(?!\w))"
)
_DASH_BEFORE = re.compile(r"(?: [-–] |[-–])\Z")
_DAY_BEHIND = re.compile(r" ?/ ?(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>20\d\d))?(?![\w/])")
_GRAMS = re.compile(r"\d+ ?[gG](?!\w)")
_is_ratio = ending("before a ratio of hours")
_is_hour = ending("before an hour")
_PHUT = re.compile(r"phút|ph|p(?!\w)")


def read_range(passage: Passage, place: int) -> Reading | None:
    """Read 7h30-11h00 and 7-9h as two times of day."""
    match = _RANGE.match(passage.text, place)
    if match is None or _is_ratio(passage.before(place)):
        return None
    groups = match.groupdict()
    first = f"{passage.say(groups['hour'])} giờ" if groups["hour"] else _clock(passage, groups, "1")
    last = f"{passage.say(groups['last'])} giờ" if groups["last"] else _clock(passage, groups, "2")
    if groups["last"] and groups["hour"] and not groups["named"]:
        return None
    if first is None or last is None or _means_grams(passage, match.group(), match.end(), place):
        return None
    return Reading(place, match.end(), passage.twice(f"{first} đến {last}"), "time range")


def read_time(passage: Passage, place: int) -> Reading | None:
    """Read one time of day; full hours say no minutes."""
    match = _TIME.match(passage.text, place)
    if match is None or _is_ratio(passage.before(place)):
        return None
    spoken = _clock(passage, match.groupdict(), "1")
    if spoken is None or _means_grams(passage, match.group(), match.end(), place):
        return None
    if _PHUT.search(match.group()) and match["full1"] != "00":
        spoken += " phút"
    start, joint = _since(passage, place)
    end, day = _day_behind(passage, match.end())
    return Reading(start, end, f"{joint}{passage.twice(spoken)}{day}", "time")


def _day_behind(passage: Passage, end: int) -> tuple[int, str]:
    """Take in the day of "7h/15/9", as water levels and storms are told."""
    match = _DAY_BEHIND.match(passage.text, end)
    if match is None or not is_day(int(match["day"]), int(match["month"])):
        return end, ""
    date = say_date(passage, end, int(match["day"]), int(match["month"]), int(match["year"] or 0))
    return match.end(), f" {date}"


def _since(passage: Passage, place: int) -> tuple[int, str]:
    """Take in the dash between a day or time and the time at which it ends: "22h ngày 5/12 - 4h ngày 6/12"."""
    dash = _DASH_BEFORE.search(passage.text, max(0, place - 3), place)
    earlier = passage.said.get(dash.start()) if dash else None
    joined = earlier is not None and earlier.rule in {"date", "time"}
    return (dash.start(), " đến ") if dash and joined else (place, "")


def _means_grams(passage: Passage, written: str, end: int, place: int) -> bool:
    """Whether "7g" alone is a weight: so unless the words before speak of an hour."""
    if not _GRAMS.fullmatch(written):
        return False
    return not _is_hour(passage.before(place)) or passage.text[end : end + 1] == "/"


def _clock(passage: Passage, groups: dict[str, str | None], which: str) -> str | None:
    """Give the words of one clock time, or None where there is no such hour."""
    hour = int(groups[f"hour{which}"] or 0)
    minute = groups[f"minute{which}"] or groups[f"colon{which}"] or groups[f"full{which}"]
    if minute is None:
        return f"{passage.say(hour)} giờ"
    if hour > 24:
        return None
    spoken = f"{passage.say(hour)} giờ{_minutes(passage, minute)}"
    second = groups[f"second{which}"]
    return (
        f"{spoken}{'' if _minutes(passage, minute) else ' không phút'} {passage.say(second)} giây"
        if second
        else spoken
    )


def _minutes(passage: Passage, minute: str) -> str:
    if int(minute) == 0:
        return ""
    zero = "không " if minute.startswith("0") else ""
    return f" {zero}{passage.say(minute)}"


def read_impossible(passage: Passage, place: int) -> Reading | None:
    """Ask about 17h75: an hour that no clock shows is never guessed."""
    match = re.compile(r"(\d{1,2})[hH](\d{2})(?!\w)").match(passage.text, place)
    if match is None:
        return None
    spoken = f"{passage.say(match[1])} giờ {passage.say(match[2])}"
    return Reading(place, match.end(), spoken, "time", Confidence.ASK, (spoken, f"{spoken} phút"))
