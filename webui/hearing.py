"""*Nghe rõ không?* On the phone three buttons for each broadcast; in the office what was said."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.hear_check import Hearing
from broadcaster.domain.people import Act
from broadcaster.queries import hearing_page
from broadcaster.services import hear_checks
from webui.access import opens_to
from webui.forms import posted
from webui.house import commune_id, me, now, reading, writing
from webui.language import _

pages = Blueprint("hearing", __name__)


@pages.get("/thon/nghe")
@opens_to(Act.REQUEST)
def ask() -> str:
    """Ask about what was on air in the own hamlet."""
    with reading() as session:
        lines = hearing_page.to_judge(session, commune_id(), me().hamlet or "", me().id, now=now())
    return render_template("hearing.html", lines=lines, Hearing=Hearing, form={}, errors={})


@pages.post("/thon/nghe/<broadcast_id>")
@opens_to(Act.REQUEST)
def say(broadcast_id: str) -> AnyResponse:
    """Take one word."""
    form = posted()
    hearing = form.choice("hearing", Hearing)
    if hearing is not None:
        with writing() as session:
            hear_checks.say(session, broadcast_id, hearing, note=form.words("note"), by=me(), now=now())
        flash(_("Cảm ơn. Xã và kỹ thuật đã thấy."))
    return redirect(url_for("hearing.ask"))


@pages.get("/nhat-ky/nghe-ro")
@opens_to(Act.SEE_STATION)
def said() -> str:
    """Show what hamlet heads said, what was not heard well first."""
    with reading() as session:
        lines = hearing_page.said_lately(session, commune_id(), now=now())
    chosen = request.args.get("xem", "")
    shown = [line for line in lines if chosen != "kem" or line.hearing is not Hearing.CLEAR]
    bad = sum(line.hearing is not Hearing.CLEAR for line in lines)
    return render_template(
        "hearing_said.html", lines=shown, total=len(lines), bad=bad, chosen=chosen, tab_address=_address
    )


def _address(chosen: str) -> str:
    return url_for("hearing.said", xem=chosen or None)
