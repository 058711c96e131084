"""*Khẩn cấp*: an alert is written, made audible in advance, confirmed by two, put on air, and ended by one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.command_tables import alerts as alert_rows
from broadcaster.domain.alert import Alert, AlertEnd, AlertForm, AlertPart, AlertTexts
from broadcaster.domain.alert_voice import AlertVoice
from broadcaster.domain.bulletin import RenditionState
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.tones import Tones
from broadcaster.domain.types import new_id
from broadcaster.services import alert_air, alert_limits, alert_voices, audit, commands, stopping
from broadcaster.services.ports import Speller


@dataclass(frozen=True)
class Draft:
    """All that is decided before anybody confirms."""

    form: AlertForm
    texts: AlertTexts
    hamlets: tuple[str, ...]
    is_exercise: bool
    every_min: int
    lasting_min: int
    source: str = ""


def write(
    session: Session,
    speller: Speller,
    draft: Draft,
    *,
    by: Person,
    now: datetime,
    is_template: bool = False,
) -> Alert:
    """Write an alert, and have its three texts spoken from this moment on.

    StationError `not_allowed`, `hamlet_unknown`, and what `Alert.check` refuses.
    """
    by.require(Act.ALERT)
    alert = Alert(
        id=new_id(),
        commune_id=by.commune_id,
        form=draft.form,
        texts=draft.texts,
        hamlets=draft.hamlets,
        is_exercise=draft.is_exercise,
        every_min=draft.every_min,
        lasting_min=draft.lasting_min,
        author_id=by.id,
        created_at=now,
        changed_at=now,
        is_template=is_template,
        source=draft.source,
    )
    alert.check()
    alert_limits.check_hamlets(session, alert)
    session.add(alert)
    session.flush()
    alert_voices.speak(session, speller, alert, now)
    audit.record(
        session,
        "alert_written",
        alert.id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        exercise=alert.is_exercise,
        kind=alert.form.kind,
    )
    return alert


def change(
    session: Session, speller: Speller, alert_id: str, draft: Draft, *, by: Person, now: datetime
) -> Alert:
    """Write an alert anew; whoever had confirmed must do so again. StationError as `write`, `alert_released`."""
    by.require(Act.ALERT)
    alert = get(session, alert_id, by=by)
    alert.changed(now)
    alert.form, alert.texts, alert.hamlets = draft.form, draft.texts, draft.hamlets
    alert.every_min, alert.lasting_min = draft.every_min, draft.lasting_min
    alert.check()
    alert_limits.check_hamlets(session, alert)
    alert_voices.speak(session, speller, alert, now)
    audit.record(
        session,
        "alert_changed",
        alert.id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        revision=alert.revision,
    )
    return alert


def confirm(
    session: Session, alert_id: str, *, revision: int, tones: Tones, by: Person, now: datetime
) -> Alert:
    """Take one person's word; the second one's puts the alert on air, or locks the template.

    The caller has had a fresh factor proven. StationError as `Alert.confirm`.
    """
    alert = get(session, alert_id, by=by)
    both = alert.confirm(revision=revision, by=by, now=now)
    audit.record(
        session,
        "alert_confirmed",
        alert.id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        revision=revision,
        second=both,
    )
    if both and not alert.is_template:
        _release(session, alert, tones, by, now)
    return alert


def fire(session: Session, template_id: str, *, tones: Tones, by: Person, now: datetime) -> Alert:
    """Put a locked template on air, by one person with a fresh factor.

    StationError `template_open`, `not_allowed`, `fired_often` (the next one takes two people again).
    """
    by.require(Act.ALERT)
    template = get(session, template_id, by=by)
    if not template.is_locked:
        raise StationError("template_open")
    alert_limits.check_often(session, template, now)
    alert = Alert(
        id=new_id(),
        commune_id=template.commune_id,
        form=template.form,
        texts=template.texts,
        hamlets=template.hamlets,
        is_exercise=template.is_exercise,
        every_min=template.every_min,
        lasting_min=template.lasting_min,
        author_id=by.id,
        created_at=now,
        changed_at=now,
        template_id=template.id,
        first_id=template.first_id,
        first_at=template.first_at,
        second_id=template.second_id,
        second_at=template.second_at,
    )
    session.add(alert)
    session.flush()
    for voice in alert_voices.current_voices(session, template):
        session.add(alert_voices.copied(voice, alert, now))
    session.flush()
    _release(session, alert, tones, by, now)
    return alert


def end(session: Session, alert_id: str, how: AlertEnd, *, tones: Tones, by: Person, now: datetime) -> Alert:
    """Silence an alert and say how it ended, by one person. StationError as `Alert.end`."""
    alert = get(session, alert_id, by=by)
    alert.end(how, by=by, now=now)
    fleet = fleet_rows.load(session, alert.commune_id)
    over = commands.withdraw(session, alert.id, now=now)
    for name in over:
        stopping.say_stop(
            session,
            alert.commune_id,
            alert_air.speakers(fleet, alert),
            groups=commands.groups_of(alert.hamlets),
            what=name,
            subject_id=alert.id,
            now=now,
        )
    if how is not AlertEnd.STOPPED:
        alert_air.say_end(
            session, fleet, alert, alert_voices.voice_of(session, alert, AlertPart(how.value)), tones, now
        )
    alert_air.tell_plans(session, alert)
    audit.record(session, "alert_ended", alert.id, by=by, commune_id=by.commune_id, now=now, how=how.value)
    return alert


def voice_made(session: Session, voice: AlertVoice, *, tones: Tones, now: datetime) -> None:
    """Say a text that became audible only after it was wanted."""
    alert = session.get_one(Alert, voice.alert_id)
    if alert.released_at is None or voice.revision != alert.revision:
        alert_air.tell_plans(session, alert)  # every speaker of the area fetches it in advance
        return
    fleet = fleet_rows.load(session, alert.commune_id)
    ended_with = alert.ended_how.value if alert.ended_how else None
    if voice.part is AlertPart.ALERT and alert.is_live(now):
        alert_air.say_alert(session, fleet, alert, voice, now)
    elif voice.part.value == ended_with:
        alert_air.say_end(session, fleet, alert, voice, tones, now)


def get(session: Session, alert_id: str, *, by: Person) -> Alert:
    """Return an alert of the commune. StationError `not_found`."""
    found = session.get(Alert, alert_id, with_for_update=True)
    if found is None or found.commune_id != by.commune_id:
        raise StationError("not_found", kind="alert")
    return found


def live(session: Session, commune_id: str, *, now: datetime) -> list[Alert]:
    """Return the alerts on air, the newest first."""
    found = session.scalars(
        select(Alert)
        .where(
            alert_rows.c.commune_id == commune_id,
            alert_rows.c.released_at.is_not(None),
            alert_rows.c.ended_at.is_(None),
        )
        .order_by(alert_rows.c.released_at.desc())
    )
    return [alert for alert in found if alert.is_live(now)]


def _release(session: Session, alert: Alert, tones: Tones, by: Person, now: datetime) -> None:
    alert.release(now)
    session.flush()
    fleet = fleet_rows.load(session, alert.commune_id)
    if alert.is_exercise:
        alert_limits.check_hours(session, fleet, alert, now)
    else:
        area = alert_air.speakers(fleet, alert)
        groups = commands.groups_of(alert.hamlets)
        stopping.lift(session, alert.commune_id, area, groups=groups, now=now)
    alert_air.say_attention(session, fleet, alert, tones, now)
    voice = alert_voices.voice_of(session, alert, AlertPart.ALERT)
    if voice is not None and voice.state is RenditionState.READY:
        alert_air.say_alert(session, fleet, alert, voice, now)
    alert_air.tell_plans(session, alert)
    audit.record(
        session,
        "alert_released",
        alert.id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        exercise=alert.is_exercise,
        hamlets=" ".join(alert.hamlets) or "all",
    )
