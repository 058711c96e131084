"""Who may open which page. Every view says so itself; one that says nothing is open to nobody."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act

View = TypeVar("View", bound=Callable[..., object])
_EVERYBODY = frozenset[Act]()
_MARK = "opens_to"


def opens_to(*acts: Act) -> Callable[[View], View]:
    """Open a view to whoever may do any of these acts; without acts, to everybody who is signed in."""

    def mark(view: View) -> View:
        setattr(view, _MARK, frozenset(acts))
        return view

    return mark


def public(view: View) -> View:
    """Open a view to strangers."""
    setattr(view, _MARK, None)
    return view


def acts_of(endpoint: str) -> frozenset[Act] | None:
    """Return who may open an endpoint: acts of which one is enough (none: all who are signed in), None: strangers."""
    if endpoint == "static":
        return None
    view = current_app.view_functions[endpoint]
    if not hasattr(view, _MARK):
        raise LookupError(f"{endpoint} does not say who may open it")
    acts: frozenset[Act] | None = getattr(view, _MARK)
    return acts


def guard(app: Flask) -> None:
    """Ask at the door of every request."""
    app.before_request(_ask)


def _ask() -> AnyResponse | None:
    if request.endpoint is None:
        return None
    acts = acts_of(request.endpoint)
    if acts is None:
        return None
    if g.get("me") is None:
        return _to_the_door()
    if acts and not any(g.me.may(act) for act in acts):
        raise StationError(
            "not_allowed", act=", ".join(sorted(act.value for act in acts)), role=g.me.role.value
        )
    return None


def _to_the_door() -> AnyResponse:
    """Send a stranger to the sign-in page; a part of a page asks its page to do so."""
    if request.headers.get("HX-Request") or request.method != "GET":
        abort(401)
    wanted = request.full_path.rstrip("?") if request.query_string else request.path
    answer: Response | AnyResponse = redirect(url_for("auth.sign_in", next=None if wanted == "/" else wanted))
    return answer
