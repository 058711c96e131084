"""Sounds for the player, by the name of their content; in pieces, so that one can jump within them."""

from flask import Blueprint, Response, send_file

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.types import as_sha256
from webui.access import opens_to
from webui.house import station

pages = Blueprint("media", __name__)


@pages.get("/tieng/<sha>.mp3")
@opens_to(Act.SEE_STATION)
def sound(sha: str) -> Response:
    """Answer with a sound. StationError `not_found` for one that the store does not hold."""
    try:
        named = as_sha256(sha)
    except ValueError:
        raise StationError("not_found", kind="sound") from None
    if not station().store.has(named):
        raise StationError("not_found", kind="sound")
    path = station().store.path(named)
    answer = send_file(path.resolve(), mimetype="audio/mpeg", conditional=True, etag=sha, max_age=31_536_000)
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer
