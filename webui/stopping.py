"""*Dừng phát*: silence at once, by one person; sound again by two, or by a slip of the hand undone.

What keeps a real alert silent gives way to it after two minutes, unless a second person agrees here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.stop import LONGEST, Area, AreaKind, Stop
from broadcaster.queries.names import hamlet_choices
from broadcaster.queries.speaker_pages import fleet_view
from broadcaster.services import factors, silence, stopping
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, writing
from webui.language import _
from webui.proving import prove, proving, refuse

pages = Blueprint("stopping", __name__, url_prefix="/dung-phat")
WHOLE = "*"
"""What the form sends for the whole commune."""
SPEAKER = "loa:"
"""How the form names one speaker; anything else is a hamlet's code."""


@dataclass(frozen=True)
class Told:
    """A stop in force, with the names that the page shows and what the reader may do about it."""

    stop: Stop
    place: str
    stopped_by: str
    asked_by: str
    may_end_alone: bool
    is_own_wish: bool
    gives_way_at: datetime | None


@pages.get("/")
@opens_to(Act.STOP)
def ask() -> str:
    """Say what will fall silent, and what is silent already."""
    return _page(_blank())


@pages.post("/")
@opens_to(Act.STOP)
def stop() -> AnyResponse | tuple[str, int]:
    """Silence the commune, one hamlet or one speaker."""
    form = posted()
    most = LONGEST // timedelta(hours=1)
    hours = form.need("hours", form.whole("hours", least=1, most=most), _("Chọn thời gian dừng."))
    if hours is not None:
        try:
            with writing() as session:
                stopping.stop(
                    session,
                    _area(form.words("place")),
                    now() + timedelta(hours=hours),
                    reason=form.words("reason"),
                    by=me(),
                    now=now(),
                )
            flash(_("Đã ra lệnh dừng phát. Từng cụm loa xác nhận khi nhận được."))
            return redirect(url_for("stopping.ask"))
        except StationError as refusal:
            form.refused(refusal)
    return _page(form), 422


@pages.post("/<stop_id>/cho-phat-lai")
@opens_to(Act.STOP)
@proving
def release(stop_id: str) -> AnyResponse | tuple[str, int]:
    """Ask for sound again, or agree with who asked; with a fresh factor either time."""
    try:
        with writing() as session:
            prove(session, posted())
            found = stopping.release(session, stop_id, by=me(), now=now())
    except StationError as refusal:
        return _refused(refusal)
    if found.released_at is not None:
        flash(_("Loa phát lại theo lịch. Phần đã lỡ không phát bù."))
    else:
        flash(_("Đã xin cho phát lại. Cần một người khác đồng ý ở trang này."))
    return redirect(url_for("stopping.ask"))


@pages.post("/<stop_id>/giu-im")
@opens_to(Act.STOP)
@proving
def keep(stop_id: str) -> AnyResponse | tuple[str, int]:
    """Agree, as the second person, that a real alert stays silent."""
    try:
        with writing() as session:
            prove(session, posted())
            silence.keep_stop(session, stop_id, by=me(), now=now())
    except StationError as refusal:
        return _refused(refusal)
    flash(_("Đã đồng ý giữ im. Tin khẩn cấp không tự phát lại nữa."))
    return redirect(url_for("stopping.ask"))


def _blank() -> Form:
    """Return the form as it opens; a speaker's own page leads here with its name."""
    device_id = request.args.get("loa", "")
    return Form(hours="1", place=f"{SPEAKER}{device_id}" if device_id else WHOLE)


def _area(place: str) -> Area:
    if place == WHOLE:
        return Area(AreaKind.COMMUNE)
    if place.startswith(SPEAKER):
        return Area(AreaKind.SPEAKER, place.removeprefix(SPEAKER) or "?")
    return Area(AreaKind.HAMLET, place or "?")


def _refused(refusal: StationError) -> tuple[str, int]:
    form = _blank()
    refuse(form, refusal)
    return _page(form), 422


def _page(form: Form) -> str:
    with reading() as session:
        fleet = fleet_view(session, commune_id(), now=now())
        hamlets = hamlet_choices(session, commune_id())
        names = {hamlet.code: hamlet.name for hamlet in hamlets}
        names |= {line.id: f"{line.id}, {line.name}" for line in fleet.lines}
        has_phone = factors.has_factor(session, me().id)
        told = [_told(session, each, names) for each in stopping.in_force(session, commune_id(), now=now())]
    return render_template(
        "stop.html",
        form=form,
        errors=form.errors,
        speakers=len(fleet.lines),
        hamlets=[(hamlet.code, f"{hamlet.name} ({hamlet.speakers})") for hamlet in hamlets],
        devices=[(f"{SPEAKER}{line.id}", f"{line.id}, {line.name}") for line in fleet.lines],
        whole=WHOLE,
        stops=told,
        has_phone=has_phone,
    )


def _told(session: Session, each: Stop, names: dict[str, str]) -> Told:
    return Told(
        stop=each,
        place="" if each.kind is AreaKind.COMMUNE else names.get(each.code, each.code),
        stopped_by=_name(session, each.stopped_by),
        asked_by=_name(session, each.asked_by),
        may_end_alone=each.may_undo(me(), now()),
        is_own_wish=each.asked_by == me().id,
        gives_way_at=silence.returns_at(session, each, now=now()),
    )


def _name(session: Session, person_id: str | None) -> str:
    person = session.get(Person, person_id) if person_id else None
    return person.full_name if person else ""
