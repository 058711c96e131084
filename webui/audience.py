"""*Độ tiếp cận*: the first two rungs, with what they count printed beside them."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request

from broadcaster.domain.bulletin import Topic
from broadcaster.domain.people import Act
from broadcaster.queries.reach_page import reach_view
from webui import words
from webui.access import opens_to
from webui.house import commune_id, now, reading, today

pages = Blueprint("audience", __name__, url_prefix="/do-tiep-can")


@pages.get("/")
@opens_to(Act.SEE_STATION)
def reach() -> str:
    """Show one month."""
    this_month = today().replace(day=1)
    month_on = _month(request.args.get("thang", ""), this_month)
    topic = next((each for each in Topic if each.value == request.args.get("chu_de")), None)
    with reading() as session:
        view = reach_view(session, commune_id(), month_on=month_on, now=now(), topic=topic)
    before = (month_on - timedelta(days=1)).replace(day=1)
    after = (month_on + timedelta(days=32)).replace(day=1)
    return render_template(
        "reach.html",
        view=view,
        hamlets=sorted(view.hamlets, key=lambda line: line.reached / max(line.residents, 1)),
        months=(before, after if after <= this_month else None),
        topics=[(each.value, word) for each, word in words.TOPICS.items()],
    )


def _month(text: str, this_month: date) -> date:
    """Read "2026-11"; anything else, or a month to come, is the present one."""
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        return this_month
    return min(asked, this_month)
