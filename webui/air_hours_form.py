"""The form of a decision on air hours: a few rows of days and hours, and the limits."""

from dataclasses import dataclass
from datetime import time

from broadcaster.domain.air_hours import AirHours, AirWindow
from webui.forms import Form
from webui.language import _

ROWS = 4
"""A commune has two or three windows a day; twice a day on two kinds of days fits."""


@dataclass(frozen=True)
class Row:
    """One window as it stands in the form."""

    number: int
    days: frozenset[str]
    opens: str
    closes: str


def of_hours(hours: AirHours | None) -> Form:
    """Return the form filled with a decision, to be changed into the next one; a demo's is not worth keeping."""
    form = Form()
    if hours is None or hours.is_demo:
        return form
    for number, window in enumerate(hours.windows[:ROWS]):
        form[f"days_{number}"] = [str(day) for day in sorted(window.weekdays)]
        form[f"opens_{number}"] = f"{window.opens:%H:%M}"
        form[f"closes_{number}"] = "24:00" if window.closes == time(0) else f"{window.closes:%H:%M}"
    for name in ("daily_minutes", "sessions_per_day", "session_minutes"):
        form[name] = getattr(hours, name)
    return form


def rows_of(form: Form) -> list[Row]:
    """Return the windows as they were typed."""
    return [
        Row(
            number,
            frozenset(form.many(f"days_{number}")),
            form.words(f"opens_{number}"),
            form.words(f"closes_{number}"),
        )
        for number in range(ROWS)
    ]


def read(form: Form) -> AirHours | None:
    """Read a decision; None where something is missing, with the sentence beside its field."""
    if not form.words("decided_by"):
        form.wrong("decided_by", _("Ghi số, ngày văn bản của UBND xã."))
    effective_from = form.need(
        "effective_from", form.day("effective_from"), _("Ghi ngày quyết định có hiệu lực.")
    )
    windows = tuple(window for row in rows_of(form) if (window := _window(form, row)))
    if not windows:
        form.wrong("opens_0", _("Ghi ít nhất một khoảng giờ được phát."))
    daily_minutes = form.whole("daily_minutes", least=1, most=1440)
    sessions_per_day = form.whole("sessions_per_day", least=1, most=96)
    session_minutes = form.whole("session_minutes", least=1, most=1440)
    if effective_from is None or form.errors:
        return None
    return AirHours(
        effective_from,
        windows,
        daily_minutes=daily_minutes,
        sessions_per_day=sessions_per_day,
        session_minutes=session_minutes,
        decided_by=form.words("decided_by"),
    )


def _window(form: Form, row: Row) -> AirWindow | None:
    """Read one row; an empty one is no window."""
    if not (row.days or row.opens or row.closes):
        return None
    opens_name, closes_name = f"opens_{row.number}", f"closes_{row.number}"
    opens = form.hour(opens_name)
    closes = time(0) if row.closes in {"24:00", "24h", "00:00"} else form.hour(closes_name)
    days = frozenset(int(day) for day in row.days if day in "0123456")
    if opens is None or closes is None:
        form.wrong(opens_name, _("Ghi cả giờ mở và giờ đóng, như 05:00 và 06:30."))
        return None
    if not days:
        form.wrong(f"days_{row.number}", _("Chọn ngày cho khoảng giờ này."))
        return None
    if closes != time(0) and opens >= closes:
        form.wrong(closes_name, _("Giờ đóng phải sau giờ mở; đêm thì ghi hai khoảng."))
        return None
    return AirWindow(days, opens, closes)
