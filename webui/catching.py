"""*Phát bù*: what an outage swallowed and is still valid, offered within the free hours; a person decides."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.queries.names import hamlet_names
from broadcaster.services import catch_up, free_hours, one_off
from webui.access import opens_to
from webui.house import commune_id, me, now, reading, today, wall, writing
from webui.language import _
from webui.moments import read_moment

pages = Blueprint("catching", __name__, url_prefix="/lich-phat/phat-bu")
_DAYS = 2
_LEAD = timedelta(minutes=3)
"""Speakers need a moment to fetch the plan."""


@pages.get("")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """Show what was missed, each with the hours in which it could still be heard."""
    return _page({})


@pages.post("")
@opens_to(Act.SCHEDULE)
def air() -> AnyResponse | tuple[str, int]:
    """Put one missed bulletin on air in the hamlets that missed it."""
    form = request.form
    key, start = form.get("tin", ""), wall(read_moment(form.get("luc", "")))
    try:
        with writing() as session:
            found = catch_up.missed_one(session, commune_id(), key, now=now())
            one_off.air_once(
                session,
                key,
                on=start.date(),
                at=start.time().replace(microsecond=0),
                hamlets=found.hamlets,
                by=me(),
                now=now(),
            )
    except StationError as refusal:
        return _page({key: refusal}), 422
    flash(_("Đã xếp phát bù."))
    return redirect(url_for("catching.index"))


def _page(refusals: dict[str, StationError]) -> str:
    with reading() as session:
        names = hamlet_names(session, commune_id())
        offers = [
            (
                one,
                [
                    free
                    for nth in range(_DAYS)
                    if (day := today() + timedelta(days=nth)) <= one.expires_on
                    for free in free_hours.free_hours(
                        session,
                        commune_id(),
                        one.hamlets,
                        day,
                        length_ms=one.duration_ms,
                        now=now() + _LEAD,
                    )
                ],
            )
            for one in catch_up.missed(session, commune_id(), now=now())
        ]
    return render_template("catching.html", offers=offers, hamlet_names=names, refusals=refusals)
