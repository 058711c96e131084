"""*Cài đặt*: the hours on the air in short, and which voice speaks."""

from flask import Blueprint, render_template

from broadcaster.domain.people import Act
from broadcaster.services import hours
from webui.access import opens_to
from webui.house import commune_id, now, reading, station
from webui.language import _, later
from webui.weekdays import weekdays_words

pages = Blueprint("settings_page", __name__, url_prefix="/cai-dat")
REGIONS: dict[str, str] = {"north": later("miền Bắc"), "south": later("miền Nam")}


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """Show the settings."""
    with reading() as session:
        present = hours.hours_in_force(session, commune_id(), now=now())
        waiting = len(hours.open_proposals(session, commune_id()))
    settings = station().settings
    chosen = _("tự chọn: giọng trên mạng khi có, không thì giọng trong máy")
    return render_template(
        "settings.html",
        present=present.hours if present else None,
        waiting=waiting,
        weekdays_words=weekdays_words,
        voice={
            "chosen": chosen if settings.voice == "auto" else settings.voice,
            "region": str(REGIONS.get(settings.voice_region, settings.voice_region)),
        },
    )
