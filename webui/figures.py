"""How moments, lengths and numbers are written, in the commune's own time and the reader's language."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from broadcaster.domain.calendar import day_of, local
from webui.language import _, current

_PLACE_WORD = re.compile(r"^(?:thôn|xóm|ấp|bản|làng|buôn|khu phố|khu|tổ dân phố|tổ)\s+", re.IGNORECASE)


def weekday(day: date) -> str:
    """Name the day of the week."""
    names = (
        _("thứ Hai"),
        _("thứ Ba"),
        _("thứ Tư"),
        _("thứ Năm"),
        _("thứ Sáu"),
        _("thứ Bảy"),
        _("Chủ nhật"),
    )
    return names[day.weekday()]


def number(value: float, *, decimals: int = 0) -> str:
    """Write a number with the reader's signs: 1.480 and 0,5 in Vietnamese, 1,480 and 0.5 in English."""
    plain = f"{value:,.{decimals}f}"
    return plain.translate(str.maketrans(",.", ".,")) if current() == "vi" else plain


def percent(part: float, whole: float) -> str:
    """Write a share in whole percent, or a dash where there is nothing to share."""
    return f"{number(round(100 * part / whole))} %" if whole else "–"


def length(milliseconds: int | None) -> str:
    """Write a length in words: "4 phút 12 giây"."""
    if milliseconds is None:
        return "–"
    seconds = round(milliseconds / 1000)
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    words = [
        _("%(n)s giờ", n=hours) if hours else "",
        _("%(n)s phút", n=minutes) if minutes else "",
        _("%(n)s giây", n=rest) if (rest and not hours) or seconds < 60 else "",
    ]
    return " ".join(word for word in words if word)


def brief(milliseconds: int | None) -> str:
    """Write a length as a player does: "4:12"."""
    if milliseconds is None:
        return "–"
    seconds = round(milliseconds / 1000)
    return f"{seconds // 60}:{seconds % 60:02}"


def place(milliseconds: int) -> str:
    """Write a place within a sound to a tenth of a second, never past it: "1:05,5"."""
    tenths = milliseconds // 100
    return f"{tenths // 600}:{tenths // 10 % 60:02},{tenths % 10}"


def start_error(milliseconds: int | None) -> str:
    """Write by how much a sound began late or early, to a tenth of a second."""
    if milliseconds is None:
        return "–"
    seconds = number(abs(milliseconds) / 1000, decimals=1)
    if abs(milliseconds) < 50:
        return _("đúng giờ")
    return _("muộn %(n)s giây", n=seconds) if milliseconds > 0 else _("sớm %(n)s giây", n=seconds)


def short_day(day: date) -> str:
    """Write a day as "24/11"."""
    return f"{day:%d/%m}"


def full_day(day: date) -> str:
    """Write a day as "24/11/2026"."""
    return f"{day:%d/%m/%Y}"


def long_day(day: date) -> str:
    """Write a day as "thứ Ba, 24/11/2026"."""
    return f"{weekday(day)}, {full_day(day)}"


def hour(at: time) -> str:
    """Write an hour of the wall clock; midnight that ends a day is 24:00 only where a window closes."""
    return f"{at:%H:%M}"


def bare_hamlet(name: str) -> str:
    """Return a hamlet's name without the word for what it is: "Đông Hạ" of "Thôn Đông Hạ"."""
    return _PLACE_WORD.sub("", name)


def in_hamlet(name: str, *, capital: bool = False) -> str:
    """Return a hamlet's name with the word for what it is, as it stands within a sentence."""
    found = _PLACE_WORD.match(name)
    said = f"{found[0].casefold()}{bare_hamlet(name)}" if found else _("thôn %(name)s", name=name)
    return said[:1].upper() + said[1:] if capital else said


@dataclass(frozen=True)
class Wall:
    """The commune's clock on the wall: writes moments as its people would say them."""

    zone: str

    def day(self, moment: datetime) -> date:
        """Return the commune's date of a moment."""
        return day_of(moment, self.zone)

    def clock(self, moment: datetime | None) -> str:
        """Write a moment's hour: "17:12"."""
        return f"{local(moment, self.zone):%H:%M}" if moment else "–"

    def seconds(self, moment: datetime | None) -> str:
        """Write a moment's hour to the second: "17:12:05"."""
        return f"{local(moment, self.zone):%H:%M:%S}" if moment else "–"

    def when(self, moment: datetime | None, now: datetime) -> str:
        """Write a moment as seen from now: "16:20", "05:30 ngày mai", "05:30 thứ Tư", "05:30 ngày 03/12"."""
        if moment is None:
            return "–"
        day, today = self.day(moment), self.day(now)
        ahead = (day - today).days
        at = self.clock(moment)
        if ahead == 0:
            return at
        if ahead == 1:
            return _("%(at)s ngày mai", at=at)
        if ahead == -1:
            return _("%(at)s hôm qua", at=at)
        if 1 < ahead < 7:
            return _("%(at)s %(weekday)s", at=at, weekday=weekday(day))
        shown = short_day(day) if day.year == today.year else full_day(day)
        return _("%(at)s ngày %(day)s", at=at, day=shown)

    def since(self, moment: datetime | None, now: datetime) -> str:
        """Write how long ago a moment was, in its largest two units or days."""
        if moment is None:
            return _("chưa lần nào")
        gone = max(now - moment, timedelta())
        if gone >= timedelta(days=2):
            return _("%(n)s ngày", n=gone.days)
        whole = timedelta(seconds=int(gone.total_seconds()))
        rounded = whole - timedelta(seconds=whole.seconds % 60) if whole >= timedelta(hours=1) else whole
        return length(int(rounded.total_seconds() * 1000))
