"""Special days: holidays, mourning, campaigns, by either calendar; what each does to the programmes."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.bulletin import Topic
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.special_day import LONGEST_SPAN, DayEffect, SpecialDay
from broadcaster.services import special_days
from webui import words
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, today, writing
from webui.language import _, later
from webui.moments import read_day

pages = Blueprint("special", __name__, url_prefix="/lich-phat/ngay-dac-biet")
EFFECTS: dict[DayEffect, str] = {
    DayEffect.SILENT: later("Nghỉ: các buổi thường kỳ không phát"),
    DayEffect.NO_MUSIC: later("Quốc tang: không phát nhạc, chỉ phát lời"),
    DayEffect.TOPIC: later("Chiến dịch: tin của chủ đề đi trước"),
    DayEffect.NOTE: later("Chỉ ghi trên lịch"),
}
_AHEAD = timedelta(days=400)


@pages.get("")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """List the rules with the next day of each."""
    return _page(Form(day="", month="", days=1, effect=DayEffect.NOTE.value, calendar="solar"))


@pages.post("")
@opens_to(Act.SCHEDULE)
def add() -> AnyResponse | tuple[str, int]:
    """Enter a rule."""
    form = posted()
    day = form.need("day", form.whole("day", least=1, most=31), _("Ghi ngày."))
    month = form.need("month", form.whole("month", least=1, most=12), _("Ghi tháng."))
    year = form.whole("year", least=2020, most=2199)
    days = form.whole("days", least=1, most=LONGEST_SPAN) or 1
    effect = form.choice("effect", DayEffect)
    topic = form.words("topic") if form.words("topic") in {one.value for one in Topic} else ""
    if month and day and effect and not form.errors:
        try:
            with writing() as session:
                special_days.add(
                    session,
                    name=form.words("name"),
                    effect=effect,
                    month=month,
                    day=day,
                    is_lunar=form.words("calendar") == "lunar",
                    year=year,
                    days=days,
                    topic=topic,
                    by=me(),
                    now=now(),
                )
            flash(_("Đã ghi. Các buổi chưa khóa được xếp lại ngay."))
            return redirect(url_for("special.index"))
        except StationError as refusal:
            form.refused(refusal)
    return _page(form), 422


@pages.post("/thuong-le")
@opens_to(Act.SCHEDULE)
def take_usual() -> AnyResponse:
    """Enter the usual days."""
    with writing() as session:
        count = special_days.take_usual(session, by=me(), now=now())
    flash(_("Đã thêm %(n)s ngày. Bỏ ngày nào xã không dùng.", n=count))
    return redirect(url_for("special.index"))


@pages.post("/<special_id>/bo")
@opens_to(Act.SCHEDULE)
def end(special_id: str) -> AnyResponse:
    """End a rule."""
    with writing() as session:
        special_days.end(session, special_id, by=me(), now=now())
    return redirect(url_for("special.index", bo=special_id))


@pages.post("/<special_id>/lay-lai")
@opens_to(Act.SCHEDULE)
def restore(special_id: str) -> AnyResponse:
    """Take back that a rule was ended."""
    with writing() as session:
        special_days.restore(session, special_id, by=me(), now=now())
    flash(_("Đã lấy lại như trước."))
    return redirect(url_for("special.index"))


def _page(form: Form) -> str:
    with reading() as session:
        found = special_days.current(session, commune_id())
        ended = special_days.ended(session, commune_id(), request.args.get("bo", ""))
    lines = sorted(((_next(one), one) for one in found), key=lambda pair: (pair[0] or date.max, pair[1].id))
    asked = read_day(form.words("xem"))
    return render_template(
        "special_days.html",
        lines=lines,
        ended=ended,
        form=form,
        errors=form.errors,
        effects=[(effect.value, word) for effect, word in EFFECTS.items()],
        effect_words=EFFECTS,
        topics=[(topic.value, word) for topic, word in words.TOPICS.items()],
        topic_words={topic.value: word for topic, word in words.TOPICS.items()},
        asked=asked,
    )


def _next(one: SpecialDay) -> date | None:
    """Return the next day of a rule, today among them."""
    first = today()
    coming = (first + timedelta(days=nth) for nth in range(_AHEAD.days))
    return next((day for day in coming if one.falls_on(day)), None)
