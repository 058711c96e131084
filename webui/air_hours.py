"""*Giờ phát*: what UBND xã decided in writing, entered by one person, confirmed by another; odd hours; the history."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.odd_hours import odd_times
from broadcaster.domain.people import Act
from broadcaster.queries.people_pages import decision_lines, proposal_lines
from broadcaster.services import factors, hours, odd_hours
from webui import air_hours_form
from webui.access import opens_to
from webui.air_hours_form import ROWS, rows_of
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, writing
from webui.language import _
from webui.proving import prove, proving, refuse
from webui.weekdays import WEEKDAYS, weekdays_words

pages = Blueprint("air_hours", __name__, url_prefix="/cai-dat/gio-phat")
Answer = AnyResponse | str | tuple[str, int]


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """Show the decisions, what waits for a second person, and the form filled with what counts today."""
    with reading() as session:
        present = hours.hours_in_force(session, commune_id(), now=now())
    return _page(air_hours_form.of_hours(present.hours if present else None))


@pages.post("/")
@opens_to(Act.DECIDE_HOURS)
@proving
def propose() -> Answer:
    """Enter a decision, as the first of two."""
    form = posted(*(f"days_{row}" for row in range(ROWS)))
    decided = air_hours_form.read(form)
    if decided is not None:
        try:
            with writing() as session:
                prove(session, form)
                hours.propose(session, decided, by=me(), now=now())
            flash(_("Đã nhập. Giờ mới có hiệu lực khi người thứ hai đối chiếu văn bản và xác nhận."))
            return redirect(url_for("air_hours.index"))
        except StationError as refusal:
            refuse(form, refusal)
    return _page(form), 422


@pages.post("/<proposal_id>/xac-nhan")
@opens_to(Act.DECIDE_HOURS)
@proving
def confirm(proposal_id: str) -> Answer:
    """Be the second person."""
    try:
        with writing() as session:
            prove(session, posted())
            hours.confirm(session, proposal_id, by=me(), now=now())
    except StationError as refusal:
        return _refused(refusal)
    flash(_("Đã xác nhận giờ phát. Lịch được xếp lại, từng cụm loa nhận giờ mới."))
    return redirect(url_for("air_hours.index"))


@pages.post("/<proposal_id>/bo")
@opens_to(Act.DECIDE_HOURS)
def give_up(proposal_id: str) -> Answer:
    """Let a proposal count for nothing."""
    try:
        with writing() as session:
            hours.give_up(session, proposal_id, by=me(), now=now())
    except StationError as refusal:
        return _refused(refusal)
    flash(_("Đã bỏ. Giờ phát không đổi."))
    return redirect(url_for("air_hours.index"))


@pages.post("/gio-la/<schedule_id>")
@opens_to(Act.APPROVE)
@proving
def agree(schedule_id: str) -> Answer:
    """Agree that a schedule sounds while people sleep."""
    try:
        with writing() as session:
            prove(session, posted())
            odd_hours.consent(session, schedule_id, by=me(), now=now())
    except StationError as refusal:
        return _refused(refusal)
    flash(_("Đã đồng ý. Lịch này được xếp từ bây giờ."))
    return redirect(url_for("air_hours.index"))


def _refused(refusal: StationError) -> Answer:
    with reading() as session:
        present = hours.hours_in_force(session, commune_id(), now=now())
    form = air_hours_form.of_hours(present.hours if present else None)
    refuse(form, refusal)
    return _page(form), 422


def _page(form: Form) -> str:
    with reading() as session:
        proposals = proposal_lines(session, commune_id())
        decisions = decision_lines(session, commune_id(), now=now())
        odd = [(each, odd_times(each.slot)) for each in odd_hours.waiting(session, commune_id(), now=now())]
        has_phone = factors.has_factor(session, me().id)
    return render_template(
        "air_hours.html",
        form=form,
        errors=form.errors,
        rows=rows_of(form),
        days=list(enumerate(WEEKDAYS)),
        proposals=proposals,
        decisions=decisions,
        odd=odd,
        has_phone=has_phone,
        weekdays_words=weekdays_words,
    )
