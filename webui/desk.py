"""*Bàn biên tập*: write, see what will be said, hear it, hand it to the approvers."""

from datetime import timedelta

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.bulletin import BulletinState, Topic, Wording
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.precedence import Precedence
from broadcaster.queries import bulletin_list, bulletin_pages
from broadcaster.queries.desk import EditorView
from broadcaster.queries.names import hamlet_names
from broadcaster.services import bulletins
from webui import words
from webui.access import opens_to
from webui.announcements import ANNOUNCEMENTS
from webui.desk_reading import is_outdated, recorded_voices, said, sound_around
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, today, writing
from webui.language import _
from webui.moments import page_number

pages = Blueprint("desk", __name__, url_prefix="/ban-bien-tap")
USUAL_LIFE = timedelta(days=7)
"""How long a new bulletin stays on air unless its author says otherwise."""


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """List bulletins by state."""
    chosen = next((state for state in BulletinState if state.value == request.args.get("tinh_trang")), None)
    page = page_number()
    with reading() as session:
        found = bulletin_list.bulletin_page(
            session,
            commune_id(),
            now=now(),
            state=chosen,
            words=request.args.get("tim", "").strip(),
            page=page,
        )
    return render_template("desk.html", page=found, chosen=chosen)


@pages.get("/moi")
@opens_to(Act.WRITE)
def new() -> str:
    """Start with an empty page, or with a template."""
    form = Form(precedence=Precedence.ROUTINE.name, topic=Topic.INNOVATION.value)
    form["expires_on"] = (today() + USUAL_LIFE).isoformat()
    if begun := ANNOUNCEMENTS.get(request.args.get("mau", "")):
        form |= {"title": begun.title, "text": begun.text, "topic": begun.topic.value}
    return _editor(form, None)


@pages.post("/moi")
@opens_to(Act.WRITE)
def create() -> AnyResponse | tuple[str, int]:
    """Keep the first words."""
    form = posted("hamlets")
    wording = _wording(form)
    if wording is not None:
        try:
            with writing() as session:
                made = bulletins.write(session, wording, by=me(), now=now())
            flash(_("Đã lưu. Bước sau: tạo tiếng và nghe."))
            return redirect(url_for("desk.edit", bulletin_id=made.id))
        except StationError as refusal:
            form.refused(refusal)
    return _editor(form, None), 422


@pages.get("/<bulletin_id>")
@opens_to(Act.SEE_STATION)
def edit(bulletin_id: str) -> str:
    """Open a bulletin."""
    view = _view(bulletin_id)
    return _editor(_form(view), view)


@pages.post("/<bulletin_id>")
@opens_to(Act.WRITE)
def save(bulletin_id: str) -> AnyResponse | tuple[str, int]:
    """Keep the words, unless somebody else changed them meanwhile."""
    form = posted("hamlets")
    if _reword(bulletin_id, form) is not None:
        flash(_("Đã lưu."))
        return redirect(url_for("desk.edit", bulletin_id=bulletin_id))
    return _refused(form, bulletin_id)


@pages.post("/<bulletin_id>/luu")
@opens_to(Act.WRITE)
def autosave(bulletin_id: str) -> Response | tuple[Response, int]:
    """Keep the words while they are typed; says the new revision, or why not."""
    form = posted("hamlets")
    revision = _reword(bulletin_id, form)
    if revision is None:
        return jsonify(sentence=" ".join(form.errors.values())), 422
    return jsonify(revision=revision)


@pages.post("/loi-doc")
@opens_to(Act.WRITE)
def spoken() -> str:
    """Say how the words typed so far will be read."""
    text = request.form.get("text", "").replace("\r\n", "\n").strip()
    view = _view(request.form["bulletin"]) if request.form.get("bulletin") else None
    return render_template("spoken.html", **said(text, view), **_around(view))


@pages.post("/<bulletin_id>/cach-doc/<int:position>")
@opens_to(Act.WRITE)
def choose(bulletin_id: str, position: int) -> AnyResponse | tuple[str, int]:
    """Keep the words as they stand, then the chosen reading."""
    form = posted("hamlets")
    revision = _reword(bulletin_id, form)
    if revision is None:
        return _refused(form, bulletin_id)
    with writing() as session:
        bulletins.choose(
            session,
            bulletin_id,
            position=position,
            reading=form.words("reading") or form.words(f"khac-{position}"),
            seen_revision=revision,
            by=me(),
            now=now(),
        )
    return redirect(url_for("desk.edit", bulletin_id=bulletin_id, _anchor="loi-doc"))


@pages.post("/<bulletin_id>/tieng")
@opens_to(Act.WRITE)
def render(bulletin_id: str) -> AnyResponse:
    """Order the sound of the present words."""
    with writing() as session:
        bulletins.prepare(session, station().speller, bulletin_id, by=me(), now=now())
    return redirect(url_for("desk.edit", bulletin_id=bulletin_id, _anchor="tieng"))


@pages.get("/<bulletin_id>/tieng")
@opens_to(Act.SEE_STATION)
def sound(bulletin_id: str) -> str:
    """Answer with where the making of the sound stands."""
    view = _view(bulletin_id)
    return render_template("sound.html", **_around(view))


