"""Days of the lunar calendar in words."""

from datetime import date

from broadcaster.domain.lunar import lunar_of
from webui.language import _, later

MONTHS = (
    later("Giêng"), later("Hai"), later("Ba"), later("Tư"), later("Năm"), later("Sáu"),
    later("Bảy"), later("Tám"), later("Chín"), later("Mười"), later("Mười một"), later("Chạp"),
)  # fmt: skip


def moon(day: date) -> str:
    """Name a civil day by the lunar calendar: "17 tháng Mười âm lịch"."""
    here = lunar_of(day)
    month = str(MONTHS[here.month - 1])
    if here.is_leap:
        return _("%(day)s tháng %(month)s nhuận âm lịch", day=here.day, month=month)
    return _("%(day)s tháng %(month)s âm lịch", day=here.day, month=month)


def short_moon(day: date) -> str:
    """Write it as wall calendars do: the day, with its month on the first and at the head of a week: "17/10"."""
    here = lunar_of(day)
    return f"{here.day}/{here.month}{'n' if here.is_leap else ''}"
