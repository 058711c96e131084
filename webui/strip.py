"""The strip on top of every page asks for itself every two seconds."""

from flask import Blueprint, Response, g

from broadcaster.queries.strip import strip as strip_now
from webui import fragments
from webui.access import opens_to
from webui.auth import strip_tag
from webui.house import commune_id, now, reading

pages = Blueprint("strip", __name__)


@pages.get("/dai")
@opens_to()
def show() -> Response:
    """Answer with the strip, if it has changed."""
    with reading() as rows:
        g.strip = strip_now(rows, commune_id(), now=now())
    return fragments.part("strip.html", strip_tag())
