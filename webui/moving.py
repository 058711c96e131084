"""One occurrence at another hour, day or length, or not at all: told before it is done, and taken back."""

from datetime import date, datetime, time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.retiming import Place
from broadcaster.queries import week as rows
from broadcaster.queries.names import hamlet_names
from broadcaster.queries.timetable import AiringView
from broadcaster.services import timetable_changes, timetable_proposals
from broadcaster.services.timetable_proposals import Proposal
from webui import odd_hours
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, today, wall, writing
from webui.language import _
from webui.moments import read_moment
from webui.schedule import LONGEST_MINUTES

pages = Blueprint("moving", __name__, url_prefix="/lich-phat/doi")


@pages.get("")
@opens_to(Act.SCHEDULE)
def show() -> str:
    """Ask where to; what a drag on the week has chosen is filled in and tried at once."""
    args = request.args
    form = Form(lich=args.get("lich", ""), luc=args.get("luc", ""), pham_vi="mot")
    form.update(sang=args.get("sang", ""), gio=args.get("gio", ""), phut=args.get("phut", ""))
    proposal = None
    if form.words("sang"):
        try:
            proposal = _proposal(form)
        except StationError as refusal:
            form.refused(refusal)
    return _page(form, proposal)


@pages.post("")
@opens_to(Act.SCHEDULE)
def change() -> AnyResponse | tuple[str, int] | str:
    """Try it or do it, as the button says."""
    form = posted()
    try:
        proposal = _proposal(form)
        if proposal is not None and form.words("act") == "try":
            return _page(form, proposal)
        if proposal is not None:
            with writing() as session:
                key = timetable_changes.save(session, proposal, by=me(), now=now())
            odd_hours.tell(one.slot for one in proposal.schedules if one.ended_at is None)
            return redirect(url_for("schedule.week", tuan=_week_of(form), doi=key))
    except StationError as refusal:
        form.refused(refusal)
    return _page(form, None), 422


@pages.post("/hoan-tac/<change_id>")
@opens_to(Act.SCHEDULE)
def undo(change_id: str) -> AnyResponse:
    """Take a change of the timetable back."""
    with writing() as session:
        timetable_changes.undo(session, change_id, by=me(), now=now())
    flash(_("Đã hoàn tác. Lịch lại như trước."))
    return redirect(url_for("schedule.week"))


def _proposal(form: Form) -> Proposal | None:
    schedule_id, start_at = form.words("lich"), read_moment(form.words("luc"))
    if form.words("what") == "skip":
        with reading() as session:
            return timetable_proposals.skip(session, schedule_id, start_at, by=me(), now=now())
    on = form.need("sang", form.day("sang"), _("Ghi ngày."))
    at = form.need("gio", form.hour("gio"), _("Ghi giờ."))
    minutes = form.whole("phut", least=1, most=LONGEST_MINUTES)
    if on is None or at is None or form.errors:
        return None
    with reading() as session:
        place = Place(on, at, (minutes or 0) * 60_000 or _length(form))
        return timetable_proposals.move(
            session, schedule_id, start_at, place, every=form.words("pham_vi") == "moi", by=me(), now=now()
        )


def _length(form: Form) -> int:
    with reading() as session:
        return _view(session, form).length_ms


def _view(session: Session, form: Form) -> AiringView:
    return rows.airing(session, commune_id(), form.words("lich"), read_moment(form.words("luc")))


def _page(form: Form, proposal: Proposal | None) -> str:
    with reading() as session:
        view = _view(session, form)
        names = hamlet_names(session, commune_id())
        start = wall(view.airing.starts_at)
        _fill(form, start, view.length_ms)
        tried = None
        if proposal is not None:
            last = max(start.date(), form.day("sang") or start.date())
            days = max((last - today()).days + 1, 7)
            tried = timetable_changes.look(session, proposal, by=me(), now=now(), days=days)
    return render_template(
        "moving.html",
        view=view,
        form=form,
        errors=form.errors,
        odd=odd_hours.of_form(form),
        tried=tried,
        what=form.words("what"),
        hamlet_names=names,
    )


def _fill(form: Form, start: datetime, length_ms: int) -> None:
    """Begin with where it stands."""
    first: dict[str, date | time | str | int] = {
        "sang": start.date().isoformat(),
        "gio": f"{start:%H:%M}",
        "phut": max(1, round(length_ms / 60_000)),
    }
    for name, value in first.items():
        if not form.words(name):
            form[name] = value


def _week_of(form: Form) -> str:
    return (form.day("sang") or wall(read_moment(form.words("luc"))).date()).isoformat()
