"""*Bản đồ nghe loa*: who can hear at all, on a map and in words; what if a horn stood or pointed elsewhere."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.people import Act
from broadcaster.queries.coverage import Layout, layout_of
from broadcaster.queries.coverage_readings import readings_of
from broadcaster.queries.coverage_rows import coverage_rows, speaker_rows
from broadcaster.queries.reach_figures import ASSUMED
from broadcaster.services import coverage as kept
from broadcaster.services import fleet as fleets
from webui import coverage_words
from webui.access import opens_to
from webui.coverage_geojson import features
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, today, writing
from webui.language import _
from webui.security import policy
from webui.what_if import Trial, next_new, read_spot, read_trials, tried

pages = Blueprint("coverage", __name__, url_prefix="/do-tiep-can/ban-do")
NEW = "moi"


@pages.get("/")
@opens_to(Act.SEE_STATION)
def show() -> Response:
    """Show the map with its table, and beside them what the trials in the address would change."""
    fleet, layout = _standing()
    return _page(fleet, layout, _trials(layout), Form(loa=request.args.get("loa", "")))


@pages.get("/thu")
@opens_to(Act.SEE_STATION)
def try_out() -> AnyResponse | tuple[Response, int]:
    """Add one trial to those in the address; nothing is kept."""
    fleet, layout = _standing()
    trials = _trials(layout)
    form = Form(request.args)
    spot = read_spot(form)
    known = {each.id for each in layout.speakers} | set(layout.unplaced) | {trial.id for trial in trials}
    chosen = form.words("loa")
    if chosen != NEW and chosen not in known:
        form.wrong("loa", _("Chọn một cụm loa."))
    if form.errors or spot is None:
        return _page(fleet, layout, trials, form), 422
    new = Trial(next_new(trials) if chosen == NEW else chosen, *spot)
    others = [trial for trial in trials if trial.id != new.id]
    return redirect(url_for("coverage.show", thu=[str(trial) for trial in (*others, new)], _anchor="thu-xem"))


@pages.get("/hinh.json")
@opens_to(Act.SEE_STATION)
def shapes() -> Response:
    """Return the map as GeoJSON, trials included."""
    fleet, layout = _standing()
    trials = _trials(layout)
    answer = jsonify(features(fleet, layout, tried(layout, trials) if trials else None))
    answer.mimetype = "application/geo+json"
    return answer


@pages.get("/noi-o")
@opens_to(Act.KEEP_FLEET)
def places() -> str:
    """Say how outlines and homes are brought in."""
    return _places_page({}, ())


@pages.post("/noi-o")
@opens_to(Act.KEEP_FLEET)
def places_now() -> AnyResponse | tuple[str, int]:
    """Take in a GeoJSON file, or say everything that is wrong with it."""
    sent = request.files.get("tep")
    content = sent.read() if sent else b""
    if not content.strip():
        return _places_page({"tep": _("Chọn một tệp GeoJSON.")}, ()), 422
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _places_page({"tep": _("Tệp không phải chữ UTF-8.")}, ()), 422
    with writing() as session:
        found = kept.take_in(session, text, by=me(), now=now())
        fleet = fleets.current(session, commune_id())
    if found.faults:
        told = tuple(coverage_words.fault(each, fleet) for each in found.faults)
        return _places_page({"tep": _("Chưa nhận gì từ tệp này: có %(n)s chỗ sai.", n=len(told))}, told), 422
    homes = sum(len(each) for each in found.homes.values())
    flash(_("Đã nhận ranh giới %(n)s thôn và %(homes)s điểm hộ.", n=len(found.outlines), homes=homes))
    return redirect(url_for("coverage.show"))


@pages.post("/noi-o/<hamlet>/bo")
@opens_to(Act.KEEP_FLEET)
def forget(hamlet: str) -> AnyResponse:
    """Drop a hamlet's outline and homes."""
    with writing() as session:
        kept.forget(session, hamlet, by=me(), now=now())
    flash(_("Đã bỏ. Thôn này lại tính theo số hộ khai."))
    return redirect(url_for("coverage.places"))


@pages.get("/cum-loa/<device_id>")
@opens_to(Act.SEE_STATION)
def speaker(device_id: str) -> str:
    """Show where a speaker points and what was measured in front of it."""
    return speaker_page(device_id, Form(taken_on=today().isoformat(), distance_m="10"))


