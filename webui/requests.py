"""*Hộp việc*: what hamlet heads and units ask for, as the office sees and answers it."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.opinion import OpinionState
from broadcaster.domain.people import Act
from broadcaster.queries import inbox, library_page, opinions_page, province_page
from broadcaster.services import errands
from broadcaster.services import requests as asked
from broadcaster.services.errands import is_of_template
from webui.access import opens_to
from webui.announcements import ANNOUNCEMENTS
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, today, writing
from webui.language import _
from webui.library_words import FAILURES
from webui.request_templates import TEMPLATES

pages = Blueprint("requests", __name__, url_prefix="/hop-viec")
USUAL_LIFE = timedelta(days=3)
ANSWERED = "da-tra-loi"


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """List what waits for an answer by its deadline; on another tab what was answered."""
    chosen = request.args.get("xem", "")
    with reading() as session:
        open_ones = inbox.waiting(session, commune_id(), now=now())
        done = inbox.answered(session, commune_id()) if chosen == ANSWERED else ()
        from_province = province_page.waiting(session, commune_id())
        told = opinions_page.counts(session, commune_id())
    tabs = {
        "": open_ones,
        "thon": tuple(line for line in open_ones if not line.story.unit),
        "don-vi": tuple(line for line in open_ones if line.story.unit),
    }
    return render_template(
        "requests.html",
        lines=tabs.get(chosen, open_ones),
        trusted={line.story.id for line in open_ones if _is_trusted(line.story.text)},
        tabs=tabs,
        done=done,
        chosen=chosen,
        from_province=from_province,
        new_opinions=told.get(OpinionState.NEW, 0),
    )


@pages.get("/<request_id>")
@opens_to(Act.SEE_STATION)
def show(request_id: str) -> str:
    """Open one request."""
    return _page(request_id, Form(expires_on=(today() + USUAL_LIFE).isoformat()))


@pages.post("/<request_id>/nhan")
@opens_to(Act.ANSWER_REQUEST)
def accept(request_id: str) -> AnyResponse | tuple[str, int]:
    """Make a bulletin of it."""
    form = posted()
    expires_on = form.need("expires_on", form.day("expires_on"), _("Ghi ngày cuối còn phát."))
    if expires_on is not None:
        try:
            with writing() as session:
                made = asked.accept(
                    session,
                    request_id,
                    expires_on=expires_on,
                    by=me(),
                    now=now(),
                    text=str(form.get("text") or ""),
                )
            flash(_("Đã nhận thành bản tin. Sửa lời nếu cần, rồi tạo tiếng."))
            return redirect(url_for("desk.edit", bulletin_id=made.id))
        except StationError as refusal:
            form.refused(refusal)
    return _page(request_id, form), 422


@pages.post("/<request_id>/nhan-nhanh")
@opens_to(Act.ANSWER_REQUEST)
def accept_at_once(request_id: str) -> AnyResponse | tuple[str, int]:
    """Take on what only fills in a trusted template: sound, handing in and air follow by themselves."""
    try:
        with writing() as session:
            _require_template(asked.get(session, request_id, by=me()).text)
            errands.start(
                session,
                station().speller,
                request_id,
                expires_on=today() + USUAL_LIFE,
                by=me(),
                now=now(),
            )
    except StationError as refusal:
        form = Form(expires_on=(today() + USUAL_LIFE).isoformat())
        form.refused(refusal)
        return _page(request_id, form), 422
    flash(_("Đã nhận. Có tiếng là tự gửi duyệt; duyệt xong là tự vào lịch."))
    return redirect(url_for("requests.index"))


@pages.post("/vuong/<bulletin_id>")
@opens_to(Act.ANSWER_REQUEST)
def close(bulletin_id: str) -> AnyResponse:
    """Take what was stuck off the list: somebody has seen to it."""
    with writing() as session:
        errands.close(session, bulletin_id, by=me(), now=now())
    flash(_("Đã ghi là lo xong."))
    return redirect(url_for("home.today"))


@pages.post("/<request_id>/tra-lai")
@opens_to(Act.ANSWER_REQUEST)
def refuse(request_id: str) -> AnyResponse | tuple[str, int]:
    """Say no, with a reason."""
    form = posted()
    try:
        with writing() as session:
            asked.refuse(session, request_id, reason=form.words("reason"), by=me(), now=now())
    except StationError as refusal:
        form.refused(refusal)
        return _page(request_id, form), 422
    flash(_("Đã trả lại cho người gửi."))
    return redirect(url_for("requests.index"))


def _is_trusted(text: str) -> bool:
    """Tell whether a text only fills in one of the station's own templates."""
    own = (*(each.text for each in ANNOUNCEMENTS.values()), *(words for _name, words in TEMPLATES.values()))
    return is_of_template(text, own)


def _require_template(text: str) -> None:
    """Refuse other words than a trusted template's. StationError `not_of_template`."""
    if not _is_trusted(text):
        raise StationError("not_of_template")


def _page(request_id: str, form: Form) -> str:
    with reading() as session:
        line = inbox.one(session, commune_id(), request_id, now=now())
        voice = library_page.voice_of_request(session, commune_id(), request_id)
    if line is None:
        raise StationError("not_found", kind="request")
    return render_template(
        "request.html",
        line=line,
        story=line.story,
        is_trusted=_is_trusted(line.story.text),
        voice=voice,
        failures=FAILURES,
        form=form,
        errors=form.errors,
    )
