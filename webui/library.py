"""*Kho âm thanh*: bring a sound or record one, see it taken in, say what it is and by what right it airs."""

from typing import BinaryIO, cast

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import validate_csrf
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.library import LONGEST_TITLE, SoundCard, SoundKind, SoundLicence, SoundState
from broadcaster.domain.people import Act
from broadcaster.domain.types import new_id
from broadcaster.queries import library_page
from broadcaster.services import library
from webui import figures
from webui.access import opens_to
from webui.errors import sentence
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, today, writing
from webui.language import _
from webui.library_words import FAILURES, KINDS, LICENCES
from webui.moments import page_number

pages = Blueprint("library", __name__, url_prefix="/kho-am-thanh")
MOST_BYTES = 200_000_000
MOST_VOICE_BYTES = 20_000_000
"""Two minutes of whatever a phone's recorder writes, uncompressed even; ten of a unit's MP3."""


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """List the sounds."""
    chosen = next((kind for kind in SoundKind if kind.value == request.args.get("loai")), None)
    with reading() as session:
        page = library_page.sound_page(
            session,
            commune_id(),
            words=request.args.get("tim", "").strip(),
            kind=chosen,
            page=page_number(),
        )
    return render_template("library.html", page=page, chosen=chosen, **_words())


@pages.get("/them")
@opens_to(Act.WRITE)
def add() -> str:
    """Ask for a file or a recording."""
    form = Form(kind=SoundKind.SPEECH.value, licence=SoundLicence.OWN.value)
    return render_template(
        "sound_add.html", form=form, errors={}, most_mb=MOST_BYTES // 1_000_000, **_words()
    )


@pages.post("/nhan")
@opens_to(Act.WRITE, Act.REQUEST, Act.CONTRIBUTE)
def receive() -> tuple[Response, int]:
    """Keep the bytes that a page's script sends as they are, with the card in the address; a renderer does the rest.

    The answer is read by that script: where to go on, or the sentences of what is wrong. The body is not a form, so
    it goes straight to the disk, and only after the sender and the card have been looked at.
    """
    if not _is_from_our_page():
        return jsonify(errors={"": _("Trang mở quá lâu. Tải lại trang rồi gửi lại.")}), 400
    is_ours = me().may(Act.WRITE)
    request.max_content_length = MOST_BYTES if is_ours else MOST_VOICE_BYTES
    form = Form(request.args)
    try:
        card = _card(form) if is_ours else SoundCard(_voice_title(), SoundKind.SPEECH, SoundLicence.OWN)
        if card is None:
            return jsonify(errors=form.errors), 422
        card.check()
        brought = _keep(card, request.max_content_length)
    except StationError as refusal:
        form.refused(refusal)
        return jsonify(errors=form.errors or {"": sentence(refusal)}), 422
    return jsonify(id=brought, next=url_for("library.show", sound_id=brought)), 201


@pages.get("/<sound_id>")
@opens_to(Act.SEE_STATION)
def show(sound_id: str) -> str:
    """Open one sound."""
    view = _view(sound_id)
    return _page(view, _card_form(view))


@pages.get("/<sound_id>/tinh-trang")
@opens_to(Act.SEE_STATION)
def standing(sound_id: str) -> Response:
    """Answer with where the taking-in stands; once it is over, all of the page is another."""
    view = _view(sound_id)
    answer = Response(render_template("sound_standing.html", view=view, **_words()))
    if view.state is not SoundState.WAITING:
        answer.headers["HX-Refresh"] = "true"
    return answer


@pages.post("/<sound_id>")
@opens_to(Act.WRITE)
def describe(sound_id: str) -> AnyResponse | tuple[str, int]:
    """Say something else of a sound."""
    form = posted()
    card = _card(form)
    if card is not None:
        try:
            with writing() as session:
                library.describe(session, sound_id, card, by=me(), now=now())
            flash(_("Đã lưu."))
            return redirect(url_for("library.show", sound_id=sound_id))
        except StationError as refusal:
            form.refused(refusal)
    return _page(_view(sound_id), form), 422


