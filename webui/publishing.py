"""*Đăng tin*: which approved bulletins everybody may see, and each as text and sound to copy for website and Zalo."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.people import Act
from broadcaster.queries import published as rows
from broadcaster.services import publishing
from webui.access import opens_to
from webui.feed import absolute, words_of
from webui.house import commune_id, me, now, reading, writing
from webui.language import _, in_vietnamese

pages = Blueprint("publishing", __name__, url_prefix="/dang-tin")


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """List the approved bulletins."""
    with reading() as session:
        lines = rows.publishable(session, commune_id())
    return render_template("publishing.html", lines=lines, feed=absolute("feed.rss"))


@pages.get("/<bulletin_id>")
@opens_to(Act.SEE_STATION)
def show(bulletin_id: str) -> str:
    """Show one bulletin as it is copied elsewhere."""
    with reading() as session:
        found = rows.one(session, commune_id(), bulletin_id, is_public=False)
    with in_vietnamese():
        body = words_of(found)
    sound = absolute("feed.sound", bulletin_id=bulletin_id) if found.published_at else ""
    return render_template("publication.html", line=found, body=body, sound=sound)


@pages.post("/<bulletin_id>/dang")
@opens_to(Act.WRITE)
def publish(bulletin_id: str) -> AnyResponse:
    """Show it to everybody."""
    with writing() as session:
        publishing.publish(session, bulletin_id, by=me(), now=now())
    flash(_("Đã đăng. Ai cũng đọc, nghe được ở trang Nghe lại."))
    return redirect(url_for("publishing.show", bulletin_id=bulletin_id))


@pages.post("/<bulletin_id>/go")
@opens_to(Act.WRITE)
def end(bulletin_id: str) -> AnyResponse:
    """Show it to nobody any more."""
    with writing() as session:
        publishing.end(session, bulletin_id, by=me(), now=now())
    flash(_("Đã gỡ khỏi trang Nghe lại."))
    return redirect(url_for("publishing.show", bulletin_id=bulletin_id))
