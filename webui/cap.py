"""CAP 1.2: a message of another office fills the form, and our own alerts leave as files."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.adapters import cap
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.queries import emergency as rows
from webui import emergency, emergency_form
from webui.access import opens_to
from webui.forms import Form
from webui.house import commune_id, now, reading, station
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
        message = cap.read(upload.stream.read(cap.LARGEST + 1) if upload else b"")
    except StationError as refusal:
        form.refused(refusal)
        return emergency.page(form, is_exercise=is_exercise), 422
    if message.kind in {"Ack", "Error"}:
        flash(_("Tin này chỉ là thư trả lời (%(kind)s), không có gì để phát.", kind=message.kind))
        return redirect(url_for("emergency.drill" if is_exercise else "emergency.desk"))
    _tell(message)
    return emergency.page(_filled(message), is_exercise=message.is_exercise)


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


def _filled(message: cap.CapMessage) -> Form:
    form = emergency_form.empty(is_exercise=message.is_exercise)
    form.update(message.form.to_plain())
    form["origin"] = f"CAP {message.sender} {message.identifier}"[:300]
    return form


def _tell(message: cap.CapMessage) -> None:
    """Say what the reader has to know of the message before anybody confirms it."""
    if message.is_exercise:
        flash(
            _(
                "Tin gửi đến là %(status)s, không phải thật: chỉ phát được như diễn tập.",
                status=message.status,
            )
        )
    if message.kind in {"Update", "Cancel"}:
        named = ", ".join(message.references) or "–"
        flash(_("Tin này %(kind)s tin trước: %(refs)s.", kind=message.kind, refs=named))
    if not message.counts_at(now()):
        flash(_("Tin này đã hết hạn. Hỏi lại nơi gửi trước khi phát."))
    flash(
        _("Có chữ ký số nhưng đài chưa kiểm được; gọi lại nơi gửi để chắc.")
        if message.is_signed
        else _("Tin không có chữ ký số; gọi lại nơi gửi để chắc.")
    )
