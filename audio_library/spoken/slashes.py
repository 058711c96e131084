"""What a stroke says: a day, a fraction, a count out of a count, "per", or only a pause."""

import re

from audio_library.spoken import dates
from audio_library.spoken.contexts import either, ending
from audio_library.spoken.marks import Confidence
from audio_library.spoken.numbers import NUMBER_WORDS
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.units import UNIT, UNITS, per_unit

_PAIR = re.compile(
    r"(?P<first>\d{1,6}(?:\.\d{3})*) ?/ ?(?P<last>\d{1,6}(?:\.\d{3})*)(?!(?!h(?!\w))\w|/|[.,]\d)"
)
_CHAIN = re.compile(r"\d{1,4}(?:/\d{1,4}){1,4}/\d{1,3}(?![\w/]|[.,]\d)")
_SHARE_AFTER = re.compile(rf"{either('shared')}\b")
_COUNT_AFTER = re.compile(rf"{either('out of')}\b")
_SHORT_NOUN = re.compile(r"[A-ZĐ]{2,}(?!\w)")
_RATIO_OF = re.compile(r" (?:tỷ|tỉ) lệ(?: ?/? ?[^\W\d_]+){1,4}$")
_is_numbered = ending("numbered")
_is_ratio = ending("before a ratio")
_is_share = ending("before a share")
_DAY_BEFORE = re.compile(rf" {either('before a day')}\b[^.;]*$| 30/4 ?(?:,|và|-|–|&)?$")
_HOUR_AFTER = re.compile(r"[,:(]? ?(?:lúc |từ |vào |hồi )?\d{1,2}(?: ?[hg](?!\w)| ?h\d\d| ?giờ|:\d\d)")
_HOUR_BEFORE = re.compile(r"\d ?(?:[hg](?:\d\d)?|giờ(?: \d\d)?)$")
_DAYS_TOLD = re.compile(r"(?:ngày|sáng|chiều|tối|đêm) \d{1,2}(?:[-–]\d{1,2})?/(?P<month>\d{1,2})(?![\w/])")
_LINK = re.compile(r"(?<=\d)(?:[,;]? | và | hoặc )\Z")
_LISTED = {"date": "date", "fraction": "share", "out of": "over"}
_FIXED = {"24/7", "24/24", "7/7"}


def read_pair(passage: Passage, place: int) -> Reading | None:
    """Read 18/5, 3/4 or 15/20 by what stands beside it; where nothing decides, ask."""
    match = _PAIR.match(passage.text, place)
    if match is None:
        return None
    first, last = (int(match[name].replace(".", "")) for name in ("first", "last"))
    end = match.end()
    over = f"{passage.say(first)} trên {passage.say(last)}"
    share = f"{passage.say(first)} phần {passage.say(last)}"
    date = dates.say_date(passage, place, first, last) if dates.is_day(first, last) else ""
    decided = _decide(passage, match, (first, last), possible_date=bool(date))
    if decided in {"", "over"} and date and _of_a_told_month(passage, place, last):
        decided = ""
    decided = decided or _continued(passage, place)
    if decided == "date" and date:
        return Reading(place, end, date, "date")
    if decided == "share":
        return Reading(place, end, share, "fraction")
    if decided == "over":
        unit = _UNIT_BEHIND.match(passage.text, end)
        if unit:
            over, end = f"{over} {UNITS[unit['unit']]}", unit.end()
        if match.group() in _FIXED:
            over = over.replace("mươi tư", "mươi bốn")
        if passage.text.startswith("h", end):
            over, end = f"{over} giờ", end + 1
        return Reading(place, end, over, "out of")
    choices = tuple(choice for choice in (date, share if first < last else "", over) if choice)
    if _COUNT_AFTER.match(_after(passage, end)):
        choices = choices[::-1]
    return Reading(place, end, choices[0], "stroke", Confidence.ASK, choices)


def _after(passage: Passage, end: int) -> str:
    """Give the words behind a place; if the first is an abbreviation of what is counted, its words."""
    after = passage.after(end)
    short = _SHORT_NOUN.match(after)
    entries = passage.dictionary.entries.get(short.group(), ()) if short else ()
    if short is None or not entries or not all(_COUNT_AFTER.match(entry.spoken) for entry in entries):
        return after
    return f"{entries[0].spoken}{after[len(short.group()) :]}"


def _of_a_told_month(passage: Passage, place: int, month: int) -> bool:
    """Whether a day of this month was told before on the line, with nothing said to count: then this may be one too."""
    line = passage.text.rfind("\n", 0, place) + 1
    ratio = _is_ratio(passage.before(place)) or _is_numbered(passage.before(place))
    days = _DAYS_TOLD.finditer(passage.text, max(line, place - 120), place)
    return not ratio and any(int(day["month"]) == month for day in days)


