"""*Khẩn cấp* and its exercise: write, confirm by two, put on air, and end by one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.alert import CONFIRMED_FOR, Alert, AlertEnd
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.queries import emergency as rows
from broadcaster.queries import emergency_live
from broadcaster.services import alerts, cap_inbox, factors, silence
from webui import emergency_form
from webui.access import opens_to
from webui.cap_words import SIGNATURES
from webui.emergency_form import DANGERS, EVERY, LASTING, PARTS
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, writing
from webui.language import _
from webui.proving import prove, proving, refuse

pages = Blueprint("emergency", __name__, url_prefix="/khan-cap")
Answer = AnyResponse | str | tuple[str, int]


@pages.get("/")
@opens_to(Act.SEE_STATION)
def desk() -> str:
    """Show what is on air, and the form for the next alert."""
    return page(emergency_form.empty(is_exercise=False), is_exercise=False)


@pages.get("/dien-tap")
@opens_to(Act.SEE_STATION)
def drill() -> str:
    """Show the exercise's own page."""
    return page(emergency_form.empty(is_exercise=True), is_exercise=True)


@pages.get("/<alert_id>")
@opens_to(Act.SEE_STATION)
def alert(alert_id: str) -> str:
    """Show one alert: to change, to confirm, or on air."""
    with reading() as session:
        line, _voices = rows.alert(session, commune_id(), alert_id)
    return page(emergency_form.of_alert(line.alert), is_exercise=line.alert.is_exercise, alert_id=alert_id)


@pages.post("/luu")
@opens_to(Act.ALERT)
@proving
def save() -> Answer:
    """Write an alert; with a fresh factor beside it, be its first person at once."""
    form = posted("hamlets")
    is_exercise = bool(form.words("exercise"))
    draft = emergency_form.read(form, None)
    if draft is not None:
        try:
            with writing() as session:
                made = alerts.write(
                    session,
                    station().speller,
                    draft,
                    by=me(),
                    now=now(),
                    is_template=form.words("do") == "template",
                )
                if form.words("do") == "confirm":
                    _confirm(session, made, made.revision, form)
            flash(_("Đã lưu. Lời đọc đang được tạo tiếng sẵn."))
            return redirect(url_for("emergency.alert", alert_id=made.id))
        except StationError as refusal:
            _refuse(form, refusal)
    return page(form, is_exercise=is_exercise), 422


@pages.post("/<alert_id>/sua")
@opens_to(Act.ALERT)
def change(alert_id: str) -> Answer:
    """Write an alert anew; who had confirmed must do so again."""
    form = posted("hamlets")
    with reading() as session:
        before = rows.alert(session, commune_id(), alert_id)[0].alert
    draft = emergency_form.read(form, before)
    if draft is not None:
        try:
            with writing() as session:
                alerts.change(session, station().speller, alert_id, draft, by=me(), now=now())
            flash(_("Đã sửa. Ai đã xác nhận phải xác nhận lại."))
            return redirect(url_for("emergency.alert", alert_id=alert_id))
        except StationError as refusal:
            _refuse(form, refusal)
    return page(form, is_exercise=before.is_exercise, alert_id=alert_id), 422


