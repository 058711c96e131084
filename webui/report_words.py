"""How reports write names, shares, lengths and days: in Vietnamese, whoever reads."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from broadcaster.domain.bulletin import Topic
from broadcaster.domain.calendar import local
from broadcaster.domain.months import last_day
from broadcaster.reach.claim import Verdict
from broadcaster.services.reports import StoredReport
from webui import words
from webui.figures import full_day, number
from webui.reach_words import share_range

Figures = Mapping[str, Any]
_SUMMED = ("plays", "play_successful", "play_time_ms", "request_duration_ms")
VERDICTS = {
    Verdict.REACHED.value: "đủ căn cứ công bố đạt 80 %",
    Verdict.NOT_REACHED.value: "chưa đạt 80 %",
    Verdict.NOT_PROVEN.value: "chưa đủ căn cứ công bố",
}


def span_name(from_on: date, until_on: date) -> str:
    """Name the days of a report: a month, a quarter, a year, one day, or from one to another."""
    if from_on.day == 1 and until_on == last_day(until_on):
        months = (until_on.year - from_on.year) * 12 + until_on.month - from_on.month + 1
        if months == 1:
            return f"tháng {from_on.month:02}/{from_on.year}"
        if months == 3 and from_on.month % 3 == 1:
            return f"quý {('I', 'II', 'III', 'IV')[from_on.month // 3]}/{from_on.year}"
        if months == 12 and from_on.month == 1:
            return f"năm {from_on.year}"
    if from_on == until_on:
        return f"ngày {full_day(from_on)}"
    return f"từ ngày {full_day(from_on)} đến ngày {full_day(until_on)}"


def colophon(report: StoredReport) -> str:
    """Say from which data and by which version a report was made."""
    figures = report.figures
    until = _data_until(figures)
    sample = "Dữ liệu mẫu: mọi tên và số liệu đều là giả định. " if figures["is_sample"] else ""
    return (
        f"{sample}Lập bởi Loa Thôn {report.version} từ nhật ký phát sóng đến {until:%H:%M} ngày "
        f"{full_day(until.date())}; "
        f"mã số liệu {report.sha[:16]}. Lập lại bằng cùng phiên bản được tệp giống hệt."
    )


def _data_until(figures: Figures) -> datetime:
    return local(datetime.fromisoformat(figures["data_until"]), figures["zone"])


def _last_day(figures: Figures) -> date:
    return date.fromisoformat(figures["until_on"])


def topic(value: str) -> str:
    """Name a topic."""
    return str(words.TOPICS[Topic(value)])


def cut_short(counts: Mapping[str, int]) -> int:
    """Return the plays that began and were not played to their end: what is left of all of them."""
    return counts["planned"] - counts["successful"] - counts["failed"] - counts["unknown"]


def by_topic(figures: Figures) -> dict[str, Counter[str]]:
    """Sum up the bulletins of the report's own days by topic, what sounded most first.

    The rungs of reach are worked out from whole months, so their plays may be more.
    """
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in figures["bulletins"]:
        sums[each["topic"]].update({"bulletins": 1, **{name: each[name] for name in _SUMMED}})
    return dict(sorted(sums.items(), key=lambda found: (-found[1]["plays"], found[0])))


def cut_off(figures: Figures) -> str:
    """Say until when the data reach, where the days were not over when the report was made; else nothing."""
    until = _data_until(figures)
    return f"{until:%H:%M} ngày {full_day(until.date())}" if until.date() <= _last_day(figures) else ""


def percent(share: float, decimals: int = 0) -> str:
    """Write a share in per cent."""
    return f"{number(100 * share, decimals=decimals)} %"


def span(ends: Sequence[float] | None) -> str:
    """Write the last two of (mean, low, high) or (low, high) as a range."""
    return share_range(ends[-2], ends[-1]) if ends else "–"


def hours(milliseconds: int) -> str:
    """Write a length as hours and minutes: "12:05"."""
    minutes = round(timedelta(milliseconds=milliseconds) / timedelta(minutes=1))
    return f"{number(minutes // 60)}:{minutes % 60:02}"


def months(figures: Figures) -> str:
    """Say which whole months reach was worked out from."""
    found = [date.fromisoformat(each) for each in figures["months"]]
    if len(found) == 1:
        return f"tính trọn tháng {found[0]:%m/%Y}"
    return f"tính trọn các tháng {found[0]:%m/%Y} đến {found[-1]:%m/%Y}"
