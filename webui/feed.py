"""What the station shows everybody: the newest bulletins to read and hear, and the same as a podcast feed."""

from datetime import timedelta

from flask import Blueprint, Response, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.adapters import podcast
from broadcaster.queries import published as rows
from broadcaster.queries.published import Published
from webui.access import public
from webui.guessing import limiter
from webui.house import commune_id, reading, station
from webui.language import _, in_vietnamese

pages = Blueprint("feed", __name__, url_prefix="/nghe-lai")
FRESH_FOR = timedelta(minutes=5)


@pages.get("/")
@public
@limiter.limit("60/minute")
def home() -> str:
    """Show the newest bulletins with their sound."""
    with reading() as session:
        found = rows.published(session, commune_id())
    return render_template("feed_home.html", lines=found)


@pages.get("/podcast.xml")
@public
@limiter.limit("60/minute")
def rss() -> AnyResponse:
    """Answer with the feed; a reader that has it already is told so."""
    with reading() as session:
        found = rows.published(session, commune_id())
    name = station().commune.name
    with in_vietnamese():
        feed = podcast.Feed(
            title=_("Đài truyền thanh %(name)s", name=name),
            description=_("Bản tin đã duyệt của đài truyền thanh %(name)s.", name=name),
            url=absolute("feed.rss"),
            home=absolute("feed.home"),
            author=name,
            episodes=[_episode(each) for each in found if station().store.has(each.sound)],
        )
    answer = Response(podcast.write(feed), mimetype="application/rss+xml")
    answer.add_etag()
    answer.headers["Cache-Control"] = f"public, max-age={int(FRESH_FOR.total_seconds())}"
    return answer.make_conditional(request)


@pages.get("/<bulletin_id>.mp3")
@public
@limiter.limit("120/minute")
def sound(bulletin_id: str) -> Response:
    """Answer with the sound of a bulletin that is shown to everybody, whole or in pieces."""
    with reading() as session:
        found = rows.one(session, commune_id(), bulletin_id, is_public=True)
    path = station().store.path(found.sound)
    answer = send_file(path.resolve(), mimetype="audio/mpeg", conditional=True, etag=found.sound)
    answer.headers["Cache-Control"] = f"public, max-age={int(FRESH_FOR.total_seconds())}"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # the commune's website plays it too
    return answer


def absolute(endpoint: str, bulletin_id: str | None = None) -> str:
    """Return an address as others reach it."""
    base = station().settings.public_url.rstrip("/") or request.host_url.rstrip("/")
    return f"{base}{url_for(endpoint, bulletin_id=bulletin_id)}"


def words_of(found: Published) -> str:
    """Return a bulletin's words as they leave: with the label of a machine's voice where one speaks."""
    label = _("Giọng đọc máy.") if found.is_machine_voice else ""
    return "\n\n".join(part for part in (found.text, label) if part)


def _episode(found: Published) -> podcast.Episode:
    shown_at = found.published_at or found.approved_at
    return podcast.Episode(
        guid=f"{station().commune.code}/{found.bulletin_id}/{found.sound[:16]}",
        title=found.title,
        text=words_of(found),
        published_at=shown_at,
        sound_url=absolute("feed.sound", bulletin_id=found.bulletin_id),
        size=station().store.path(found.sound).stat().st_size,
        duration_ms=found.duration_ms,
    )
