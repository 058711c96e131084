"""*Dừng phát*: silence at once, by one person; sound again by two, or by a slip of the hand undone."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.stop import LONGEST, Area, AreaKind, Stop
from broadcaster.queries import bulletin_pages
from broadcaster.queries.speaker_pages import fleet_view
from broadcaster.services import stopping
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, writing
from webui.language import _

pages = Blueprint("stopping", __name__, url_prefix="/dung-phat")
WHOLE = "*"
"""What the form sends for the whole commune."""


@dataclass(frozen=True)
class Told:
    """A stop in force, with the names that the page shows and what the reader may do about it."""

    stop: Stop
    place: str
    stopped_by: str
    asked_by: str
    may_end_alone: bool
    is_own_wish: bool


@pages.get("/")
@opens_to(Act.STOP)
def ask() -> str:
    """Say what will fall silent, and what is silent already."""
    return _page(Form(hours="1", place=WHOLE))


@pages.post("/")
@opens_to(Act.STOP)
def stop() -> AnyResponse | tuple[str, int]:
    """Silence the commune or one hamlet."""
    form = posted()
    most = LONGEST // timedelta(hours=1)
    hours = form.need("hours", form.whole("hours", least=1, most=most), _("Chọn thời gian dừng."))
    if hours is not None:
        place = form.words("place")
        area = Area(AreaKind.COMMUNE) if place == WHOLE else Area(AreaKind.HAMLET, place or "?")
        try:
            with writing() as session:
                stopping.stop(
                    session,
                    area,
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
def release(stop_id: str) -> AnyResponse | tuple[str, int]:
    """Ask for sound again, or agree with who asked."""
    try:
        with writing() as session:
            found = stopping.release(session, stop_id, by=me(), now=now())
    except StationError as refusal:
        form = Form(hours="1", place=WHOLE)
        form.refused(refusal)
        return _page(form), 422
    if found.released_at is not None:
        flash(_("Loa phát lại theo lịch. Phần đã lỡ không phát bù."))
    else:
        flash(_("Đã xin cho phát lại. Cần một người khác đồng ý ở trang này."))
    return redirect(url_for("stopping.ask"))


def _page(form: Form) -> str:
    with reading() as session:
        fleet = fleet_view(session, commune_id(), now=now())
        hamlets = bulletin_pages.hamlet_choices(session, commune_id())
        names = {hamlet.code: hamlet.name for hamlet in hamlets}
        told = [_told(session, each, names) for each in stopping.in_force(session, commune_id(), now=now())]
    return render_template(
        "stop.html",
        form=form,
        errors=form.errors,
        speakers=len(fleet.lines),
        hamlets=[(hamlet.code, f"{hamlet.name} ({hamlet.speakers})") for hamlet in hamlets],
        whole=WHOLE,
        stops=told,
    )


def _told(session: Session, each: Stop, names: dict[str, str]) -> Told:
    return Told(
        stop=each,
        place="" if each.kind is AreaKind.COMMUNE else names.get(each.code, each.code),
        stopped_by=_name(session, each.stopped_by),
        asked_by=_name(session, each.asked_by),
        may_end_alone=each.may_undo(me(), now()),
        is_own_wish=each.asked_by == me().id,
    )


def _name(session: Session, person_id: str | None) -> str:
    person = session.get(Person, person_id) if person_id else None
    return person.full_name if person else ""
