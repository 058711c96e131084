"""*Đơn vị*: who owes the radio items each month, how many came, and whom to remind."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.unit import MOST_QUOTA, USUAL_QUOTA, UnitKind
from broadcaster.queries.units_page import unit_lines
from broadcaster.services import units
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, today, writing
from webui.language import _
from webui.periods import read_period
from webui.unit_words import KINDS, REMINDERS

pages = Blueprint("units", __name__, url_prefix="/don-vi")


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """Show how every unit stands with a month."""
    period = read_period(request.args.get("thang", ""), today()).of_length("2000-01")
    with reading() as session:
        lines = unit_lines(session, commune_id(), period.from_on, now=now())
    return render_template("units.html", lines=lines, period=period, kinds=KINDS, reminders=REMINDERS)


@pages.get("/them")
@opens_to(Act.KEEP_UNITS)
def add() -> str:
    """Ask about a new unit."""
    return _page(Form(kind=UnitKind.SCHOOL.value, monthly_quota=USUAL_QUOTA), is_new=True)


@pages.post("/them")
@opens_to(Act.KEEP_UNITS)
def add_now() -> AnyResponse | tuple[str, int]:
    """Enter a unit."""
    form = posted()
    kind, quota = _kind_and_quota(form)
    if kind is not None and quota is not None:
        try:
            with writing() as session:
                units.add(
                    session, name=form.words("name"), kind=kind, monthly_quota=quota, by=me(), now=now()
                )
            flash(_("Đã thêm %(name)s.", name=form.words("name")))
            return redirect(url_for("units.index"))
        except StationError as refusal:
            form.refused(refusal)
    return _page(form, is_new=True), 422


@pages.get("/<unit_id>")
@opens_to(Act.KEEP_UNITS)
def edit(unit_id: str) -> str:
    """Open a unit."""
    with reading() as session:
        known = units.get(session, unit_id, by=me())
    return _page(Form(name=known.name, kind=known.kind.value, monthly_quota=known.monthly_quota))


@pages.post("/<unit_id>")
@opens_to(Act.KEEP_UNITS)
def change(unit_id: str) -> AnyResponse | tuple[str, int]:
    """Say something else of a unit."""
    form = posted()
    kind, quota = _kind_and_quota(form)
    if kind is not None and quota is not None:
        try:
            with writing() as session:
                units.change(
                    session,
                    unit_id,
                    name=form.words("name"),
                    kind=kind,
                    monthly_quota=quota,
                    by=me(),
                    now=now(),
                )
            flash(_("Đã lưu."))
            return redirect(url_for("units.index"))
        except StationError as refusal:
            form.refused(refusal)
    return _page(form), 422


@pages.post("/<unit_id>/thoi")
@opens_to(Act.KEEP_UNITS)
def end(unit_id: str) -> AnyResponse:
    """Let a unit owe nothing any more."""
    with writing() as session:
        ended = units.end(session, unit_id, by=me(), now=now())
        name = ended.name
    flash(_("%(name)s không còn trong danh sách góp tin. Tin đã gửi vẫn còn.", name=name))
    return redirect(url_for("units.index"))


def _kind_and_quota(form: Form) -> tuple[UnitKind | None, int | None]:
    kind = form.choice("kind", UnitKind)
    quota = form.whole("monthly_quota", least=0, most=MOST_QUOTA)
    return kind, form.need("monthly_quota", quota, _("Ghi số tin mỗi tháng."))


def _page(form: Form, *, is_new: bool = False) -> str:
    kinds = [(kind.value, word) for kind, word in KINDS.items()]
    return render_template("unit_form.html", form=form, errors=form.errors, kinds=kinds, is_new=is_new)
