"""*Ý kiến bà con*, for the office: what came, what the log says of it, the answer; and the labels to print."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.adapters.qr_code import qr_code
from broadcaster.domain.errors import StationError
from broadcaster.domain.opinion import OpinionState
from broadcaster.domain.people import Act
from broadcaster.queries import opinions_page
from broadcaster.services import opinions
from webui.access import opens_to
from webui.errors import sentence
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, writing
from webui.language import _
from webui.opinion_words import KINDS, STATES

pages = Blueprint("opinions", __name__, url_prefix="/y-kien-ba-con")


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """List opinions, those that wait for an answer unless others are asked for."""
    asked = request.args.get("xem", OpinionState.NEW.value)
    chosen = next((state for state in OpinionState if state.value == asked), OpinionState.NEW)
    with reading() as session:
        lines = opinions_page.opinion_lines(session, commune_id(), state=chosen)
        counts = opinions_page.counts(session, commune_id())
    return render_template(
        "opinions.html", lines=lines, counts=counts, chosen=chosen, kinds=KINDS, states=STATES
    )


@pages.get("/<opinion_id>")
@opens_to(Act.SEE_STATION)
def show(opinion_id: str) -> str:
    """Open one opinion."""
    return _page(opinion_id, None)


@pages.post("/<opinion_id>/tra-loi")
@opens_to(Act.ANSWER_REQUEST)
def answer(opinion_id: str) -> AnyResponse | tuple[str, int]:
    """Answer in public."""
    form = posted()
    try:
        with writing() as session:
            opinions.answer(session, opinion_id, form.words("answer"), by=me(), now=now())
    except StationError as refusal:
        form.refused(refusal)
        return _page(opinion_id, form), 422
    flash(_("Đã trả lời. Câu trả lời hiện ở trang quét mã của thôn."))
    return redirect(url_for("opinions.show", opinion_id=opinion_id))


@pages.post("/<opinion_id>/de-rieng")
@opens_to(Act.ANSWER_REQUEST)
def set_aside(opinion_id: str) -> AnyResponse:
    """Keep an opinion without showing it outside."""
    with writing() as session:
        opinions.set_aside(session, opinion_id, by=me(), now=now())
    flash(_("Đã để riêng; không hiện ra ngoài, vẫn tính trong báo cáo."))
    return redirect(url_for("opinions.index"))


@pages.post("/<opinion_id>/thanh-ban-tin")
@opens_to(Act.WRITE)
def to_bulletin(opinion_id: str) -> AnyResponse:
    """Let the answer become a bulletin of that hamlet."""
    try:
        with writing() as session:
            made = opinions.to_bulletin(
                session, opinion_id, title=_("Trả lời ý kiến bà con"), by=me(), now=now()
            )
    except StationError as refusal:
        flash(sentence(refusal))
        return redirect(url_for("opinions.show", opinion_id=opinion_id))
    flash(_("Đã thành bản tin. Sửa lời nếu cần, rồi tạo tiếng."))
    return redirect(url_for("desk.edit", bulletin_id=made.id))


@pages.get("/nhan")
@opens_to(Act.SEE_STATION)
def labels() -> str:
    """Show the labels of all places, or of one hamlet, ready to print."""
    hamlet = request.args.get("thon", "")
    with reading() as session:
        known = opinions.places(session, commune_id())
    shown = [each for each in known if hamlet in {"", each.hamlet}]
    base = station().settings.public_url.rstrip("/") or request.host_url.rstrip("/")
    drawn = [
        (each, address, qr_code(address))
        for each in shown
        if (address := f"{base}{url_for('tell_us.show', code=each.code)}")
    ]
    hamlets = [(each.hamlet, each.hamlet_name) for each in known if each.device_id is None]
    return render_template(
        "labels.html",
        labels=drawn,
        hamlets=hamlets,
        form=Form(thon=hamlet),
        base=base,
        is_told=bool(station().settings.public_url),
    )


def _page(opinion_id: str, form: Form | None) -> str:
    with reading() as session:
        line = opinions_page.opinion_line(session, commune_id(), opinion_id)
    form = form or Form(answer=line.opinion.answer)
    return render_template(
        "opinion.html", line=line, form=form, errors=form.errors, kinds=KINDS, states=STATES
    )
