"""Coming in: a session that did not exist before, and the page on which a person's day begins."""

from flask import session, url_for
from flask_login import UserMixin, login_user
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.people import Act, Person
from webui.house import now


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login carries no types
    """A person in the eyes of flask-login. The id holds the epoch, so that new rights end old sessions at once."""

    def __init__(self, person: Person) -> None:
        self.id = f"{person.id}:{person.session_epoch}"


def enter(person: Person, wanted: str) -> AnyResponse:
    """Begin a session that did not exist before."""
    session.clear()
    session.permanent = True
    session["since"] = session["seen"] = now().isoformat()
    login_user(SignedIn(person))
    return redirect(local(wanted) or home_of(person))


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


def local(address: str) -> str:
    """Return the address if it lies on this very site, else nothing: nobody is led away from the door."""
    inside = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if inside else ""