@pages.post("/<bulletin_id>/gui")
@opens_to(Act.WRITE)
def submit(bulletin_id: str) -> AnyResponse | tuple[str, int]:
    """Hand the bulletin to the approvers."""
    try:
        with writing() as session:
            bulletins.submit(session, station().speller, bulletin_id, by=me(), now=now())
    except StationError as refusal:
        view = _view(bulletin_id)
        form = _form(view)
        form.refused(refusal)
        return _editor(form, view), 422
    flash(_("Đã gửi duyệt."))
    return redirect(url_for("desk.index"))


@pages.get("/<bulletin_id>/rut")
@opens_to(Act.WRITE, Act.APPROVE)
def withdraw(bulletin_id: str) -> str:
    """Ask for the reason before a bulletin leaves every plan."""
    return _reason(bulletin_id, Form())


@pages.post("/<bulletin_id>/rut")
@opens_to(Act.WRITE, Act.APPROVE)
def withdraw_now(bulletin_id: str) -> AnyResponse | tuple[str, int]:
    """Take a bulletin out of every plan that is not yet on air."""
    form = posted()
    try:
        with writing() as session:
            bulletins.withdraw(session, bulletin_id, reason=form.words("reason"), by=me(), now=now())
    except StationError as refusal:
        form.refused(refusal)
        return _reason(bulletin_id, form), 422
    flash(_("Đã rút. Các lần phát sau không còn bản tin này."))
    return redirect(url_for("desk.index"))


def _view(bulletin_id: str) -> EditorView:
    with reading() as session:
        return bulletin_pages.editor(session, commune_id(), bulletin_id)


def _form(view: EditorView) -> Form:
    return Form(
        title=view.title,
        text=view.text,
        topic=view.topic.value,
        precedence=view.precedence.name,
        expires_on=view.expires_on.isoformat(),
        hamlets=list(view.hamlets),
        revision=view.revision,
    )


def _wording(form: Form) -> Wording | None:
    topic, precedence = form.choice("topic", Topic), form.choice("precedence", Precedence)
    expires_on = form.need("expires_on", form.day("expires_on"), _("Ghi ngày cuối còn phát."))
    if topic is None or precedence is None or expires_on is None or form.errors:
        return None
    return Wording(
        title=form.words("title"),
        text=str(form.get("text") or ""),
        topic=topic,
        precedence=precedence,
        expires_on=expires_on,
        hamlets=form.many("hamlets"),
    )


def _reword(bulletin_id: str, form: Form) -> int | None:
    """Keep what was typed and return the new revision; None with the form's errors filled where refused."""
    wording = _wording(form)
    if wording is None:
        return None
    seen = form.whole("revision", least=0, most=10**9) or 0
    try:
        with writing() as session:
            kept = bulletins.reword(session, bulletin_id, wording, seen_revision=seen, by=me(), now=now())
            return kept.revision
    except StationError as refusal:
        if refusal.code == "not_found":
            abort(404)
        form.refused(refusal)
        return None


def _around(view: EditorView | None) -> dict[str, object]:
    """Return what the editor and its sound need to know about the bulletin."""
    rendering = view.rendering if view else None
    return {
        "view": view,
        "may_edit": me().may(Act.WRITE) and (view is None or view.state is not BulletinState.WITHDRAWN),
        "failure_words": words.failure(rendering.failure) if rendering and rendering.failure else "",
        "history_words": words.HISTORY,
        "outdated_sound": view is not None and is_outdated(view),
        "voices": recorded_voices() if view else (),
        **(sound_around() if view else {}),
    }


def _refused(form: Form, bulletin_id: str) -> tuple[str, int]:
    """Show what was typed again. Where another person was faster, saving once more replaces what they wrote."""
    view = _view(bulletin_id)
    met_another = form.words("revision") != str(view.revision)
    form["revision"] = view.revision
    return _editor(form, view, met_another=met_another), 422


def _editor(form: Form, view: EditorView | None, *, met_another: bool = False) -> str:
    with reading() as session:
        hamlets = list(hamlet_names(session, commune_id()).items())
    text = str(form.get("text") or "")
    made = view.rendering.sound if view and view.rendering else None
    return render_template(
        "editor.html",
        form=form,
        errors=form.errors,
        **said(text, view, made.duration_ms if made else None),
        hamlets=hamlets,
        announcements=ANNOUNCEMENTS,
        topics=[(topic.value, word) for topic, word in words.TOPICS.items()],
        met_another=met_another,
        **_around(view),
    )


def _reason(bulletin_id: str, form: Form) -> str:
    view = _view(bulletin_id)
    return render_template(
        "reason.html",
        form=form,
        errors=form.errors,
        ask_reason=True,
        reason_hint=_("Ghi vào lịch sử của bản tin"),
        question=_("Rút “%(title)s”?", title=view.title),
        effect=_(
            "Bản tin rời mọi lịch phát chưa lên sóng và không sửa lại được. Lần đang phát vẫn phát hết."
        ),
        verb=_("Rút bản tin"),
        is_grave=True,
        back=url_for("desk.edit", bulletin_id=bulletin_id),
        back_word=view.title,
    )
