"""*Tiếp âm*: which stations may be relayed, and in which programme."""

from dataclasses import replace
from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.calendar import day_of
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.queries import stream_pages
from broadcaster.services import library, programmes, relays
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, writing
from webui.language import _
from webui.stream_words import STREAM_STATES, why_lost

pages = Blueprint("relays", __name__, url_prefix="/tiep-am")
NEW = "+"
"""What the form sends for a programme that does not exist yet."""


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """Show the stations that may be relayed, and those that might before."""
    return _page(Form(minutes="15", programme=NEW))


@pages.post("/")
@opens_to(Act.KEEP_SETTINGS)
def add() -> AnyResponse | tuple[str, int]:
    """Allow one more."""
    form = posted()
    if not form.words("fallback"):
        form.wrong(
            "fallback", _("Chọn tiếng thay thế; chưa có thì nhờ biên tập thêm vào kho âm thanh trước.")
        )
    if not form.errors:
        try:
            with writing() as session:
                made = relays.add(
                    session,
                    name=form.words("name"),
                    url=form.words("url"),
                    more_hosts=tuple(form.words("hosts").replace(",", " ").split()),
                    fallback_id=form.words("fallback"),
                    by=me(),
                    now=now(),
                )
            flash(_("Đã cho phép tiếp âm %(name)s.", name=made.name))
            return redirect(url_for("relays.index"))
        except StationError as refusal:
            form.refused(refusal)
    return _page(form), 422


@pages.post("/<station_id>/bo")
@opens_to(Act.KEEP_SETTINGS)
def end(station_id: str) -> AnyResponse:
    """Allow one no more."""
    with writing() as session:
        ended = relays.end(session, station_id, by=me(), now=now())
    flash(_("Đã bỏ %(name)s. Chỗ đã đặt trong chương trình sẽ phát tiếng thay thế.", name=ended.name))
    return redirect(url_for("relays.index"))


@pages.post("/<station_id>/vao-chuong-trinh")
@opens_to(Act.SCHEDULE)
def place(station_id: str) -> AnyResponse | tuple[str, int]:
    """Make a station a part of a programme, at its end, or a programme of its own."""
    form = posted()
    minutes = form.need("minutes", form.whole("minutes", least=1, most=relays.LONGEST_MIN), _("Ghi số phút."))
    if minutes is not None:
        try:
            programme_id = _place(station_id, form.words("programme"), minutes)
            flash(_("Đã thêm phần tiếp âm. Kéo phần ấy đến đúng chỗ, rồi lưu."))
            return redirect(url_for("programmes.edit", programme_id=programme_id))
        except StationError as refusal:
            form.refused(refusal)
    return _page(form), 422


def _place(station_id: str, programme_id: str, minutes: int) -> str:
    with writing() as session:
        part = relays.part(session, station_id, minutes, by=me())
        if programme_id == NEW:
            made = programmes.add(
                session, name=part.title, minutes=minutes, parts=(part,), by=me(), now=now()
            )
            return made.id
        stands = programmes.get(session, programme_id, by=me())
        wanted = replace(stands, minutes=stands.minutes + minutes, parts=(*stands.parts, part))
        programmes.change(session, wanted, by=me(), now=now())
        return programme_id


def _page(form: Form) -> str:
    with reading() as session:
        lines = stream_pages.relay_lines(session, commune_id())
        today: date = day_of(now(), station().commune.zone)
        sounds = library.usable(session, commune_id(), today=today) if me().may(Act.KEEP_SETTINGS) else ()
        names = programmes.current(session, commune_id()) if me().may(Act.SCHEDULE) else ()
    return render_template(
        "relays.html",
        form=form,
        errors=form.errors,
        lines=lines,
        sounds=[(each.id, each.title) for each in sounds],
        programmes=[(NEW, _("Chương trình mới, chỉ có tiếp âm")), *((each.id, each.name) for each in names)],
        states=STREAM_STATES,
        why=why_lost,
    )
