"""CAP 1.2: a message of another office fills the form, and our own alerts leave as files."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.adapters import cap
from broadcaster.adapters.cap_signature import Received, receive, trusted_in
from broadcaster.adapters.strict_xml import LARGEST
from broadcaster.domain.cap_notice import CapSignature, CapState
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.queries import emergency as rows
from broadcaster.services import cap_inbox
from webui import emergency, emergency_form
from webui.access import opens_to
from webui.cap_words import signature_told
from webui.forms import WARNING, Form
from webui.house import commune_id, me, now, reading, station, writing
from webui.language import _

pages = Blueprint("cap", __name__, url_prefix="/cap")


@pages.post("/nhap")
@opens_to(Act.ALERT)
def take_in() -> AnyResponse | str | tuple[str, int]:
    """Fill the form with a message; nothing is saved, nothing sounds."""
    is_exercise = bool(request.form.get("exercise"))
    upload = request.files.get("file")
    form = emergency_form.empty(is_exercise=is_exercise)
    try:
        received = _receive(upload.stream.read(LARGEST + 1) if upload else b"")
    except StationError as refusal:
        form.refused(refusal)
        return emergency.page(form, is_exercise=is_exercise), 422
    message = received.message
    if not message.asks_for_sound:
        flash(_("Tin này chỉ là thư trả lời (%(kind)s), không có gì để phát.", kind=message.kind))
        return redirect(url_for("emergency.drill" if is_exercise else "emergency.desk"))
    return _form_of(received)


@pages.post("/<notice_id>/dung")
@opens_to(Act.ALERT)
def use(notice_id: str) -> AnyResponse | str | tuple[str, int]:
    """Fill the form with a message that the watched feed brought; nothing is saved, nothing sounds."""
    try:
        with writing() as session:
            body = cap_inbox.handle(session, notice_id, CapState.USED, by=me(), now=now()).body
        received = _receive(body.encode())
    except StationError as refusal:
        form = emergency_form.empty(is_exercise=False)
        form.refused(refusal)
        return emergency.page(form, is_exercise=False), 422
    return _form_of(received)


@pages.post("/<notice_id>/bo")
@opens_to(Act.ALERT)
def dismiss(notice_id: str) -> AnyResponse:
    """Put a message aside."""
    with writing() as session:
        cap_inbox.handle(session, notice_id, CapState.DISMISSED, by=me(), now=now())
    flash(_("Đã bỏ qua tin này."))
    return redirect(url_for("emergency.desk"))


@pages.get("/<alert_id>.xml")
@opens_to(Act.SEE_STATION)
def export(alert_id: str) -> Response:
    """Answer with an alert of ours as a file."""
    with reading() as session:
        found = rows.alert(session, commune_id(), alert_id)[0].alert
        names = {hamlet.code: hamlet.name for hamlet in rows.fleet(session, commune_id()).hamlets}
    areas = tuple(names[code] for code in found.hamlets if code in names)
    answer = Response(
        cap.write(found, sender=station().commune.code, areas=areas, now=now()),
        mimetype="application/cap+xml",
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.id}.xml"'
    return answer


def _receive(data: bytes) -> Received:
    return receive(data, trusted_in(station().settings.cap_trusted), now=now())


def _form_of(received: Received) -> str:
    """Draw the form, filled with a message, below what has to be known of it before anybody confirms it."""
    message = received.message
    _tell(message)
    is_verified = received.signature is CapSignature.GOOD
    flash(signature_told(received.signature, received.signer), "message" if is_verified else WARNING)
    return emergency.page(_filled(message), is_exercise=message.is_exercise)


def _filled(message: cap.CapMessage) -> Form:
    form = emergency_form.empty(is_exercise=message.is_exercise)
    form.update(message.form.to_plain())
    form["origin"] = f"CAP {message.sender} {message.identifier}"[:300]
    return form


def _tell(message: cap.CapMessage) -> None:
    if message.is_exercise:
        flash(
            _(
                "Tin gửi đến là %(status)s, không phải thật: chỉ phát được như diễn tập.",
                status=message.status,
            ),
            WARNING,
        )
    named = ", ".join(message.references) or "–"
    if message.kind == "Update":
        flash(_("Tin này sửa lại tin trước: %(refs)s.", refs=named), WARNING)
    if message.kind == "Cancel":
        flash(_("Tin này rút lại tin trước: %(refs)s.", refs=named), WARNING)
    if not message.counts_at(now()):
        flash(_("Tin này đã hết hạn. Hỏi lại nơi gửi trước khi phát."), WARNING)
