"""*Nhiệm vụ KH&CN*: the register of budget-funded tasks, each with the broadcasts that made it public."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.science_task import TaskCard
from broadcaster.queries import science_tasks_page as rows
from broadcaster.services import science_tasks
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, writing
from webui.language import _

pages = Blueprint("science_tasks", __name__, url_prefix="/nhiem-vu-khcn")


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """Show the register."""
    with reading() as session:
        lines = rows.task_lines(session, commune_id(), now=now())
    return render_template("science_tasks.html", lines=lines, public=sum(line.is_public for line in lines))


@pages.get("/them")
@opens_to(Act.WRITE)
def add() -> str:
    """Ask about a task."""
    return _form(Form(), None)


@pages.post("/them")
@opens_to(Act.WRITE)
def add_now() -> AnyResponse | tuple[str, int]:
    """Enter a task."""
    form = posted()
    card = _card(form)
    if card is not None:
        try:
            with writing() as session:
                made = science_tasks.add(session, card, by=me(), now=now())
            flash(_("Đã thêm nhiệm vụ. Gắn bản tin tuyên truyền ở dưới."))
            return redirect(url_for("science_tasks.show", task_id=made.id))
        except StationError as refusal:
            form.refused(refusal)
    return _form(form, None), 422


@pages.get("/<task_id>")
@opens_to(Act.SEE_STATION)
def show(task_id: str) -> str:
    """Open a task with its broadcasts."""
    with reading() as session:
        line = rows.task_line(session, commune_id(), task_id, now=now())
        choices = rows.offered(session, commune_id(), [each.id for each in line.bulletins])
    return render_template("science_task.html", line=line, choices=choices, form=Form(), errors={})


@pages.get("/<task_id>/sua")
@opens_to(Act.WRITE)
def edit(task_id: str) -> str:
    """Ask what else is to be said of a task."""
    with reading() as session:
        card = science_tasks.get(session, task_id, by=me()).card
    form = Form(code=card.code, name=card.name, lead=card.lead)
    form |= {"from_on": card.from_on.isoformat(), "until_on": card.until_on.isoformat()}
    return _form(form, task_id)


@pages.post("/<task_id>/sua")
@opens_to(Act.WRITE)
def edit_now(task_id: str) -> AnyResponse | tuple[str, int]:
    """Say something else of a task."""
    form = posted()
    card = _card(form)
    if card is not None:
        try:
            with writing() as session:
                science_tasks.describe(session, task_id, card, by=me(), now=now())
            flash(_("Đã lưu."))
            return redirect(url_for("science_tasks.show", task_id=task_id))
        except StationError as refusal:
            form.refused(refusal)
    return _form(form, task_id), 422


@pages.post("/<task_id>/bo")
@opens_to(Act.WRITE)
def remove(task_id: str) -> AnyResponse:
    """Take out a task that was entered by mistake."""
    with writing() as session:
        science_tasks.remove(session, task_id, by=me(), now=now())
    flash(_("Đã bỏ nhiệm vụ khỏi sổ."))
    return redirect(url_for("science_tasks.index"))


@pages.post("/<task_id>/gan")
@opens_to(Act.WRITE)
def link(task_id: str) -> AnyResponse:
    """Say that a bulletin makes the task public."""
    with writing() as session:
        science_tasks.link(session, task_id, request.form.get("bulletin", ""), by=me(), now=now())
    flash(_("Đã gắn bản tin."))
    return redirect(url_for("science_tasks.show", task_id=task_id))


@pages.post("/<task_id>/go/<bulletin_id>")
@opens_to(Act.WRITE)
def unlink(task_id: str, bulletin_id: str) -> AnyResponse:
    """Take a link back."""
    with writing() as session:
        science_tasks.unlink(session, task_id, bulletin_id, by=me(), now=now())
    flash(_("Đã gỡ bản tin khỏi nhiệm vụ."))
    return redirect(url_for("science_tasks.show", task_id=task_id))


def _card(form: Form) -> TaskCard | None:
    from_on = form.need("from_on", form.day("from_on"), _("Ghi ngày bắt đầu."))
    until_on = form.need("until_on", form.day("until_on"), _("Ghi ngày kết thúc."))
    if from_on is None or until_on is None:
        return None
    return TaskCard(form.words("code"), form.words("name"), form.words("lead"), from_on, until_on)


def _form(form: Form, task_id: str | None) -> str:
    return render_template("science_task_form.html", form=form, errors=form.errors, task_id=task_id)
