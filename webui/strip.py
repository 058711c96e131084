"""The strip asks for itself every two seconds; and the button that silences every speaker."""

from datetime import timedelta

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.people import Act
from broadcaster.queries.speaker_pages import fleet_view
from broadcaster.queries.strip import strip as strip_now
from broadcaster.services import holding
from webui import fragments
from webui.access import opens_to
from webui.auth import strip_tag
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, writing
from webui.language import _

pages = Blueprint("strip", __name__)
LONGEST_HOLD = 72
"""Hours; a longer silence is a matter for the schedule."""


@pages.get("/dai")
@opens_to()
def show() -> Response:
    """Answer with the strip, if it has changed."""
    with reading() as rows:
        g.strip = strip_now(rows, commune_id(), now=now())
    return fragments.part("strip.html", strip_tag())


@pages.get("/dung-phat")
@opens_to(Act.STOP)
def stop() -> str:
    """Say what will fall silent, or sound again, before it does."""
    return _stop_page(Form(hours="1"))


@pages.post("/dung-phat")
@opens_to(Act.STOP)
def stop_now() -> AnyResponse | tuple[str, int]:
    """Silence every speaker for some hours."""
    form = posted()
    hours = form.need("hours", form.whole("hours", least=1, most=LONGEST_HOLD), _("Chọn thời gian dừng."))
    if hours is None:
        return _stop_page(form), 422
    with writing() as session:
        holding.hold(session, now() + timedelta(hours=hours), by=me(), now=now())
    flash(_("Đã ra lệnh dừng phát. Từng cụm loa xác nhận khi nhận được."))
    return redirect(url_for("home.today"))


@pages.post("/cho-phat-lai")
@opens_to(Act.STOP)
def release() -> AnyResponse:
    """Let the speakers play their plan again."""
    with writing() as session:
        holding.release(session, by=me(), now=now())
    flash(_("Loa phát lại theo lịch. Phần đã lỡ không phát bù."))
    return redirect(url_for("home.today"))


def _stop_page(form: Form) -> str:
    with reading() as session:
        fleet = fleet_view(session, commune_id(), now=now())
        g.strip = strip_now(session, commune_id(), now=now())
    hamlets = {line.hamlet for line in fleet.lines}
    return render_template(
        "stop.html", form=form, errors=form.errors, speakers=len(fleet.lines), hamlets=len(hamlets)
    )
