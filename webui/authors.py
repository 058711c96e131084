"""*Tác giả, nhuận bút*: whose items were on air in a month, to look at and as a file."""

from datetime import time, timedelta

from flask import Blueprint, Response, render_template, request

from broadcaster.domain.calendar import moment_at
from broadcaster.domain.people import Act
from broadcaster.queries.authors import AuthorLine, author_lines
from webui import words
from webui.access import opens_to
from webui.house import commune_id, now, reading, station, today, wall
from webui.language import _
from webui.periods import Period, read_period
from webui.spreadsheets import sheet

pages = Blueprint("authors", __name__, url_prefix="/nhuan-but")


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """Show the authors of a month, a quarter or a year."""
    period = read_period(request.args.get("ky", ""), today())
    return render_template("authors.html", lines=_lines(period), period=period)


@pages.get("/nhuan-but.csv")
@opens_to(Act.SEE_STATION)
def csv() -> Response:
    """Send every item of the window with its author, for whoever works out the money."""
    period = read_period(request.args.get("ky", ""), today())
    rows = [
        (
            line.author,
            line.unit,
            item.title,
            words.TOPICS[item.topic],
            item.characters,
            round(item.air.duration_ms / 1000),
            wall(item.air.first_at).isoformat(timespec="minutes"),
            item.air.airings,
            item.air.hamlets,
            item.bulletin_id,
        )
        for line in _lines(period)
        for item in line.items
    ]
    headings = (
        _("Tác giả"),
        _("Đơn vị"),
        _("Tên tin"),
        _("Lĩnh vực"),
        _("Số chữ cái"),
        _("Dài (giây)"),
        _("Phát lần đầu"),
        _("Số lần phát"),
        _("Số thôn"),
        _("Mã bản tin"),
    )
    return sheet(f"nhuan-but-{period.name}.csv", [headings, *rows])


def _lines(period: Period) -> tuple[AuthorLine, ...]:
    zone = station().commune.zone
    from_at = moment_at(period.from_on, time(), zone)
    until_at = min(moment_at(period.until_on + timedelta(days=1), time(), zone), now())
    with reading() as session:
        return author_lines(session, commune_id(), from_at=from_at, until_at=until_at)
