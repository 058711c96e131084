"""*Cài đặt*: the commune's hours on the air with their history, and which voice speaks."""

from datetime import time

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.air_hours import AirHours, AirWindow
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.queries.people_pages import decision_lines
from broadcaster.services import timetable
from webui.access import opens_to
from webui.forms import Form, posted, read_hour
from webui.house import commune_id, me, now, reading, station, writing
from webui.language import _, later
from webui.weekdays import read_weekdays, weekdays_words

pages = Blueprint("settings_page", __name__, url_prefix="/cai-dat")
REGIONS: dict[str, str] = {"north": later("miền Bắc"), "south": later("miền Nam")}


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """Show the settings."""
    return _page(Form())


@pages.post("/gio-phat")
@opens_to(Act.KEEP_SETTINGS)
def hours() -> AnyResponse | tuple[str, int]:
    """Write down a decision on air hours."""
    form = posted()
    decided = _hours(form)
    if decided is not None:
        try:
            with writing() as session:
                timetable.set_air_hours(session, decided, by=me(), now=now())
            flash(_("Đã lưu quyết định giờ phát."))
            return redirect(url_for("settings_page.index"))
        except StationError as refusal:
            form.refused(refusal)
    return _page(form), 422


def _hours(form: Form) -> AirHours | None:
    effective_from = form.need(
        "effective_from", form.day("effective_from"), _("Ghi ngày quyết định có hiệu lực.")
    )
    windows = _windows(form)
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


def _windows(form: Form) -> tuple[AirWindow, ...]:
    """Read one window a line: days, then from and until, as "T2-T7 05:00-06:30"."""
    lines = [line.strip() for line in form.words("windows").splitlines() if line.strip()]
    try:
        found = tuple(_window(line) for line in lines)
    except ValueError:
        form.wrong("windows", _("Mỗi dòng ghi ngày rồi giờ, như: T2-T7 05:00-06:30."))
        return ()
    if not found:
        form.wrong("windows", _("Ghi ít nhất một khoảng giờ được phát."))
    return found


def _window(line: str) -> AirWindow:
    days, _blank, span = line.rpartition(" ")
    opens, dash, closes = span.replace("–", "-").partition("-")
    if not dash:
        raise ValueError(line)
    until = time(0) if closes == "24:00" else read_hour(closes)
    return AirWindow(read_weekdays(days), read_hour(opens), until)


def _page(form: Form) -> str:
    with reading() as session:
        decisions = decision_lines(session, commune_id(), now=now())
    settings = station().settings
    chosen = _("tự chọn: giọng trên mạng khi có, không thì giọng trong máy")
    return render_template(
        "settings.html",
        decisions=decisions,
        form=form,
        errors=form.errors,
        weekdays_words=weekdays_words,
        voice={
            "chosen": chosen if settings.voice == "auto" else settings.voice,
            "region": str(REGIONS.get(settings.voice_region, settings.voice_region)),
        },
    )
