"""Alerts of others and to others: the Common Alerting Protocol 1.2 (OASIS, 1 July 2010; ITU-T X.1303 bis).

Read strictly: UTF-8 XML without a document type, so that there are no entities to expand and nothing to fetch. What
is read fills a form for people to confirm; nothing sounds because of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from broadcaster.adapters.strict_xml import Node, XmlRefusedError, parse
from broadcaster.domain.alert import Alert, AlertEnd, AlertForm, Danger
from broadcaster.domain.errors import StationError

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
_STATUSES: Final = frozenset({"Actual", "Exercise", "System", "Test", "Draft"})
_TYPES: Final = frozenset({"Alert", "Update", "Cancel", "Ack", "Error"})
_DANGERS: Final = {
    "Extreme": Danger.LEVEL_3,
    "Severe": Danger.LEVEL_2,
    "Moderate": Danger.LEVEL_1,
    "Minor": Danger.LEVEL_1,
}
_SEVERITIES: Final = {Danger.LEVEL_3: "Extreme", Danger.LEVEL_2: "Severe", Danger.LEVEL_1: "Moderate"}
_UNKNOWN: Final = "chưa rõ"


@dataclass(frozen=True)
class CapMessage:
    """What a CAP message says, as far as our form has room for it.

    `references` are the identifiers of earlier messages that this one updates or cancels.
    """

    identifier: str
    sender: str
    sent_at: datetime
    status: str
    kind: str
    references: tuple[str, ...]
    expires_at: datetime | None
    form: AlertForm

    @property
    def is_exercise(self) -> bool:
        """Tell whether it is for anything but the real thing."""
        return self.status != "Actual"

    @property
    def asks_for_sound(self) -> bool:
        """Tell whether it is more than a letter between offices."""
        return self.kind in {"Alert", "Update", "Cancel"}

    def counts_at(self, now: datetime) -> bool:
        """Tell whether it has not expired."""
        return self.expires_at is None or now < self.expires_at


def read(data: bytes) -> CapMessage:
    """Read a message. StationError `cap_invalid` with why."""
    try:
        root = parse(data, NAMESPACE)
    except XmlRefusedError as refusal:
        raise _invalid(str(refusal)) from refusal
    if root.name != f"{NAMESPACE}}}alert":
        raise _invalid("it is no CAP 1.2 alert")
    status, kind = root.word("status"), root.word("msgType")
    if status not in _STATUSES or kind not in _TYPES:
        raise _invalid(f"status {status!r}, msgType {kind!r}")
    identifier, sender = root.word("identifier"), root.word("sender")
    if not identifier or not sender:
        raise _invalid("identifier or sender is missing")
    info = _info(root)
    return CapMessage(
        identifier=identifier,
        sender=sender,
        sent_at=_moment(root.word("sent")),
        status=status,
        kind=kind,
        references=tuple(
            each.split(",")[1] for each in root.word("references").split() if each.count(",") == 2
        ),
        expires_at=_moment(info.word("expires")) if info.word("expires") else None,
        form=_form(info),
    )


def write(alert: Alert, *, sender: str, areas: tuple[str, ...], now: datetime) -> bytes:
    """Spell an alert of ours. An ended one becomes a Cancel, a corrected one too, each referring to the alert."""
    root = Element("alert", xmlns=NAMESPACE)
    sent_at = alert.ended_at or alert.released_at or now
    is_over = alert.ended_how is not None
    _add(root, "identifier", f"{alert.id}-end" if is_over else alert.id)
    _add(root, "sender", sender)
    _add(root, "sent", _spell(sent_at))
    status = "Exercise" if alert.is_exercise else "Actual" if alert.released_at else "Draft"
    _add(root, "status", status)
    _add(root, "msgType", "Cancel" if is_over else "Alert")
    _add(root, "scope", "Public")
    if is_over:
        _add(root, "references", f"{sender},{alert.id},{_spell(alert.released_at or sent_at)}")
    _write_info(root, alert, areas)
    spelled: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{spelled}\n'.encode()


def _write_info(root: Element, alert: Alert, areas: tuple[str, ...]) -> None:
    info = SubElement(root, "info")
    for name, value in (
        ("language", "vi-VN"),
        ("category", "Safety"),
        ("event", alert.form.kind),
        ("responseType", "AllClear" if alert.ended_how is AlertEnd.ALL_CLEAR else "Execute"),
        ("urgency", "Past" if alert.ended_how else "Immediate"),
        ("severity", _SEVERITIES.get(alert.form.danger, "Unknown")),
        ("certainty", "Observed"),
    ):
        _add(info, name, value)
    if alert.until_at is not None:
        _add(info, "expires", _spell(alert.until_at))
    _add(info, "senderName", "Đài truyền thanh xã")
    _add(info, "headline", alert.form.kind)
    _add(
        info,
        "description",
        alert.texts.correction if alert.ended_how is AlertEnd.CORRECTION else _told(alert),
    )
    _add(info, "instruction", alert.form.advice)
    area = SubElement(info, "area")
    _add(area, "areaDesc", f"{alert.form.area} ({', '.join(areas)})" if areas else alert.form.area)


def _told(alert: Alert) -> str:
    form = alert.form
    return f"{form.time}. {form.place}. {form.intensity}. {form.forecast}"


def _info(root: Node) -> Node:
    """Return the block in Vietnamese, else the first."""
    blocks = list(root.all("info"))
    if not blocks:
        return Node(f"{NAMESPACE}}}info", NAMESPACE)
    return next((each for each in blocks if each.word("language").lower().startswith("vi")), blocks[0])


def _form(info: Node) -> AlertForm:
    areas = [area.word("areaDesc") for area in info.all("area")]
    onset = info.word("onset") or info.word("effective")
    return AlertForm(
        kind=(info.word("event") or info.word("headline") or _UNKNOWN)[:1000],
        time=_wall(onset) if onset else _UNKNOWN,
        place=", ".join(filter(None, areas))[:1000] or _UNKNOWN,
        intensity=_UNKNOWN,
        danger=_DANGERS.get(info.word("severity"), Danger.UNKNOWN),
        area=", ".join(filter(None, areas))[:1000] or _UNKNOWN,
        forecast=(info.word("description") or info.word("headline") or _UNKNOWN)[:1000],
        advice=(info.word("instruction") or _UNKNOWN)[:1000],
    )


def _wall(text: str) -> str:
    moment = _moment(text)
    return f"{moment:%H:%M} ngày {moment:%d/%m/%Y}"


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _invalid(f"no date: {text[:40]!r}") from error
    if moment.tzinfo is None:
        raise _invalid(f"a date without its offset: {text[:40]!r}")
    return moment


def _spell(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "-00:00")


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _invalid(why: str) -> StationError:
    return StationError("cap_invalid", why=why)
