"""*Cụm loa*: which speakers are there, and one of them."""

from dataclasses import replace
from itertools import groupby

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.device import Device
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.status import Availability
from broadcaster.queries import speaker_pages
from broadcaster.queries.fleet import FleetView, SpeakerLine, SpeakerView
from broadcaster.services import fleet as fleets
from webui import fragments, words
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, writing
from webui.language import _

pages = Blueprint("fleet", __name__, url_prefix="/cum-loa")


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> Response:
    """List the speakers by hamlet."""
    chosen = next((each for each in Availability if each.value == request.args.get("tinh_trang")), None)
    with reading() as session:
        view = speaker_pages.fleet_view(session, commune_id(), now=now())
    lines = [line for line in view.lines if chosen in (None, line.availability)]
    counts = [
        (face, sum(line.availability is each for line in view.lines))
        for each, face in words.AVAILABILITIES.items()
    ]
    return fragments.part(
        "fleet.html",
        _tag(view),
        fleet=view,
        shown=[(hamlet, list(group)) for hamlet, group in groupby(lines, key=lambda line: line.hamlet)],
        chosen=chosen,
        counts=counts,
        fleet_tag=_tag(view),
    )


@pages.get("/<device_id>")
@opens_to(Act.SEE_STATION)
def speaker(device_id: str) -> str:
    """Show one speaker."""
    view = _view(device_id)
    form = Form(
        name=view.line.name,
        gain_db=str(view.line.gain_db).replace(".", ","),
        delay_ms=view.delay_ms,
        households="" if view.line.households is None else view.line.households,
    )
    return render_template("speaker.html", view=view, form=form, errors=form.errors)


@pages.post("/<device_id>")
@opens_to(Act.KEEP_FLEET)
def adjust(device_id: str) -> AnyResponse | tuple[str, int]:
    """Change what is wanted of one speaker."""
    form = posted()
    gain_db = form.need("gain_db", form.decimal("gain_db", least=-40, most=6), _("Ghi âm lượng."))
    delay_ms = form.need("delay_ms", form.whole("delay_ms", least=0, most=5000), _("Ghi độ trễ."))
    households = form.whole("households", least=0, most=100_000)
    if gain_db is not None and delay_ms is not None and not form.errors:
        try:
            with writing() as session:
                device = _wanted(fleets.current(session, commune_id()).devices, device_id)
                name = form.words("name") or device.name
                changed = replace(
                    device, name=name, gain_db=gain_db, delay_ms=delay_ms, households=households
                )
                # Last: the file must not say what the database refused.
                station().device_file.keep(fleets.adjust(session, changed, by=me(), now=now()))
            flash(_("Đã lưu. Loa nhận trong kế hoạch tới."))
            return redirect(url_for("fleet.speaker", device_id=device_id))
        except StationError as refusal:
            form.refused(refusal)
    return render_template("speaker.html", view=_view(device_id), form=form, errors=form.errors), 422


def _view(device_id: str) -> SpeakerView:
    with reading() as session:
        return speaker_pages.speaker_view(session, commune_id(), device_id, now=now())


def _wanted(devices: tuple[Device, ...], device_id: str) -> Device:
    found = next((device for device in devices if device.id == device_id), None)
    if found is None:
        raise StationError("not_found", kind="device")
    return found


def _tag(view: FleetView) -> str:
    """When a speaker was last heard changes all the time and is shown for the silent ones only."""
    shown = (_shown(line) for line in view.lines)
    return fragments.tag((tuple(shown), request.query_string))


def _shown(line: SpeakerLine) -> SpeakerLine:
    return line if line.availability is Availability.SILENT else replace(line, heard_at=None)
