"""*Nhật ký*: planned beside played, why, and the same as a file."""

import csv as csv_file
import io
from collections.abc import Iterable, Iterator
from datetime import timedelta

from flask import Blueprint, Response, render_template, request, stream_with_context

from broadcaster.domain.asrun import Outcome
from broadcaster.domain.people import Act
from broadcaster.queries import log as rows
from broadcaster.queries.archive import LogFilter, LogLine
from broadcaster.queries.names import hamlet_names
from webui import words
from webui.access import opens_to
from webui.forms import Form
from webui.house import commune_id, now, reading, station, today, wall
from webui.language import _, later
from webui.spreadsheets import MARK, download, plain

pages = Blueprint("archive", __name__, url_prefix="/nhat-ky")
SHOWN_DAYS = timedelta(days=6)
EVENTS: dict[str, str] = {
    "planned": later("Xếp vào kế hoạch"),
    **{outcome.value: face.word for outcome, face in words.OUTCOMES.items()},
}
_FLUSH_AT = 64_000


@pages.get("/")
@opens_to(Act.SEE_STATION)
def log() -> str:
    """Show a page of the log."""
    form, chosen = _filter()
    before = request.args.get("tu_dong") or ("" if form.words("sap") else f"{now().isoformat()}_")
    with reading() as session:
        page = rows.log_page(session, commune_id(), chosen, zone=station().commune.zone, before=before)
        hamlets = list(hamlet_names(session, commune_id()).items())
    outcomes = [(outcome.value, words.OUTCOMES[outcome].word) for outcome in Outcome]
    return render_template(
        "log.html",
        page=page,
        form=form,
        errors=form.errors,
        hamlets=hamlets,
        outcomes=outcomes,
        is_older="tu_dong" in request.args,
        newest={name: value for name, value in request.args.items() if name != "tu_dong"},
    )


@pages.get("/<broadcast_id>/<device_id>")
@opens_to(Act.SEE_STATION)
def why(broadcast_id: str, device_id: str) -> str:
    """Show everything known about one broadcast on one speaker."""
    with reading() as session:
        story = rows.story(session, commune_id(), broadcast_id, device_id)
    return render_template("log_why.html", story=story, event_words=EVENTS)


@pages.get("/nhat-ky.csv")
@opens_to(Act.SEE_STATION)
def csv() -> Response:
    """Send the filtered log as a file, however long it is."""
    _form, chosen = _filter()
    name = f"nhat-ky-{chosen.from_on}-{chosen.until_on}.csv"
    return download(name, stream_with_context(_file(chosen)))


def _filter() -> tuple[Form, LogFilter]:
    form = Form(request.args)
    until_on = form.day("den") or today()
    from_on = form.day("tu") or until_on - SHOWN_DAYS
    outcome = next((each for each in Outcome if each.value == form.words("ket_qua")), None)
    form.update(tu=from_on.isoformat(), den=until_on.isoformat())
    return form, LogFilter(
        from_on=from_on,
        until_on=until_on,
        hamlet_code=form.words("thon"),
        device_id=form.words("cum"),
        outcome=outcome,
        words=form.words("tim"),
        broadcast_id=form.words("phat"),
    )


def _file(chosen: LogFilter) -> Iterator[str]:
    """Yield the file in pieces."""
    sheet = io.StringIO(MARK)
    sheet.seek(0, io.SEEK_END)
    writer = csv_file.writer(sheet)
    writer.writerow(_headings())
    with reading() as session:
        for line in rows.all_lines(session, commune_id(), chosen, zone=station().commune.zone):
            writer.writerow(plain(_cells(line)))
            if sheet.tell() > _FLUSH_AT:
                yield sheet.getvalue()
                sheet.seek(0)
                sheet.truncate()
        yield sheet.getvalue()


def _headings() -> tuple[str, ...]:
    return (
        _("Giờ định"),
        _("Nội dung"),
        _("Loại tin"),
        _("Thôn"),
        _("Cụm loa"),
        _("Định phát (giây)"),
        _("Giờ thật"),
        _("Thật phát (giây)"),
        _("Bắt đầu lệch (mili giây)"),
        _("Kết quả"),
        _("Lý do"),
        _("Mã lần phát"),
    )


def _cells(line: LogLine) -> Iterable[object]:
    return (
        wall(line.planned_at).isoformat(timespec="seconds"),
        line.title,
        words.PRECEDENCES[line.precedence],
        line.hamlet,
        line.device_id,
        round(line.planned_ms / 1000, 1),
        wall(line.started_at).isoformat(timespec="milliseconds") if line.started_at else "",
        "" if line.played_ms is None else round(line.played_ms / 1000, 1),
        "" if line.start_error_ms is None else line.start_error_ms,
        words.OUTCOMES[line.outcome].word,
        words.reason(line.reason),
        line.broadcast_id,
    )