def _continued(passage: Passage, place: int) -> str:
    """Give what the pair before this one was, where the two are listed: "tỷ lệ 1/3, 2/5", "ngày 5/3, 7/3"."""
    link = _LINK.search(passage.text, max(0, place - 6), place)
    earlier = passage.said.get(link.start()) if link else None
    return _LISTED.get(earlier.rule, "") if earlier and earlier.confidence is Confidence.SURE else ""


def read_chain(passage: Passage, place: int) -> Reading | None:
    """Read 45/6/7, a house in an alley of an alley, behind words such as "số nhà"; elsewhere ask."""
    match = _CHAIN.match(passage.text, place)
    if match is None:
        return None
    spoken = " trên ".join(passage.say(number) for number in match.group().split("/"))
    if _is_numbered(passage.before(place)):
        return Reading(place, match.end(), spoken, "out of")
    return Reading(place, match.end(), spoken, "stroke", Confidence.ASK, (spoken,))


def _decide(passage: Passage, match: re.Match[str], numbers: tuple[int, int], *, possible_date: bool) -> str:
    """Tell what the words beside a pair make of it: "date", "share", "over", or "" where they do not tell."""
    place, end = match.span()
    before, after = passage.before(place), _after(passage, end)
    zero = match["first"].startswith("0") or match["last"].startswith("0")
    if possible_date and (
        before.endswith((" ngày", " mồng", " mùng"))
        or after.startswith(("âm lịch", "dương lịch", "ÂL", "DL"))
    ):
        return "date"
    fixed = match.group().replace(" ", "") in _FIXED and not (zero or dates.is_time(before))
    if fixed or _is_numbered(before):
        return "over"
    if zero and _COUNT_AFTER.match(after) and numbers[0] <= numbers[1]:
        return _padded_count(before, possible_date=possible_date)
    beside = "" if zero else _share_or_count(numbers, before, after)
    return beside or _day_or_unknown(
        passage, place, end, numbers, before, zero=zero, possible_date=possible_date
    )


def _padded_count(before: str, *, possible_date: bool) -> str:
    """Tell a day from a count in "02/12 cửa": words of time or of counting decide, otherwise nobody can."""
    if possible_date and dates.is_time(before):
        return "date"
    return "over" if _is_ratio(before) or _is_share(before) else ""


def _share_or_count(numbers: tuple[int, int], before: str, after: str) -> str:
    first, last = numbers
    small = last <= 10 and first < last
    if _SHARE_AFTER.match(after) and first <= last:
        return "share" if small else "over"
    if _COUNT_AFTER.match(after) and first <= last:
        return "share" if last <= 4 and small else "over"
    if numbers == (1, 2) or (small and _is_share(before)):
        return "share"
    return "over" if _is_ratio(before) or _RATIO_OF.search(before) else ""


def _day_or_unknown(
    passage: Passage,
    place: int,
    end: int,
    numbers: tuple[int, int],
    before: str,
    *,
    zero: bool,
    possible_date: bool,
) -> str:
    if not possible_date:
        return "over" if numbers[1] > 31 or numbers[0] > 31 or numbers[0] <= numbers[1] else ""
    alone = passage.text[place - 1 : place] == "(" and passage.text[end : end + 1] == ")"
    if (
        zero
        or alone
        or dates.is_time(before)
        or _DAY_BEFORE.search(before)
        or numbers in dates.FESTIVE_DAYS
        or _HOUR_BEFORE.search(before)
        or _HOUR_AFTER.match(passage.after(end))
    ):
        return "date"
    return ""


