"""The timetable in other calendars: a file to take along, and addresses to subscribe to."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.people import Act
from broadcaster.queries import coming
from broadcaster.queries.names import hamlet_names
from broadcaster.services import calendar_links
from webui import ics
from webui.access import opens_to, public
from webui.house import commune_id, me, now, reading, station, writing
from webui.language import _

pages = Blueprint("links", __name__, url_prefix="/lich-phat/lich-khac")


@pages.get("")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """Show one's addresses."""
    return _page("")


@pages.post("")
@opens_to(Act.SEE_STATION)
def make() -> str:
    """Make an address, and show it this once."""
    with writing() as session:
        token = calendar_links.make(session, hamlet=request.form.get("thon", ""), by=me(), now=now())
    return _page(url_for("links.subscribed", token=token, _external=True))


@pages.post("/<token_sha>/thoi")
@opens_to(Act.SEE_STATION)
def end(token_sha: str) -> AnyResponse:
    """Let an address open nothing any more."""
    with writing() as session:
        calendar_links.end(session, token_sha, by=me(), now=now())
    flash(_("Địa chỉ ấy không còn mở được lịch."))
    return redirect(url_for("links.index"))


@pages.get("/lich.ics")
@opens_to(Act.SEE_STATION)
def file() -> Response:
    """Send the timetable as a file."""
    answer = _calendar(commune_id(), request.args.get("thon", ""))
    answer.headers["Content-Disposition"] = 'attachment; filename="lich-phat.ics"'
    return answer


@pages.get("/<token>.ics")
@public
def subscribed(token: str) -> Response:
    """Answer a calendar program that knows the secret."""
    with reading() as session:
        link = calendar_links.opened(session, token)
    answer = _calendar(link.commune_id, link.hamlet)
    answer.headers["Cache-Control"] = "private, max-age=900"
    return answer


def _calendar(commune: str, hamlet: str) -> Response:
    with reading() as session:
        starts = coming.coming(session, commune, hamlet=hamlet, now=now())
        names = hamlet_names(session, commune)
    place = names.get(hamlet, station().commune.name)
    text = ics.calendar(_("Loa %(place)s", place=place), f"{commune}.loa", starts, made_at=now())
    return Response(text, mimetype="text/calendar", content_type="text/calendar; charset=utf-8")


def _page(fresh: str) -> str:
    with reading() as session:
        hamlets = list(hamlet_names(session, commune_id()).items())
        links = calendar_links.of_person(session, me())
    return render_template(
        "links.html", hamlets=hamlets, names=dict(hamlets), links=links, fresh=fresh, form={}
    )
