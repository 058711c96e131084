"""*7 ngày tới loa sẽ kêu gì*: what every pole will play, before it does; to print and to hang up."""

from flask import Blueprint, render_template

from broadcaster.domain.people import Act
from broadcaster.queries import ahead as rows
from webui.access import opens_to
from webui.house import commune_id, now, reading

pages = Blueprint("ahead", __name__, url_prefix="/7-ngay-toi")


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """Let a hamlet or a speaker be chosen."""
    with reading() as session:
        fleet = rows.places(session, commune_id())
    return render_template("ahead_places.html", fleet=fleet)


@pages.get("/thon/<code>")
@opens_to(Act.SEE_STATION)
def hamlet(code: str) -> str:
    """Show what a hamlet will hear."""
    with reading() as session:
        found = rows.for_hamlet(session, commune_id(), code, now=now())
    return render_template("ahead.html", ahead=found, is_hamlet=True)


@pages.get("/loa/<device_id>")
@opens_to(Act.SEE_STATION)
def speaker(device_id: str) -> str:
    """Show what one speaker will play."""
    with reading() as session:
        found = rows.for_speaker(session, commune_id(), device_id, now=now())
    return render_template("ahead.html", ahead=found, is_hamlet=False)
