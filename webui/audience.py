"""*Độ tiếp cận*: the rungs of every topic, the way to the target, every hamlet, and the plays behind a figure."""

from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request, url_for

from broadcaster.domain.bulletin import Topic
from broadcaster.domain.people import Act
from broadcaster.queries import reach_figures
from broadcaster.queries.play_events import hamlet_plays
from broadcaster.queries.reach_figures import ASSUMED, ReachView, TopicReach
from broadcaster.queries.survey_waves import all_waves
from broadcaster.reach.claim import Claim
from webui import reach_words
from webui.access import opens_to
from webui.house import commune_id, reading, today
from webui.periods import read_period
from webui.trend_chart import draw

pages = Blueprint("audience", __name__, url_prefix="/do-tiep-can")
SHOWN_EVENTS = 200


@dataclass(frozen=True)
class ClaimSaid:
    """What the claim rests on: of `asked` people `yes` said yes; `lower` is the smaller of its two lower bounds."""

    claim: Claim
    asked: int
    yes: int
    lower: float | None


@pages.get("/")
@opens_to(Act.SEE_STATION)
def reach() -> str:
    """Show a month, a quarter or a year."""
    period = read_period(request.args.get("ky", ""), today())
    with reading() as session:
        view = reach_figures.reach_view(session, commune_id(), period.months)
        waves = all_waves(session, commune_id())
    lead = _lead(view)
    points = reach_figures.wave_points(waves, lead.topic if lead else Topic.INNOVATION)
    ceiling = lead.figures.commune.ceiling if lead else 1.0
    first_year = min([period.until_on.year, *(point.on.year for point in points)])
    return render_template(
        "reach.html",
        view=view,
        period=period,
        lead=lead,
        claim=_claim(lead) if lead else None,
        hamlets=sorted(lead.hamlets, key=lambda each: (each.ladder.ceiling, each.ladder.once.low))
        if lead
        else [],
        chart=draw(points, ceiling, first_year),
        target=ASSUMED.target,
        reach_words=reach_words,
        link=lambda **changed: url_for("audience.reach", **{**request.args.to_dict(), **changed}),
    )


@pages.get("/cach-tinh")
@opens_to(Act.SEE_STATION)
def method() -> str:
    """Say how every figure is worked out, and what is merely assumed."""
    return render_template("reach_method.html", assumed=ASSUMED, reach_words=reach_words)


@pages.get("/<topic>/<hamlet>")
@opens_to(Act.SEE_STATION)
def plays(topic: str, hamlet: str) -> str:
    """Show the very plays behind a hamlet's figures."""
    chosen = next((each for each in Topic if each.value == topic), None)
    if chosen is None:
        abort(404)
    period = read_period(request.args.get("ky", ""), today())
    with reading() as session:
        view = reach_figures.reach_view(session, commune_id(), period.months, only=chosen)
        found = hamlet_plays(session, commune_id(), hamlet, chosen, period.months, limit=SHOWN_EVENTS)
    if found is None:
        abort(404)
    figures = view.topic(chosen)
    line = next((each for each in figures.hamlets if each.hamlet_code == hamlet), None) if figures else None
    return render_template(
        "reach_plays.html",
        plays=found,
        line=line,
        period=period,
        topic=chosen,
        reach_words=reach_words,
        target=ASSUMED.target,
        limit=SHOWN_EVENTS,
    )


def _lead(view: ReachView) -> TopicReach | None:
    """Return the topic that the page is about: the one asked for, else the first."""
    asked = request.args.get("chu_de")
    found = (topic for topic in view.topics if topic.topic.value == asked)
    return next(found, view.topics[0] if view.topics else None)


def _claim(lead: TopicReach) -> ClaimSaid:
    claim = lead.figures.claim
    bounds = [bound for bound in (claim.lower, claim.exact_lower) if bound is not None]
    asked = lead.wave.asked if lead.wave else 0
    return ClaimSaid(
        claim, asked, lead.wave.yes(lead.topic.value) if lead.wave else 0, min(bounds, default=None)
    )
