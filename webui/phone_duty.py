"""Who lets others speak must sign in with a phone: told during the days of grace, asked for after them."""

from datetime import datetime

from flask import Flask, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain import second_factor
from broadcaster.domain.people import Person
from broadcaster.services import factors
from webui.house import now, reading, station

WITHOUT_PHONE = {
    "auth",
    "second_step",
    "health",
    "static",
    "strip",
    "second_factor",
    "stopping",
    "emergency_live",
    "emergency.desk",
    "emergency.drill",
    "emergency.alert",
    "emergency.end",
}
"""What opens also to somebody who must set up a phone first: silence is never locked away."""


def watch(app: Flask) -> None:
    """Ask at every request, and let every page say when the days of grace end."""
    app.before_request(_ask_for_phone)
    app.context_processor(lambda: {"phone_due_at": phone_due_at()})


def phone_due_at() -> datetime | None:
    """Return from when on the reader may only work with a phone; None where there is one, or none is needed.

    Nobody's phone belongs to the sample commune.
    """
    if "phone_due_at" not in g:
        g.phone_due_at = None if g.get("me") is None else _due_at(g.me)
    found: datetime | None = g.phone_due_at
    return found


def _due_at(person: Person) -> datetime | None:
    due_at = None if station().commune.is_sample else second_factor.due_at(person)
    if due_at is None:
        return None
    with reading() as session:
        return None if factors.has_factor(session, person.id) else due_at


def _ask_for_phone() -> AnyResponse | None:
    """Lead whoever is past the days of grace to the setting up; stopping and ending an alert stay open to all."""
    if request.endpoint is None or request.blueprint in WITHOUT_PHONE or request.endpoint in WITHOUT_PHONE:
        return None
    due_at = phone_due_at()
    return redirect(url_for("second_factor.show")) if due_at is not None and due_at <= now() else None
