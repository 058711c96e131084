"""Signing in and out, and how a reader likes the pages: language and theme."""

from datetime import datetime, timedelta

from flask import (
    Blueprint,
    Flask,
    Response,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.queries.strip import strip as strip_now
from broadcaster.services import accounts
from webui import fragments, language
from webui.access import opens_to, public
from webui.forms import Form, posted
from webui.house import commune_id, house, now, reading

pages = Blueprint("auth", __name__)
IDLE = timedelta(hours=4)
"""How long a page may lie open without anybody doing anything; the strip's own questions do not count."""
limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")
THEME = "giao_dien"
THEMES = ("dark", "light")
YEAR = 31_536_000


def _login_typed() -> str:
    return f"login:{request.form.get('login', '').strip().casefold()}"


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login carries no types
    """A person in the eyes of flask-login. The id holds the epoch, so that new rights end old sessions at once."""

    def __init__(self, person: Person) -> None:
        self.id = f"{person.id}:{person.session_epoch}"


def know_people(app: Flask) -> None:
    """Find out who is asking before any door is reached, and slow down those who guess passwords."""
    manager = LoginManager(app)
    manager.session_protection = None  # phones change their address on the way; epoch and limits do the work
    manager.user_loader(_load)
    app.before_request(_recognise)
    app.context_processor(_surroundings)
    limiter.init_app(app)


def _recognise() -> None:
    g.me = None if request.endpoint == "static" else _person()


def _surroundings() -> dict[str, object]:
    """Give every page what its frame shows."""
    if "me" not in g:
        return {"me": None, "strip": None, "theme": "", "now": now()}
    around: dict[str, object] = {"me": g.me, "now": now(), "theme": _theme(), "strip": None}
    if g.me is not None:
        if "strip" not in g:
            with reading() as rows:
                g.strip = strip_now(rows, commune_id(), now=now())
        around |= {"strip": g.strip, "strip_tag": strip_tag()}
    return around


def strip_tag() -> str:
    """Name what the strip shows; the moment itself does not count, browsers count on by themselves."""
    shown = g.strip
    return fragments.tag(
        (
            shown.sounding,
            shown.upcoming,
            shown.silent,
            shown.failures,
            shown.held_until_at,
            shown.waiting,
            shown.requests,
        )
    )


@pages.get("/dang-nhap")
@public
def sign_in() -> str | AnyResponse:
    """Ask who is there."""
    if g.get("me") is not None:
        return redirect(home_of(g.me))
    return _door(Form(next=_local(request.args.get("next", ""))))


@pages.post("/dang-nhap")
@public
@limiter.limit("30/minute;300/hour")
@limiter.limit("10/minute;60/hour", key_func=_login_typed)
def try_sign_in() -> AnyResponse | tuple[str, int]:
    """Let somebody in, with a session that did not exist before."""
    form = posted()
    try:
        with reading() as rows:
            person = accounts.sign_in(
                rows, login=form.words("login"), password=str(form.get("password") or "")
            )
    except StationError as refusal:
        form.refused(refusal)
        return _door(form), 422
    session.clear()
    session.permanent = True
    session["since"] = session["seen"] = now().isoformat()
    login_user(SignedIn(person))
    return redirect(_local(form.words("next")) or home_of(person))


@pages.post("/dang-xuat")
@opens_to()
def sign_out() -> AnyResponse:
    """End the session."""
    logout_user()
    session.clear()
    return redirect(url_for("auth.sign_in"))


@pages.post("/cach-xem")
@public
def prefer() -> AnyResponse:
    """Keep the reader's language or theme, for a year, in this browser."""
    answer = make_response(redirect(_local(request.form.get("to", "")) or url_for("home.today")))
    if (spoken := request.form.get("language")) in language.LANGUAGES:
        answer.set_cookie(
            language.COOKIE, spoken, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure
        )
    if (theme := request.form.get("theme")) is not None and theme in {*THEMES, ""}:
        _keep(answer, THEME, theme)
    return answer


def _keep(answer: Response, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure)


def _door(form: Form) -> str:
    return render_template("sign_in.html", form=form, errors=form.errors, accounts=house().accounts)


def home_of(person: Person) -> str:
    """Return the page that a person's day begins with."""
    if person.may(Act.SEE_STATION):
        return url_for("home.today")
    if person.may(Act.REQUEST):
        return url_for("hamlet.home")
    return (
        url_for("contributing.home")
        if person.may(Act.CONTRIBUTE)
        else url_for("people.password", person_id=person.id)
    )


def _local(address: str) -> str:
    """Return the address if it lies on this very site, else nothing: nobody is led away from the door."""
    inside = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if inside else ""


def _theme() -> str:
    chosen = request.cookies.get(THEME, "")
    return chosen if chosen in THEMES else ""


def _load(key: str) -> SignedIn | None:
    """Return the account of a session, unless its rights have changed since."""
    person_id, _, epoch = key.partition(":")
    with reading() as rows:
        person = rows.get(Person, person_id)
    if person is None or not person.is_active or str(person.session_epoch) != epoch:
        return None
    g.account = person
    return SignedIn(person)


def _person() -> Person | None:
    if not current_user.is_authenticated or _has_ended():
        return None
    person: Person = g.account
    return person


def _has_ended() -> bool:
    """Tell whether the session has lain idle too long; note that somebody is still there, at most once a minute."""
    try:
        seen = datetime.fromisoformat(session["seen"])
    except (KeyError, ValueError):
        return True
    if now() - seen > IDLE:
        session.clear()
        return True
    if not request.headers.get("HX-Request") and now() - seen > timedelta(minutes=1):
        session["seen"] = now().isoformat()
    return False
