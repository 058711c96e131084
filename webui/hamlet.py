"""*Thôn*: the hamlet head's phone. Everything here is about the own hamlet and no other."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.request import LONGEST_VOICE, QUOTA_A_MONTH
from broadcaster.queries import hamlet_page, log, opinions_page, request_stories, speaker_pages
from broadcaster.queries.archive import LogFilter
from broadcaster.services import free_hours
from broadcaster.services import requests as asked
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, today, writing
from webui.language import _
from webui.opinion_words import KINDS, STATES
from webui.request_templates import TEMPLATES
from webui.stories import tell

pages = Blueprint("hamlet", __name__, url_prefix="/thon")
NEWEST = 3
_DAYS = 7
_LENGTH_MS = int(LONGEST_VOICE.total_seconds() * 1000)
"""So much room the wanted hour must have."""


@pages.get("/")
@opens_to(Act.REQUEST)
def home() -> str:
    """Show three buttons and the newest requests."""
    with reading() as session:
        view = hamlet_page.hamlet_home(session, commune_id(), _own(), now=now(), shown=NEWEST)
    return render_template("hamlet.html", home=view, stories=[tell(row) for row in view.stories])


@pages.get("/tin")
@opens_to(Act.REQUEST)
def stories() -> str:
    """Show every request of the hamlet."""
    with reading() as session:
        found = request_stories.stories(session, commune_id(), hamlet=_own(), limit=200)
    return render_template("stories.html", stories=[tell(row) for row in found])


@pages.get("/xin-phat")
@opens_to(Act.REQUEST)
def ask() -> str:
    """Ask for an announcement, from blank paper or from a template."""
    _name, text = TEMPLATES.get(request.args.get("mau", ""), ("", ""))
    return _ask_page(Form(text=text))


@pages.post("/xin-phat")
@opens_to(Act.REQUEST)
def send() -> AnyResponse | tuple[str, int]:
    """Put the request into the office's inbox."""
    form = posted()
    wanted_at = form.later_moment("wanted_on", "wanted_at")
    if not form.errors:
        try:
            with writing() as session:
                if wanted_at is not None:
                    free_hours.require_free(session, me(), wanted_at, length_ms=_LENGTH_MS, now=now())
                asked.ask(
                    session,
                    title=form.words("title"),
                    text=form.words("text"),
                    wanted_at=wanted_at,
                    voice_id=form.words("voice") or None,
                    by=me(),
                    now=now(),
                )
            flash(_("Đã gửi cho xã. Theo dõi ngay ở trang này."))
            return redirect(url_for("hamlet.home"))
        except StationError as refusal:
            form.refused(refusal)
    return _ask_page(form), 422


@pages.post("/tin/<request_id>/thoi")
@opens_to(Act.REQUEST)
def cancel(request_id: str) -> AnyResponse:
    """Take back one's own request."""
    with writing() as session:
        asked.cancel(session, request_id, by=me(), now=now())
    flash(_("Đã thôi, không xin nữa."))
    return redirect(url_for("hamlet.home"))


@pages.get("/loa")
@opens_to(Act.REQUEST)
def speakers() -> str:
    """Show what the hamlet's speakers say they played today."""
    chosen = LogFilter(today(), today(), hamlet_code=_own())
    with reading() as session:
        fleet = speaker_pages.fleet_view(session, commune_id(), now=now())
        page = log.log_page(session, commune_id(), chosen, zone=station().commune.zone)
    mine = [line for line in fleet.lines if line.hamlet_code == _own()]
    played = [line for line in page.lines if line.planned_at <= now()]
    return render_template("hamlet_speakers.html", speakers=mine, lines=played)


@pages.get("/y-kien")
@opens_to(Act.REQUEST)
def opinions() -> str:
    """Show what residents of the hamlet said, and what they were answered."""
    with reading() as session:
        lines = opinions_page.opinion_lines(session, commune_id(), hamlet=_own())
    return render_template("hamlet_opinions.html", lines=lines, code=_own(), kinds=KINDS, states=STATES)


def _own() -> str:
    return me().hamlet or ""


def _ask_page(form: Form) -> str:
    days = [today() + timedelta(days=nth) for nth in range(_DAYS)]
    with reading() as session:
        sent = asked.sent_this_month(session, me(), now=now())
        free = [
            (
                day,
                free_hours.free_hours(session, commune_id(), (_own(),), day, length_ms=_LENGTH_MS, now=now()),
            )
            for day in days
        ]
    return render_template(
        "ask.html",
        form=form,
        errors=form.errors,
        templates=TEMPLATES,
        free=free,
        sent=sent,
        quota=QUOTA_A_MONTH,
    )
