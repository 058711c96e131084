"""*Duyệt*: one bulletin at a time, its words beside what is said, heard to the end, then signed or sent back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.approval import Heard
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.types import as_sha256
from broadcaster.queries import bulletin_pages
from broadcaster.queries.desk import ReviewView
from broadcaster.services import bulletins
from broadcaster.services.ports import Reading
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, writing
from webui.language import _
from webui.talk import talk

pages = Blueprint("approval", __name__, url_prefix="/duyet")


@pages.get("/")
@opens_to(Act.SEE_STATION)
def queue() -> str:
    """Open the first bulletin that waits."""
    with reading() as session:
        view = bulletin_pages.review(session, commune_id(), None, now=now())
    return _page(view, Form()) if view else render_template("review_empty.html")


@pages.get("/<bulletin_id>")
@opens_to(Act.SEE_STATION)
def show(bulletin_id: str) -> str:
    """Open one bulletin."""
    return _page(_view(bulletin_id), Form())


@pages.post("/<bulletin_id>")
@opens_to(Act.APPROVE)
def approve(bulletin_id: str) -> AnyResponse | tuple[str, int]:
    """Answer for exactly these words and this sound."""
    form = posted()
    try:
        heard = _heard(form)
        with writing() as session:
            bulletins.approve(session, bulletin_id, heard, by=me(), now=now())
    except StationError as refusal:
        form.refused(refusal)
        return _page(_view(bulletin_id), form), 422
    flash(_("Đã duyệt. Bản tin vào lịch phát từ lần sau."))
    return redirect(url_for("approval.queue"))


@pages.get("/<bulletin_id>/tra-lai")
@opens_to(Act.APPROVE)
def send_back(bulletin_id: str) -> str:
    """Ask why the bulletin goes back."""
    return _reason(bulletin_id, Form())


@pages.post("/<bulletin_id>/tra-lai")
@opens_to(Act.APPROVE)
def send_back_now(bulletin_id: str) -> AnyResponse | tuple[str, int]:
    """Return the bulletin to its author."""
    form = posted()
    try:
        with writing() as session:
            bulletins.send_back(session, bulletin_id, reason=form.words("reason"), by=me(), now=now())
    except StationError as refusal:
        form.refused(refusal)
        return _reason(bulletin_id, form), 422
    flash(_("Đã trả lại cho biên tập viên."))
    return redirect(url_for("approval.queue"))


def _heard(form: Form) -> Heard:
    """Return what the approver says to have heard, to the end. StationError `not_heard`, `heard_other`."""
    if form.words("heard") != "1":
        raise StationError("not_heard")
    try:
        return Heard(as_sha256(form.words("spoken_sha")), as_sha256(form.words("sound_sha")))
    except ValueError:
        raise StationError("heard_other") from None


def _view(bulletin_id: str) -> ReviewView:
    with reading() as session:
        view = bulletin_pages.review(session, commune_id(), bulletin_id, now=now())
    if view is None:
        raise StationError("not_found", kind="bulletin")
    return view


def _page(view: ReviewView, form: Form) -> str:
    with reading() as session:
        why_not = _why_not(view, is_waiting=view.id in bulletin_pages.waiting_ids(session, commune_id()))
    laid_out = talk(
        _reading(view),
        duration_ms=view.sound.duration_ms if view.sound else None,
        approved=view.approved_spoken,
    )
    return render_template(
        "review.html", view=view, talk=laid_out, errors=form.errors, may_decide=not why_not, why_not=why_not
    )


def _reading(view: ReviewView) -> Reading:
    """Return the exact words of the sound, with marks where today's grammar still reads the text that way."""
    known = station().speller.read(view.text, choices=dict(view.choices))
    return known if known.text == view.spoken else Reading(view.text, view.spoken, ())


def _why_not(view: ReviewView, *, is_waiting: bool) -> str:
    """Say why the reader cannot decide, "" where they can."""
    if not me().may(Act.APPROVE):
        return _("Chỉ người duyệt mới duyệt được.")
    if view.author_id == me().id:
        return _("Không ai được duyệt lời của chính mình.")
    return "" if is_waiting else _("Bản tin này không còn chờ duyệt.")


def _reason(bulletin_id: str, form: Form) -> str:
    view = _view(bulletin_id)
    return render_template(
        "reason.html",
        form=form,
        errors=form.errors,
        ask_reason=True,
        reason_hint=_("Biên tập viên đọc được nguyên văn"),
        question=_("Trả lại “%(title)s”?", title=view.title),
        effect=_("%(who)s nhận lại bản tin để sửa, rồi gửi duyệt lần nữa.", who=view.author),
        verb=_("Trả lại"),
        is_grave=False,
        back=url_for("approval.show", bulletin_id=bulletin_id),
        back_word=view.title,
    )