_PER_NOUNS = either("per")
_PER = re.compile(rf"/ ?(?P<one>0?1 |một )?(?P<per>{_PER_NOUNS})(?!\w)(?<!ngày(?= \d))")
_PER_BEHIND = re.compile(rf"/ ?(?:{_PER_NOUNS})$")
_UNIT_BEHIND = re.compile(r" ?(?P<unit>mmHg|%|°C)(?!\w)")
_PER_UNIT = re.compile(rf"/ ?(?:0?1 )?(?P<unit>{UNIT})(?!\w)")
_NAMES = frozenset(["plate", "telephone", "identifier", "address"])
"""What only names something: a stroke behind it can be no "per" and no "out of"."""
_SPAN = re.compile(r"/ ?\d{1,2} ?(?:h|giờ|ngày|phút)(?!\w)")
_COMMON_NOUN = re.compile(r"/ ?[a-zđ]+[^\W\d_]*(?![\w./])")
_MEASURES = frozenset(["quantity", "money", "range", "size"])
_NO_UNIT = NUMBER_WORDS | {"phần", "trăm", "độ", "C"}
_HERD = re.compile(r"(?<!\w)con$")
_WEIGHT = re.compile(r"/ ?\d[\d.,]* ?(?:kg|tạ|tấn)(?!\w)")
_PART = re.compile(
    r"(?<![^\W\d_])(?P<unit>g|gr|gam|kg|ml|lít|l|cc|gói|chai|ống|bao|thìa|muỗng|nắp|cốc)(?: [^\W\d_]+){0,3}$"
)
_WHOLE = re.compile(r"/ ?\d[\d.,]* ?(?P<unit>lít|l|L|ml|bình|ha|sào|công|m2|gốc|cây|kg|tấn)(?!\w)")
"""A dose, and what it is for: "3g/16 lít"."""
_TOGETHER = re.compile(rf"/ ?\d[\d.]* {either('counted together')}\b")
_PRICE = re.compile(r"(?<!\w)(?:đồng|triệu|nghìn|tỷ|USD)$|(?<=[\d ])đ$")
_MEASURED = re.compile(rf"\d|\b{either('measured')}\b", re.IGNORECASE)


def read_stroke(passage: Passage, place: int) -> Reading:
    """Read a stroke that stands between words: "per" after a measure, otherwise a pause."""
    text = passage.text
    start = place - (text[place - 1 : place] == " " and place > 0)
    earlier = passage.said.get(start)
    if earlier is not None and earlier.rule in _NAMES:
        pause = ", " if text[place + 1 : place + 2].isalnum() else ","
        return Reading(start, place + 1, pause, "stroke", Confidence.ASSUMED)
    per = _per(passage, place, start)
    if per is not None:
        return per
    end = place + 1
    while text[end : end + 1] in {" ", "/"}:
        end += 1
    if text[start - 1 : start].isdigit() and text[end : end + 1].isdigit():
        return Reading(start, end, " trên ", "stroke", Confidence.ASSUMED)
    beside = text[start - 1 : start].isalnum() and text[end : end + 1].isalnum()
    spaced = start < place or text[end - 1] == " "
    return Reading(start, end, ", " if beside else " " if spaced else "", "stroke", Confidence.ASSUMED)


def _per(passage: Passage, place: int, start: int) -> Reading | None:
    """Read a stroke behind a measure: "per" a unit or a thing, "in" some hours, "out of" a number."""
    text = passage.text
    measured = _MEASURED.search(text, max(place - 40, text.rfind("\n", 0, place) + 1), place)
    unit = _PER_UNIT.match(text, place) if measured else None
    if unit:
        return Reading(start, unit.end(), f" một {per_unit(unit['unit'])}", "per")
    per = _PER.match(text, place) if measured else None
    if per:
        return Reading(start, per.start("per"), " một ", "per")
    if measured and re.match(r"/ ?\d", text[place : place + 3]):
        return _before_number(passage, start, place)
    if _is_measure(passage.said.get(start)) and _COMMON_NOUN.match(text, place):
        return Reading(start, place + 1, " một ", "per")
    behind = text[max(0, start - 24) : start]
    priced = _PRICE.search(behind[-7:]) or (measured and _PER_BEHIND.search(behind))
    if priced and text[place + 1 : place + 2].isalpha():
        return Reading(start, place + 1, " một ", "per")
    return None


def _is_measure(earlier: Reading | None) -> bool:
    """Whether what was read last is a number with its unit, other than a share."""
    if earlier is None or earlier.rule not in _MEASURES:
        return False
    return earlier.spoken.rpartition(" ")[2] not in _NO_UNIT


def _before_number(passage: Passage, start: int, place: int) -> Reading:
    """Read a stroke between a measure and a number: 150mm/3h, 4G/5G, 3 g/16 lít; of 250ml/350ml ask which it is."""
    text, before = passage.text, passage.text[max(0, start - 24) : start]
    network = before[-1:] == "G" and before[-2:-1].isdigit()
    if network or _TOGETHER.match(text, place) or (_HERD.search(before) and _WEIGHT.match(text, place)):
        return Reading(start, place + 1, ", ", "per")
    if _SPAN.match(text, place):
        return Reading(start, place + 1, " trong ", "per")
    part, whole = _PART.search(before), _WHOLE.match(text, place)
    if part is None or whole is None:
        return Reading(start, place + 1, " trên ", "per")
    if part["unit"] != whole["unit"]:
        return Reading(start, place + 1, " cho ", "per")
    return Reading(start, place + 1, " hoặc ", "per", Confidence.ASK, (" hoặc ", " trên "))
