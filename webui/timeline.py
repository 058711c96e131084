"""The day of one hamlet as a line: what airs second by second, what does not; skip it, copy it."""

from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.queries import day_page
from broadcaster.queries.names import hamlet_names
from broadcaster.services import timetable_changes, timetable_proposals
from broadcaster.services.timetable_proposals import Proposal
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, today, writing
from webui.language import _
from webui.moments import read_day

pages = Blueprint("timeline", __name__, url_prefix="/lich-phat/ngay")
ONE = timedelta(days=1)


@pages.get("")
@opens_to(Act.SEE_STATION)
def day() -> str:
    """Show a day of a hamlet."""
    on = read_day(request.args.get("ngay", "")) or today()
    return _page(on, request.args.get("thon", ""), Form(to=(on + 7 * ONE).isoformat()))


@pages.post("")
@opens_to(Act.SCHEDULE)
def change() -> AnyResponse | tuple[str, int] | str:
    """Leave the day out, or copy it; first tell what that changes, then do it."""
    form = posted()
    on = read_day(form.words("ngay")) or today()
    hamlet = form.words("thon")
    try:
        proposal = _proposal(on, form)
        if proposal is not None and form.words("act") != "save":
            return _page(on, hamlet, form, proposal)
        if proposal is not None:
            with writing() as session:
                key = timetable_changes.save(session, proposal, by=me(), now=now())
            return redirect(url_for("schedule.week", tuan=on.isoformat(), doi=key))
    except StationError as refusal:
        form.refused(refusal)
    return _page(on, hamlet, form), 422


def _proposal(on: date, form: Form) -> Proposal | None:
    with reading() as session:
        if form.words("what") == "skip":
            return timetable_proposals.skip_day(session, on, by=me(), now=now())
        to = form.need("to", form.day("to"), _("Ghi ngày nhận."))
        if to is None:
            return None
        return timetable_proposals.copy(session, on, to, by=me(), now=now())


def _page(on: date, hamlet: str, form: Form, proposal: Proposal | None = None) -> str:
    with reading() as session:
        choices = list(hamlet_names(session, commune_id()).items())
        names = dict(choices)
        code = hamlet if hamlet in names else choices[0][0]
        found = day_page.hamlet_day(session, commune_id(), on, code)
        tried = None
        if proposal is not None:
            reach = max(on, form.day("to") or on)
            days = (reach - today()).days + 1
            tried = timetable_changes.look(session, proposal, by=me(), now=now(), days=days)
    return render_template(
        "day.html",
        day=found,
        hamlet=code,
        hamlets=choices,
        hamlet_names=names,
        form=form,
        errors=form.errors,
        tried=tried,
        what=form.words("what"),
        before=on - ONE,
        after=on + ONE,
    )
