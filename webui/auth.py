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
from flask_login import LoginManager, current_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person
from broadcaster.queries.strip import strip as strip_now
from broadcaster.services import accounts, factors
from webui import fragments, language, phone_duty, second_step
from webui.access import opens_to, public
from webui.entering import SignedIn, enter, home_of, local
from webui.forms import Form, posted
from webui.guessing import limiter
from webui.house import commune_id, house, now, reading

pages = Blueprint("auth", __name__)
IDLE = timedelta(hours=4)
"""How long a page may lie open without anybody doing anything; the strip's own questions do not count."""
THEME = "giao_dien"
THEMES = ("dark", "light")
YEAR = 31_536_000


def _login_typed() -> str:
    return f"login:{request.form.get('login', '').strip().casefold()}"


def _shows_code() -> bool:
    """Tell whether the right phone is at the door: whoever guesses passwords must not lock its owner out."""
    typed = request.form.get("code", "").strip()
    if not typed:
        return False
    with reading() as rows:
        return factors.shows_code(rows, request.form.get("login", ""), typed, now=now())


def know_people(app: Flask) -> None:
    """Find out who is asking before any door is reached, and slow down those who guess passwords."""
    manager = LoginManager(app)
    manager.session_protection = None  # phones change their address on the way; epoch and limits do the work
    manager.user_loader(_load)
    app.before_request(_recognise)
    phone_duty.watch(app)
    app.context_processor(_surroundings)
    limiter.init_app(app)


def _recognise() -> None:
    g.me = None if request.endpoint == "static" else _person()


def _surroundings() -> dict[str, object]:
    """Give every page what its frame shows."""
    if "me" not in g:
        return {"me": None, "strip": None, "theme": "", "now": now()}
    around: dict[str, object] = {
        "me": g.me,
        "now": now(),
        "theme": _theme(),
        "strip": None,
    }
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
            shown.speaking,
        )
    )


@pages.get("/dang-nhap")
@public
def sign_in() -> str | AnyResponse:
    """Ask who is there."""
    if g.get("me") is not None:
        return redirect(home_of(g.me))
    return _door(Form(next=local(request.args.get("next", ""))))


@pages.post("/dang-nhap")
@public
@limiter.limit("30/minute;300/hour")
@limiter.limit("10/minute;60/hour", key_func=_login_typed, exempt_when=_shows_code)
def try_sign_in() -> AnyResponse | tuple[str, int]:
    """Take the password; who has a phone shows its code too, here or on the next page."""
    form = posted()
    try:
        with reading() as rows:
            person = accounts.sign_in(
                rows, login=form.words("login"), password=str(form.get("password") or "")
            )
            has_phone = factors.has_factor(rows, person.id)
    except StationError as refusal:
        form.refused(refusal)
        return _door(form), 422
    if not has_phone:
        return enter(person, form.words("next"))
    second_step.begin(person, wanted=local(form.words("next")))
    return second_step.show_code(form) if form.words("code") else redirect(url_for("second_step.ask"))


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
    answer = make_response(redirect(local(request.form.get("to", "")) or url_for("home.today")))
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