@pages.post("/cum-loa/<device_id>/do")
@opens_to(Act.KEEP_FLEET)
def measure(device_id: str) -> AnyResponse | tuple[str, int]:
    """Keep a measured level."""
    form = posted()
    level = form.need("level_dba", form.decimal("level_dba", least=0, most=200), _("Ghi số đo, ví dụ 78,5."))
    distance = form.need("distance_m", form.decimal("distance_m", least=0, most=1000), _("Ghi khoảng cách."))
    taken_on = form.need("taken_on", form.day("taken_on"), _("Ghi ngày đo."))
    if level is not None and distance is not None and isinstance(taken_on, date) and not form.errors:
        try:
            with writing() as session:
                kept.measure(
                    session,
                    device_id,
                    level_dba=level,
                    distance_m=distance,
                    taken_on=taken_on,
                    by=me(),
                    now=now(),
                )
            flash(_("Đã ghi số đo. Bản đồ tính theo số này."))
            return redirect(url_for("coverage.speaker", device_id=device_id))
        except StationError as refusal:
            form.refused(refusal)
    return speaker_page(device_id, form), 422


@pages.post("/cum-loa/<device_id>/do/<reading_id>/bo")
@opens_to(Act.KEEP_FLEET)
def strike(device_id: str, reading_id: str) -> AnyResponse:
    """Take out a level that was entered by mistake."""
    with writing() as session:
        kept.strike_reading(session, reading_id, by=me(), now=now())
    flash(_("Đã bỏ số đo ghi nhầm; số vẫn còn trong sổ, không tính nữa."))
    return redirect(url_for("coverage.speaker", device_id=device_id))


def _standing() -> tuple[Fleet, Layout]:
    with reading() as session:
        fleet = fleets.current(session, commune_id())
        return fleet, layout_of(session, fleet)


def _trials(layout: Layout) -> tuple[Trial, ...]:
    return read_trials(request.args.getlist("thu"), layout)


def _page(fleet: Fleet, layout: Layout, trials: tuple[Trial, ...], form: Form) -> Response:
    after = coverage_rows(fleet, tried(layout, trials), ASSUMED) if trials else ()
    values: dict[str, Any] = {
        "fleet": fleet,
        "layout": layout,
        "rows": coverage_rows(fleet, layout, ASSUMED),
        "after": {row.code: row for row in after},
        "speakers": speaker_rows(layout),
        "names": {hamlet.code: hamlet.name for hamlet in fleet.hamlets},
        "trials": trials,
        "standing": {each.id: each for each in layout.speakers},
        "form": form,
        "errors": form.errors,
        "target": ASSUMED.target,
        "cw": coverage_words,
        "tiles": station().settings.map_tiles,
        "credit": station().settings.map_tiles_credit,
        "choices": [
            (NEW, _("Cụm loa mới")),
            *((each.id, f"{each.id} {each.name}") for each in fleet.devices),
        ],
    }
    answer = make_response(render_template("coverage.html", **values))
    if station().settings.map_tiles:
        parts = urlsplit(station().settings.map_tiles)
        answer.headers["Content-Security-Policy"] = policy(images=f"{parts.scheme}://{parts.netloc}")
    return answer


def _places_page(errors: dict[str, str], faults: tuple[str, ...]) -> str:
    fleet, layout = _standing()
    return render_template(
        "coverage_places.html", fleet=fleet, layout=layout, errors=errors, faults=faults, cw=coverage_words
    )


def speaker_page(device_id: str, form: Form) -> str:
    """Return the page of one speaker on the map; what was typed stays, and what was not is as it stands."""
    fleet, layout = _standing()
    device = next((each for each in fleet.devices if each.id == device_id), None)
    if device is None:
        abort(404)
    placed = next((each for each in layout.speakers if each.id == device_id), None)
    if "huong" not in form:
        form["huong"] = coverage_words.aims_text(placed.aims) if placed else ""
        form["lat"], form["lon"] = (device.lat, device.lon) if placed else ("", "")
    with reading() as session:
        readings = readings_of(session, commune_id(), device_id)
    return render_template(
        "coverage_speaker.html",
        device=device,
        placed=placed,
        readings=readings,
        row=next((row for row in speaker_rows(layout) if row.speaker.id == device_id), None),
        form=form,
        errors=form.errors,
        cw=coverage_words,
    )