@pages.post("/<alert_id>/xac-nhan")
@opens_to(Act.ALERT)
@proving
def confirm(alert_id: str) -> Answer:
    """Take one person's word, with a fresh factor; the second one's puts the alert on air."""
    form = posted()
    try:
        with writing() as session:
            found = alerts.get(session, alert_id, by=me())
            _confirm(session, found, _revision(form), form)
    except StationError as refusal:
        return _again(alert_id, refusal)
    if found.released_at is None and not found.is_locked:
        flash(_("Đã xác nhận. Chờ người thứ hai trong %(n)s phút.", n=CONFIRMED_FOR.seconds // 60))
    return redirect(url_for("emergency.alert", alert_id=alert_id))


@pages.post("/<alert_id>/phat")
@opens_to(Act.ALERT)
@proving
def fire(alert_id: str) -> Answer:
    """Put a locked template on air, by one person with a fresh factor."""
    try:
        with writing() as session:
            prove(session, posted())
            made = alerts.fire(session, alert_id, tones=station().tones, by=me(), now=now())
    except StationError as refusal:
        return _again(alert_id, refusal)
    return redirect(url_for("emergency.alert", alert_id=made.id))


@pages.post("/<alert_id>/ket-thuc")
@opens_to(Act.ALERT)
def end(alert_id: str) -> Answer:
    """End an alert: with the all-clear, with a correction, or without a word. One person is enough."""
    form = posted()
    how = form.choice("how", AlertEnd)
    if how is not None:
        try:
            with writing() as session:
                alerts.end(session, alert_id, how, tones=station().tones, by=me(), now=now())
        except StationError as refusal:
            return _again(alert_id, refusal)
    return redirect(url_for("emergency.alert", alert_id=alert_id))


@pages.post("/<alert_id>/giu-im")
@opens_to(Act.STOP)
@proving
def keep_silent(alert_id: str) -> Answer:
    """Agree, as the second person, that an alert stays silent without a word."""
    try:
        with writing() as session:
            prove(session, posted())
            silence.keep(session, alert_id, by=me(), now=now())
    except StationError as refusal:
        return _again(alert_id, refusal)
    flash(_("Đã đồng ý giữ im. Tin khẩn cấp không tự phát lại nữa."))
    return redirect(url_for("emergency.alert", alert_id=alert_id))


def _revision(form: Form) -> int:
    """Return which wording the page showed; what is no number never was one."""
    return form.whole("revision", least=1, most=1_000_000) or 0


def _confirm(session: Session, found: Alert, revision: int, form: Form) -> None:
    prove(session, form)
    alerts.confirm(session, found.id, revision=revision, tones=station().tones, by=me(), now=now())


def _refuse(form: Form, refusal: StationError) -> None:
    if refusal.code in {"alert_field", "alert_text"}:
        emergency_form.refused(form, refusal)
    else:
        refuse(form, refusal)


def _again(alert_id: str, refusal: StationError) -> tuple[str, int]:
    with reading() as session:
        found = rows.alert(session, commune_id(), alert_id)[0].alert
    form = emergency_form.of_alert(found)
    _refuse(form, refusal)
    return page(form, is_exercise=found.is_exercise, alert_id=alert_id), 422


def page(form: Form, *, is_exercise: bool, alert_id: str | None = None) -> str:
    """Draw the page of alerts, or its exercise twin, around a form as it was typed."""
    with reading() as session:
        fleet = rows.fleet(session, commune_id())
        desk_rows = rows.desk(session, commune_id(), is_exercise=is_exercise, now=now())
        line, voices = rows.alert(session, commune_id(), alert_id) if alert_id else (None, ())
        shown = [line.alert] if line and line.alert.released_at else list(desk_rows.live)
        live = [emergency_live.live_alert(session, each.id, commune_id(), now=now()) for each in shown]
        has_phone = factors.has_factor(session, me().id)
        notices = () if alert_id else cap_inbox.waiting(session, commune_id(), now=now())
        feed = cap_inbox.standing(session, commune_id()) if station().settings.cap_feed else None
    chosen = form.many("hamlets") if form.words("where") == emergency_form.SOME else ()
    return render_template(
        "emergency.html",
        form=form,
        errors=form.errors,
        is_exercise=is_exercise,
        line=line,
        voices={voice.part: voice for voice in voices},
        parts_words=PARTS,
        field_words=emergency_form.FIELD_WORDS,
        desk=desk_rows,
        live=live,
        fleet=fleet,
        reach=rows.reach(fleet, chosen),
        has_phone=has_phone,
        notices=notices,
        signature_words=SIGNATURES,
        feed=feed,
        dangers_plain=[(danger.value, word) for danger, word in DANGERS.items()],
        repeat_choices=[(n, _("mỗi %(n)s phút", n=n) if n else _("một lần, không lặp")) for n in EVERY],
        lasting_choices=[(n, _length(n)) for n in LASTING],
        patience=CONFIRMED_FOR,
        places=[hamlet.name for hamlet in fleet.hamlets if hamlet.code in chosen],
    )


def _length(minutes: int) -> str:
    return _("%(n)s giờ", n=minutes // 60) if minutes >= 60 else _("%(n)s phút", n=minutes)


@pages.get("/uoc-tinh")
@opens_to(Act.ALERT)
def reach() -> str:
    """Count whom the chosen hamlets would reach, while they are being chosen."""
    hamlets = request.args.getlist("hamlets") if request.args.get("where") == emergency_form.SOME else []
    with reading() as session:
        fleet = rows.fleet(session, commune_id())
    found = rows.reach(fleet, hamlets)
    if request.args.get("where") == emergency_form.SOME and not hamlets:
        found = rows.Reach(0, 0, 0)
    return render_template(
        "emergency_reach.html", reach=found, is_exercise=bool(request.args.get("exercise"))
    )
