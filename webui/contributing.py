"""*Góp tin*: a unit's contributor sends items, and sees what became of them. Nothing here is about other units."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.bulletin import Topic
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.queries import request_stories
from broadcaster.queries.units_page import unit_home
from broadcaster.services import requests as asked
from webui import words
from webui.access import opens_to
from webui.announcements import ANNOUNCEMENTS
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, writing
from webui.language import _
from webui.stories import tell
from webui.unit_words import REMINDERS

pages = Blueprint("contributing", __name__, url_prefix="/gop-tin")
NEWEST = 3


@pages.get("/")
@opens_to(Act.CONTRIBUTE)
def home() -> str:
    """Show the unit's month and its newest items."""
    try:
        with reading() as session:
            view = unit_home(session, commune_id(), me().unit_id, now=now(), shown=NEWEST)
    except StationError as refusal:
        if refusal.code != "unit_missing":
            raise
        return render_template("unit_gone.html")
    told = [tell(row) for row in view.stories]
    return render_template("unit_home.html", home=view, stories=told, face=REMINDERS[view.reminder])


@pages.get("/da-gui")
@opens_to(Act.CONTRIBUTE)
def stories() -> str:
    """Show everything that the unit ever sent."""
    with reading() as session:
        found = request_stories.stories(session, commune_id(), unit_id=me().unit_id or "", limit=200)
    return render_template("stories.html", stories=[tell(row) for row in found])


@pages.get("/gui")
@opens_to(Act.CONTRIBUTE)
def write() -> str:
    """Ask for an item, from blank paper or from a template."""
    chosen = ANNOUNCEMENTS.get(request.args.get("mau", ""))
    form = Form(topic=Topic.EDUCATION.value, author=me().full_name)
    if chosen is not None:
        form |= {"title": chosen.title, "text": chosen.text, "topic": chosen.topic.value}
    return _page(form)


@pages.post("/gui")
@opens_to(Act.CONTRIBUTE)
def send() -> AnyResponse | tuple[str, int]:
    """Put an item into the office's inbox."""
    form = posted()
    topic = form.choice("topic", Topic)
    wanted_at = form.later_moment("wanted_on", "wanted_at")
    if topic is not None and not form.errors:
        try:
            with writing() as session:
                asked.contribute(
                    session,
                    title=form.words("title"),
                    text=form.words("text"),
                    topic=topic,
                    author=form.words("author"),
                    wanted_at=wanted_at,
                    voice_id=form.words("voice") or None,
                    by=me(),
                    now=now(),
                )
            flash(_("Đã gửi cho xã. Theo dõi ngay ở trang này."))
            return redirect(url_for("contributing.home"))
        except StationError as refusal:
            form.refused(refusal)
    return _page(form), 422


@pages.post("/da-gui/<request_id>/thoi")
@opens_to(Act.CONTRIBUTE)
def cancel(request_id: str) -> AnyResponse:
    """Take back one's own item."""
    with writing() as session:
        asked.cancel(session, request_id, by=me(), now=now())
    flash(_("Đã rút lại tin."))
    return redirect(url_for("contributing.home"))


def _page(form: Form) -> str:
    topics = [(topic.value, word) for topic, word in words.TOPICS.items()]
    return render_template(
        "contribute.html", form=form, errors=form.errors, topics=topics, announcements=ANNOUNCEMENTS
    )