@pages.post("/<sound_id>/cat")
@opens_to(Act.WRITE)
def cut(sound_id: str) -> AnyResponse | tuple[str, int]:
    """Make a sound of a part of this one."""
    form = posted()
    told = _("Ghi phút và giây, như 1:05,5.")
    from_ms = form.need("from", form.span_ms("from"), told)
    until_ms = form.need("until", form.span_ms("until"), told)
    if from_ms is not None and until_ms is not None:
        try:
            with writing() as session:
                part = library.cut(
                    session,
                    sound_id,
                    form.words("part_title"),
                    from_ms=from_ms,
                    until_ms=until_ms,
                    by=me(),
                    now=now(),
                )
            return redirect(url_for("library.show", sound_id=part.id))
        except StationError as refusal:
            if refusal.code == "not_found":
                raise
            form.refused(refusal)
    view = _view(sound_id)
    form.update(_card_form(view) | form)
    return _page(view, form), 422


@pages.post("/<sound_id>/bo")
@opens_to(Act.WRITE)
def remove(sound_id: str) -> AnyResponse:
    """Take a sound out of the library, unless a log or a plan refers to it."""
    try:
        with writing() as session:
            gone = library.remove(session, sound_id, by=me(), now=now())
    except StationError as refusal:
        if refusal.code != "sound_in_use":
            raise
        flash(sentence(refusal))
        return redirect(url_for("library.show", sound_id=sound_id))
    flash(_("Đã bỏ “%(title)s” khỏi kho.", title=gone.title))
    return redirect(url_for("library.index"))


def _is_from_our_page() -> bool:
    try:
        validate_csrf(request.headers.get("X-CSRFToken", ""))
    except ValueError:  # wtforms' ValidationError is one
        return False
    return True


def _voice_title() -> str:
    return _("Tiếng của đơn vị") if me().may(Act.CONTRIBUTE) else _("Tiếng của trưởng thôn")


def _keep(card: SoundCard, most_bytes: int) -> str:
    sound_id = new_id()
    uploads = station().uploads
    uploads.receive(sound_id, cast("BinaryIO", request.stream), most_bytes=most_bytes)
    try:
        with writing() as session:
            library.bring(session, sound_id, card, by=me(), now=now())
    except BaseException:
        uploads.discard(sound_id)
        raise
    return sound_id


def _card(form: Form) -> SoundCard | None:
    kind, licence = form.choice("kind", SoundKind), form.choice("licence", SoundLicence)
    expires_on = form.day("expires_on")
    if kind is None or licence is None or form.errors:
        return None
    return SoundCard(form.words("title"), kind, licence, form.words("source"), expires_on)


def _view(sound_id: str) -> library_page.SoundView:
    with reading() as session:
        return library_page.sound_view(session, commune_id(), sound_id)


def _card_form(view: library_page.SoundView) -> Form:
    card = view.card
    form = Form(title=card.title, kind=card.kind.value, licence=card.licence.value)
    form |= {"source": card.source, "expires_on": card.expires_on.isoformat() if card.expires_on else ""}
    if view.sound:
        title = _("%(title)s (đoạn cắt)", title=card.title)[:LONGEST_TITLE]
        form |= {"part_title": title, "from": "0:00,0", "until": figures.place(view.sound.duration_ms)}
    return form


def _page(view: library_page.SoundView, form: Form) -> str:
    return render_template("library_sound.html", view=view, form=form, errors=form.errors, **_words())


def _words() -> dict[str, object]:
    return {
        "kinds": KINDS,
        "licences": LICENCES,
        "failures": FAILURES,
        "SoundState": SoundState,
        "today": today(),
        "place": figures.place,
        "kind_choices": [(kind.value, word) for kind, word in KINDS.items()],
        "licence_choices": [(licence.value, word) for licence, word in LICENCES.items()],
    }
