"""The form of an alert: read, prefilled, and turned into what will be said."""

from collections.abc import Sequence
from datetime import datetime

from broadcaster.domain.alert import Alert, AlertForm, AlertPart, AlertTexts, Danger
from broadcaster.domain.alert_labels import danger_level, parts_of
from broadcaster.domain.alert_words import compose
from broadcaster.domain.errors import StationError
from broadcaster.services.alerts import Draft
from webui import figures
from webui.forms import Form
from webui.house import station
from webui.language import _, later

FIELDS = ("kind", "time", "place", "intensity", "area", "forecast", "advice")
FIELD_WORDS: dict[str, str] = {
    "kind": later("Loại sự cố"),
    "time": later("Thời gian"),
    "place": later("Địa điểm"),
    "intensity": later("Cường độ"),
    "area": later("Khu vực ảnh hưởng"),
    "forecast": later("Dự báo diễn biến"),
    "advice": later("Cảnh báo và việc cần làm"),
}
DANGERS: dict[Danger, str] = {
    Danger.LEVEL_1: later("Cấp 1"),
    Danger.LEVEL_2: later("Cấp 2"),
    Danger.LEVEL_3: later("Cấp 3"),
    Danger.UNKNOWN: later("Chưa rõ"),
}
PARTS: dict[AlertPart, str] = {
    AlertPart.ALERT: later("Tin khẩn cấp"),
    AlertPart.ALL_CLEAR: later("Tin báo yên"),
    AlertPart.CORRECTION: later("Tin đính chính"),
}
EVERY = (0, 2, 5, 10, 15, 30)
LASTING = (10, 15, 30, 60, 120, 360, 720)
WHOLE, SOME = "all", "some"


def empty(*, is_exercise: bool) -> Form:
    """Return a form to begin with."""
    return Form(
        exercise="1" if is_exercise else "",
        danger=Danger.UNKNOWN.value,
        where=WHOLE,
        hamlets=(),
        every_min="5",
        lasting_min="30",
        origin="",
    )


def of_alert(alert: Alert) -> Form:
    """Return the form as it was saved."""
    plain = alert.form.to_plain()
    form = Form(
        **plain,
        exercise="1" if alert.is_exercise else "",
        where=SOME if alert.hamlets else WHOLE,
        hamlets=alert.hamlets,
        every_min=str(alert.every_min),
        lasting_min=str(alert.lasting_min),
        origin=alert.source,
    )
    form.update({f"text_{part.value}": alert.texts.of(part) for part in AlertPart})
    return form


def from_words(title: str, text: str, issued_at: datetime, hamlets: Sequence[str]) -> dict[str, str]:
    """Return what an office's message says in each field; its title, hour and places where no line names them."""
    parts = parts_of(text)
    wall = figures.Wall(station().commune.zone)
    told = {
        "kind": title,
        "time": _(
            "theo tin của tỉnh lúc %(at)s ngày %(day)s",
            at=wall.clock(issued_at),
            day=figures.full_day(wall.day(issued_at)),
        ),
        "area": ", ".join(hamlets) or station().commune.name.partition("(")[0].strip(),
        **parts,
    }
    return {**told, "danger": danger_level(parts.get("danger", ""))}


def read(form: Form, before: Alert | None) -> Draft | None:
    """Read a draft; None where something is missing, with the sentence beside its field.

    A text that nobody touched follows the form; one that was changed by hand stays as it is.
    """
    danger = form.choice("danger", Danger)
    every_min = form.need("every_min", form.whole("every_min", least=0, most=60), _("Chọn khoảng lặp lại."))
    lasting_min = form.need(
        "lasting_min", form.whole("lasting_min", least=5, most=1440), _("Chọn thời gian kéo dài.")
    )
    is_somewhere = form.words("where") == SOME
    if is_somewhere and not form.many("hamlets"):
        form.wrong("hamlets", _("Chọn ít nhất một thôn, hoặc chọn toàn xã."))
    for name in FIELDS:
        if not form.words(name):
            form.wrong(name, _("Ghi mục này; chưa biết thì ghi “chưa rõ”."))
    if danger is None or every_min is None or lasting_min is None or form.errors:
        return None
    filled = AlertForm(danger=danger, **{name: form.words(name) for name in FIELDS})
    is_exercise = bool(form.words("exercise"))
    return Draft(
        form=filled,
        texts=_texts(form, filled, before, is_exercise=is_exercise),
        hamlets=form.many("hamlets") if is_somewhere else (),
        is_exercise=is_exercise,
        every_min=every_min,
        lasting_min=lasting_min,
        source=form.words("origin"),
    )


def refused(form: Form, refusal: StationError) -> None:
    """Put a refusal beside its field."""
    from webui.errors import sentence

    if refusal.code == "alert_field":
        form.wrong(str(refusal.facts["field"]), _("Mục này dài quá %(n)s ký tự.", n=refusal.facts["limit"]))
    elif refusal.code == "alert_text":
        form.wrong(f"text_{refusal.facts['part']}", sentence(refusal))
    else:
        form.refused(refusal)


def _texts(form: Form, filled: AlertForm, before: Alert | None, *, is_exercise: bool) -> AlertTexts:
    name = station().commune.name
    fresh = compose(filled, commune=name, is_exercise=is_exercise)
    if before is None:
        untouched = dict.fromkeys(AlertPart, "")
    else:
        old = compose(before.form, commune=name, is_exercise=before.is_exercise)
        untouched = {part: old.of(part) for part in AlertPart}
    chosen = {}
    for part in AlertPart:
        typed = " ".join(form.words(f"text_{part.value}").split())
        chosen[part.value] = fresh.of(part) if typed in {"", untouched[part]} else typed
    return AlertTexts(**chosen)
