"""*Các xã*: our figures beside those that other communes sent as files. Side by side, never ranked, never added up."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

import broadcaster
from broadcaster.domain.bulletin import Topic
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.queries.reach_plain import figures_to_share
from broadcaster.services import shared_figures as shared
from broadcaster.services.shared_figures import Received, SharedFigures, SharedTopic
from webui import reach_words
from webui.access import opens_to
from webui.forms import Form
from webui.house import commune_id, me, now, reading, today, writing
from webui.language import _
from webui.periods import read_period

pages = Blueprint("communes", __name__, url_prefix="/do-tiep-can/cac-xa")


@dataclass(frozen=True)
class CommuneLine:
    """One commune on the page; `received` None for our own, `found` None where it says nothing of the topic."""

    figures: SharedFigures
    found: SharedTopic | None
    received: Received | None
    is_same_period: bool


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """Show communes side by side."""
    return _page(Form())


@pages.get("/so-lieu.json")
@opens_to(Act.SEE_STATION)
def export() -> Response:
    """Write our own figures into a file for others."""
    period = read_period(request.args.get("ky", ""), today())
    with reading() as session:
        figures = figures_to_share(
            session, commune_id(), period.months, version=broadcaster.__version__, now=now()
        )
    answer = Response(shared.sealed(figures), mimetype="application/json")
    name = f"do-tiep-can-{commune_id()}-{period.name}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@pages.post("/")
@opens_to(Act.MAKE_REPORT)
def take() -> AnyResponse | tuple[str, int]:
    """Take another commune's file in."""
    form = Form()
    sent = request.files.get("tep")
    content = sent.read() if sent else b""
    try:
        with writing() as session:
            found = shared.take(session, content.decode("utf-8-sig", "replace"), by=me(), now=now())
        flash(_("Đã nhận số liệu của %(name)s.", name=found.commune.name))
        return redirect(url_for("communes.index", ky=request.args.get("ky")))
    except StationError as refusal:
        form.refused(refusal)
    return _page(form), 422


@pages.post("/<key>/bo")
@opens_to(Act.MAKE_REPORT)
def drop(key: str) -> AnyResponse:
    """Take a commune off the page."""
    with writing() as session:
        shared.drop(session, key, by=me(), now=now())
    flash(_("Đã bỏ số liệu của xã ấy khỏi trang."))
    return redirect(url_for("communes.index"))


def _page(form: Form) -> str:
    period = read_period(request.args.get("ky", ""), today())
    topic = next((each for each in Topic if each.value == request.args.get("chu_de")), Topic.INNOVATION)
    with reading() as session:
        own = figures_to_share(
            session, commune_id(), period.months, version=broadcaster.__version__, now=now()
        )
        others = shared.received(session, commune_id())
    ours = SharedFigures.model_validate({**own, "sha": "0" * 64})
    lines = [
        _line(ours, None, ours, topic),
        *(_line(ours, each, each.figures, topic) for each in _nearest(others, ours)),
    ]
    return render_template(
        "communes.html",
        lines=lines,
        period=period,
        topic=topic,
        form=form,
        errors=form.errors,
        reach_words=reach_words,
        link=lambda **changed: url_for("communes.index", **{**request.args.to_dict(), **changed}),
    )


def _line(
    ours: SharedFigures, received: Received | None, figures: SharedFigures, topic: Topic
) -> CommuneLine:
    found = next((each for each in figures.topics if each.topic == topic.value), None)
    same = (figures.from_on, figures.until_on) == (ours.from_on, ours.until_on)
    return CommuneLine(figures, found, received, same)


def _nearest(others: Sequence[Received], ours: SharedFigures) -> list[Received]:
    """Return one file for each commune: that of the same days, else the newest."""
    chosen: dict[str, Received] = {}
    for each in others:
        same = (each.figures.from_on, each.figures.until_on) == (ours.from_on, ours.until_on)
        if same or each.figures.commune.code not in chosen:
            chosen[each.figures.commune.code] = each
    return list(chosen.values())
