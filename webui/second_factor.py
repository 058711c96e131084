"""*Mã xác nhận*: a phone that proves who sits before the page, and codes for the day on which it is lost."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.adapters.qr_code import qr_code
from broadcaster.domain import totp
from broadcaster.domain.errors import StationError
from broadcaster.services import factors
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import me, now, reading, station, writing
from webui.language import _
from webui.proving import proving

pages = Blueprint("second_factor", __name__, url_prefix="/ma-xac-nhan")
Answer = AnyResponse | str | tuple[str, int]


@pages.get("/")
@opens_to()
def show() -> str:
    """Say whether a phone proves for this account."""
    with reading() as session:
        has_phone = factors.has_factor(session, me().id)
    return render_template("second_factor.html", step="has" if has_phone else "none", errors={})


@pages.post("/bat-dau")
@opens_to()
def begin() -> Answer:
    """Make a secret and show it to its owner."""
    with writing() as session:
        secret = factors.begin(session, me(), now=now()).secret
    return _secret_page(secret, Form())


@pages.post("/xong")
@opens_to()
@proving
def confirm() -> Answer:
    """Take the phone's first code; show the recovery codes this once."""
    form = posted()
    try:
        with writing() as session:
            codes = factors.confirm(
                session,
                me(),
                password=str(form.get("password") or ""),
                code=form.words("code"),
                now=now(),
            )
    except StationError as refusal:
        field = "password" if refusal.facts.get("kind") == "password" else "code"
        form.wrong(field, _("Mã hoặc mật khẩu không đúng, hoặc đã dùng rồi."))
        with writing() as session:
            secret = factors.begin(session, me(), now=now()).secret
        return _secret_page(secret, form), 422
    return render_template("second_factor.html", step="codes", codes=codes, errors={})


@pages.post("/go")
@opens_to()
@proving
def remove() -> Answer:
    """Give up the phone, proven with one of its codes."""
    form = posted()
    try:
        with writing() as session:
            factors.remove(session, me(), form.words("code"), now=now())
    except StationError:
        form.wrong("code", _("Mã không đúng, hoặc đã dùng rồi."))
        return render_template("second_factor.html", step="has", errors=form.errors), 422
    flash(_("Đã gỡ điện thoại. Từ nay xác nhận bằng mật khẩu."))
    return redirect(url_for("second_factor.show"))


def _secret_page(secret: str, form: Form) -> str:
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    address = totp.link(secret, login=me().login, issuer=f"Loa Thôn {station().commune.name}")
    return render_template(
        "second_factor.html",
        step="secret",
        secret=grouped,
        address=address,
        code=qr_code(address),
        errors=form.errors,
    )
