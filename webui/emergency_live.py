"""What is on air now, speaker by speaker, asked for every second; whom to visit; who obeyed a stop."""

from flask import Blueprint, Response, render_template

from broadcaster.domain.people import Act
from broadcaster.queries import emergency_live as rows
from webui import fragments
from webui.access import opens_to
from webui.house import commune_id, now, reading
from webui.language import later

pages = Blueprint("emergency_live", __name__, url_prefix="/khan-cap")
WHY: dict[str, str] = {
    "no_answer": later("có tín hiệu nhưng chưa trả lời"),
    "offline": later("mất tín hiệu"),
    "never_joined": later("chưa bao giờ kết nối"),
    "E11": later("ngoài giờ hoặc quá số lần cho phép"),
}


@pages.get("/<alert_id>/truc-tiep")
@opens_to(Act.SEE_STATION)
def alert(alert_id: str) -> Response:
    """Answer with an alert's live part, if it has changed."""
    with reading() as session:
        found = rows.live_alert(session, alert_id, commune_id(), now=now())
    return fragments.part(
        "emergency_live.html", tag(found), shown=found, is_exercise=found.alert.is_exercise, why=WHY
    )


@pages.get("/<alert_id>/can-den")
@opens_to(Act.SEE_STATION)
def visits(alert_id: str) -> str:
    """List the silent speakers, for whoever goes there with a megaphone."""
    with reading() as session:
        found = rows.live_alert(session, alert_id, commune_id(), now=now())
    return render_template("emergency_visits.html", shown=found, why=WHY, is_exercise=found.alert.is_exercise)


@pages.get("/dung/<stop_id>")
@opens_to(Act.SEE_STATION)
def stop(stop_id: str) -> Response:
    """Answer with who obeyed a stop, if it has changed."""
    with reading() as session:
        found = rows.live_stop(session, stop_id, commune_id(), now=now())
    return fragments.part("stop_live.html", stop_tag(found), shown=found, why=WHY)


def tag(found: rows.LiveAlert) -> str:
    """Name what an alert's live part shows."""
    states = [(cell.device.id, cell.cell, cell.reason) for cell in found.cells]
    return fragments.tag(
        (
            states,
            found.sounding,
            found.whole,
            found.rounds,
            found.next_at,
            found.alert.ended_how,
            found.alert.returns_at,
            found.has_words,
        )
    )


def stop_tag(found: rows.LiveStop) -> str:
    """Name what a stop's live part shows."""
    states = [(cell.device.id, cell.cell, cell.reason) for cell in found.cells]
    return fragments.tag((states, found.stop.released_at, found.stop.asked_by))
