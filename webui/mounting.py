"""What a trial on the map became: a speaker hung, turned or added for real, in the fleet and in its file."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.device import DEVICE_ID, HORNS, HOUSEHOLDS, Device
from broadcaster.domain.errors import StationError
from broadcaster.domain.fleet import Change, Fleet
from broadcaster.domain.people import Act
from broadcaster.queries.coverage import Layout, layout_of
from broadcaster.services import coverage as kept
from broadcaster.services import fleet as fleets
from webui.access import opens_to
from webui.coverage import speaker_page
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, writing
from webui.language import _
from webui.what_if import NEW, read_spot

pages = Blueprint("mounting", __name__, url_prefix="/do-tiep-can/ban-do")


@pages.post("/cum-loa/<device_id>/cho")
@opens_to(Act.KEEP_FLEET)
def mount(device_id: str) -> AnyResponse | tuple[str, int]:
    """Note where a speaker hangs now and where its horns point."""
    form = posted()
    spot = read_spot(form)
    if spot is not None:
        try:
            with writing() as session:
                changed = kept.mount(session, device_id, *spot, by=me(), now=now())
                station().device_file.keep(changed)  # last: the file must not say what the database refused
            flash(_("Đã ghi chỗ treo và hướng loa %(id)s, cả trong devices.yaml.", id=device_id))
            return _back(device_id)
        except StationError as refusal:
            form.refused(refusal)
    return speaker_page(device_id, form), 422


@pages.get("/cum-loa-moi")
@opens_to(Act.KEEP_FLEET)
def new() -> str:
    """Ask what is still to be known of a speaker that was tried on the map and now hangs there."""
    form = Form(request.args)
    with reading() as session:
        fleet = fleets.current(session, commune_id())
        form.setdefault("hamlet", _nearest(layout_of(session, fleet), form))
    form.setdefault("horns", max(1, len(form.words("huong").split())))
    return _page(fleet, form)


@pages.post("/cum-loa-moi")
@opens_to(Act.KEEP_FLEET)
def add() -> AnyResponse | tuple[str, int]:
    """Put it into the fleet and into the file."""
    form = posted()
    device, spot = _device(form), read_spot(form)
    if device is not None and spot is not None and not form.errors:
        try:
            with writing() as session:
                station().device_file.keep(_added(session, device, *spot))
            flash(_("Đã thêm %(id)s vào danh sách và devices.yaml. Còn phải cho loa vào mạng.", id=device.id))
            return redirect(url_for("enrolment.show", device_id=device.id))
        except StationError as refusal:
            form.refused(refusal)
    with reading() as session:
        return _page(fleets.current(session, commune_id()), form), 422


def _added(
    session: Session, device: Device, lat: float, lon: float, aims: tuple[float, ...]
) -> tuple[Change, ...]:
    changed = fleets.add(session, replace(device, lat=lat, lon=lon), by=me(), now=now())
    kept.aim(session, device.id, aims, by=me(), now=now())
    return changed


def _device(form: Form) -> Device | None:
    id_, name, hamlet = form.words("id").upper(), form.words("name"), form.words("hamlet")
    if not DEVICE_ID.fullmatch(id_) or id_.startswith(NEW):
        form.wrong("id", _("Ghi mã 4–20 ký tự: chữ A–Z, số, gạch nối. Ví dụ MK-2101."))
    if not name:
        form.wrong("name", _("Ghi tên chỗ treo loa, ví dụ Nhà văn hóa thôn."))
    if not hamlet:
        form.wrong("hamlet", _("Chọn thôn."))
    households = form.whole("households", least=HOUSEHOLDS[0], most=HOUSEHOLDS[1])
    horns = form.need(
        "horns", form.whole("horns", least=HORNS[0], most=HORNS[1]), _("Ghi số họng loa trên cột.")
    )
    if form.errors or horns is None:
        return None
    return Device(id_, name, hamlet, horns=horns, households=households)


def _nearest(layout: Layout, form: Form) -> str:
    """Return the hamlet of the speaker that hangs nearest, for somebody to correct."""
    lat, lon = (form.decimal(name, least=-180, most=180) for name in ("lat", "lon"))
    form.errors.clear()
    if lat is None or lon is None or not layout.speakers:
        return ""
    here = complex(*layout.plane.metres(lat, lon).tolist())
    away = {
        abs(complex(*layout.plane.metres(each.lat, each.lon).tolist()) - here): each.hamlet
        for each in layout.speakers
    }
    return away[min(away)]


def _page(fleet: Fleet, form: Form) -> str:
    hamlets = [(hamlet.code, hamlet.name) for hamlet in fleet.hamlets]
    return render_template("mounting.html", form=form, errors=form.errors, hamlets=hamlets)


def _back(device_id: str) -> AnyResponse:
    """Return to the trials that are left where there are any, else to the speaker."""
    left = request.form.getlist("thu")
    if left:
        return redirect(url_for("coverage.show", thu=left, _anchor="thu-xem"))
    return redirect(url_for("coverage.speaker", device_id=device_id))
