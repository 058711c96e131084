"""*Ý kiến bà con*, for everybody: the page behind the QR label of a pole or a hamlet.

Strangers write here, so nothing is trusted: no session is begun, a form is good for one place and one day and not
before somebody could have read it, bodies are small, and each address and each place sends only so much.
"""

from datetime import datetime, timedelta

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask_limiter.util import get_remote_address
from itsdangerous import BadSignature, Signer
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.opinion import LONGEST_OPINION, OpinionKind
from broadcaster.queries import opinions_page
from broadcaster.services import opinions
from broadcaster.services.opinions import Place
from webui.access import public
from webui.forms import Form, posted
from webui.guessing import limiter
from webui.house import commune_id, now, reading, writing
from webui.moments import read_moment
from webui.opinion_words import KINDS

pages = Blueprint("tell_us", __name__, url_prefix="/y-kien")
LARGEST = 12_000
"""Bytes: the longest opinion, every letter of it written as three bytes of three characters, and its form."""
GOOD_FOR = timedelta(days=1)
READ_FIRST = timedelta(seconds=2)
"""Nobody reads the page and fills it in faster; programs do."""
LATEST = ""
"""The choice of who does not know which broadcast it was."""


def _place_named() -> str:
    return f"place:{(request.view_args or {}).get('code', '')}"


@pages.get("/<code>")
@public
@limiter.limit("60/minute")
def show(code: str) -> str:
    """Ask what is the matter, and show what others were answered here."""
    with reading() as session:
        at = opinions.place(session, commune_id(), code)
    return _page(at, Form(kind=request.args.get("viec", ""), heard=LATEST))


@pages.post("/<code>")
@public
@limiter.limit("6/minute;40/hour", key_func=get_remote_address)
@limiter.limit("30/hour;150/day", key_func=_place_named)
def send(code: str) -> AnyResponse | tuple[str, int]:
    """Take an opinion."""
    request.max_content_length = LARGEST
    form = posted()
    if not _is_from_our_page(code, form.words("ticket")):
        abort(400)
    with reading() as session:
        at = opinions.place(session, commune_id(), code)
    if form.words("website"):  # nobody sees this field, so nobody filled it in
        return redirect(url_for("tell_us.thanks", code=code))
    kind = form.choice("kind", OpinionKind)
    if kind is not None:
        try:
            with writing() as session:
                opinions.send(
                    session,
                    commune_id(),
                    at,
                    kind=kind,
                    text=form.words("text"),
                    heard_at=_heard_at(form.words("heard")),
                    now=now(),
                )
            return redirect(url_for("tell_us.thanks", code=code))
        except StationError as refusal:
            form.refused(refusal)
    return _page(at, form), 422


@pages.get("/<code>/cam-on")
@public
@limiter.limit("60/minute")
def thanks(code: str) -> str:
    """Say that it has arrived, and where the answer will stand."""
    with reading() as session:
        at = opinions.place(session, commune_id(), code)
        answers = opinions_page.public_answers(session, commune_id(), at.hamlet)
    return render_template("tell_us_thanks.html", at=at, answers=answers, kinds=KINDS)


def _heard_at(chosen: str) -> datetime:
    """Read which broadcast was chosen, by its start; whoever does not know speaks of the present."""
    try:
        return read_moment(chosen)
    except StationError:
        return now()


def _page(at: Place, form: Form) -> str:
    with reading() as session:
        recent = opinions.recent(session, commune_id(), at.hamlet, now=now())
        answers = opinions_page.public_answers(session, commune_id(), at.hamlet)
    return render_template(
        "tell_us.html",
        at=at,
        form=form,
        errors=form.errors,
        kinds=[(kind.value, word) for kind, word in KINDS.items()],
        kind_words=KINDS,
        recent=recent,
        answers=answers,
        longest=LONGEST_OPINION,
        ticket=_ticket(at.code),
    )


def _signer() -> Signer:
    return Signer(str(current_app.secret_key), salt="tell-us", sep="~")


def _ticket(code: str) -> str:
    """Return what shows that a form comes from the page of this place, and when it was given out."""
    return _signer().sign(f"{code}|{int(now().timestamp())}").decode()


def _is_from_our_page(code: str, ticket: str) -> bool:
    try:
        place, _bar, given = _signer().unsign(ticket).decode().partition("|")
    except (BadSignature, UnicodeDecodeError):
        return False
    age = now() - datetime.fromtimestamp(int(given), tz=now().tzinfo)
    return place == code and READ_FIRST <= age <= GOOD_FOR
