"""*Người dùng*: accounts and passwords."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Role
from broadcaster.queries.names import hamlet_names
from broadcaster.queries.people_pages import person_lines
from broadcaster.services import accounts, units
from webui import words
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, writing
from webui.language import _

pages = Blueprint("people", __name__, url_prefix="/nguoi-dung")


@pages.get("/")
@opens_to(Act.SEE_PEOPLE)
def index() -> str:
    """List the accounts."""
    with reading() as session:
        found = person_lines(session, commune_id())
    return render_template("people.html", people=found)


@pages.get("/them")
@opens_to(Act.KEEP_PEOPLE)
def add() -> str:
    """Ask for a new person's account."""
    return _page(Form(role=Role.OPERATOR.value))


@pages.post("/them")
@opens_to(Act.KEEP_PEOPLE)
def add_now() -> AnyResponse | tuple[str, int]:
    """Make an account."""
    form = posted()
    role = form.choice("role", Role)
    if role is not None:
        try:
            with writing() as session:
                accounts.add_person(
                    session,
                    by=me(),
                    login=form.words("login"),
                    full_name=form.words("full_name"),
                    role=role,
                    password=str(form.get("password") or ""),
                    hamlet=form.words("hamlet") or None,
                    unit_id=form.words("unit") or None,
                    now=now(),
                )
            flash(_("Đã thêm %(name)s.", name=form.words("full_name")))
            return redirect(url_for("people.index"))
        except StationError as refusal:
            form.refused(refusal)
            if "name" in form.errors:
                form.errors["full_name"] = form.errors.pop("name")
    return _page(form), 422


@pages.post("/<person_id>/khoa")
@opens_to(Act.KEEP_PEOPLE)
def active(person_id: str) -> AnyResponse:
    """Close or open an account."""
    is_open = request.form.get("active") == "1"
    with writing() as session:
        person = accounts.set_active(session, person_id, active=is_open, by=me(), now=now())
        name = person.full_name
    flash(_("Đã mở lại %(name)s.", name=name) if is_open else _("Đã khóa %(name)s.", name=name))
    return redirect(url_for("people.index"))


@pages.get("/<person_id>/mat-khau")
@opens_to()
def password(person_id: str) -> str:
    """Ask for a new password."""
    _may_change(person_id)
    return render_template("password.html", is_own=person_id == me().id, errors={})


@pages.post("/<person_id>/mat-khau")
@opens_to()
def password_now(person_id: str) -> AnyResponse | tuple[str, int]:
    """Change a password; one's own only with the present one."""
    _may_change(person_id)
    form, is_own = posted(), person_id == me().id
    try:
        with writing() as session:
            if is_own:
                accounts.sign_in(session, login=me().login, password=str(form.get("current") or ""))
            accounts.set_password(
                session, person_id, password=str(form.get("password") or ""), by=me(), now=now()
            )
    except StationError as refusal:
        if refusal.code == "sign_in_refused":
            form.wrong("current", _("Mật khẩu đang dùng không đúng."))
        else:
            form.refused(refusal)
        return render_template("password.html", is_own=is_own, errors=form.errors), 422
    flash(_("Đã đổi mật khẩu."))
    return redirect(url_for("auth.sign_in" if is_own else "people.index"))


def _may_change(person_id: str) -> None:
    if person_id != me().id and not me().may(Act.KEEP_PEOPLE):
        abort(404)


def _page(form: Form) -> str:
    with reading() as session:
        hamlets = list(hamlet_names(session, commune_id()).items())
        owing = [(each.id, each.name) for each in units.owing(session, commune_id())]
    roles = [(role.value, f"{word}: {words.ROLE_RIGHTS[role]}") for role, word in words.ROLES.items()]
    return render_template(
        "person_form.html", form=form, errors=form.errors, roles=roles, hamlets=hamlets, units=owing
    )
