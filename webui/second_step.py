"""The second step of signing in: whose password was right shows the phone's code."""

from datetime import datetime, timedelta

from flask import Blueprint, redirect, render_template, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person
from broadcaster.services import factors
from webui.access import public
from webui.entering import enter
from webui.forms import Form, posted
from webui.guessing import limiter
from webui.house import now, reading, writing
from webui.language import _

pages = Blueprint("second_step", __name__, url_prefix="/dang-nhap/ma")
HALFWAY = timedelta(minutes=5)
"""So long the password alone waits for the phone's code."""


def _halfway() -> str:
    return f"half:{session.get('half', {}).get('id', '')}"


def begin(person: Person, *, wanted: str) -> None:
    """Remember for a few minutes whose password was right; nothing else is open to them yet."""
    session.clear()
    session["half"] = {
        "id": person.id,
        "epoch": person.session_epoch,
        "at": now().isoformat(),
        "next": wanted,
    }


@pages.get("/")
@public
def ask() -> str | AnyResponse:
    """Ask for the phone's code."""
    return redirect(url_for("auth.sign_in")) if _half() is None else _code_page(Form())


@pages.post("/")
@public
@limiter.limit("30/minute;300/hour")
@limiter.limit("10/minute;40/hour", key_func=_halfway)
def answer() -> AnyResponse | tuple[str, int]:
    """Let in whoever shows the phone's code, or a recovery code."""
    return show_code(posted())


def show_code(form: Form) -> AnyResponse | tuple[str, int]:
    """Let in whoever has given the password before and now the code."""
    person = _half()
    if person is None:
        return redirect(url_for("auth.sign_in"))
    try:
        with writing() as rows:
            factors.prove(rows, person, form.words("code"), now=now())
    except StationError:
        form.wrong("code", _("Mã không đúng, hoặc đã dùng rồi."))
        return _code_page(form), 422
    return enter(person, session["half"]["next"])


def _half() -> Person | None:
    """Return who has given the right password a moment ago."""
    half = session.get("half")
    if not half or now() - datetime.fromisoformat(half["at"]) > HALFWAY:
        return None
    with reading() as rows:
        person = rows.get(Person, half["id"])
    is_same = person is not None and person.is_active and person.session_epoch == half["epoch"]
    return person if is_same else None


def _code_page(form: Form) -> str:
    return render_template("sign_in_code.html", form=form, errors=form.errors)
