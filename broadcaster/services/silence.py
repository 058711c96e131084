"""Keeping a real alert silent: one person may for two minutes, only two may for longer.

A stop, or an end without a word, works at once, whoever presses. Whoever presses may also be mistaken, or mean ill:
so the alert sounds again by itself, unless another person agrees that silence is right.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.command_tables import alerts as alert_rows
from broadcaster.domain.alert import LASTING_MIN, SILENCE_ALONE, Alert, AlertEnd, AlertPart
from broadcaster.domain.bulletin import RenditionState
from broadcaster.domain.device import Device
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.people import Person
from broadcaster.domain.stop import Stop
from broadcaster.domain.tones import Tones
from broadcaster.services import alert_air, alert_voices, alerts, audit, stopping


def keep(session: Session, alert_id: str, *, by: Person, now: datetime) -> Alert:
    """Be the second person who wants an alert silent. The caller has had a fresh factor proven.

    StationError `not_found`, and what `Alert.keep_silent` refuses.
    """
    alert = alerts.get(session, alert_id, by=by)
    alert.keep_silent(by=by, now=now)
    audit.record(session, "silence_kept", alert.id, by=by, commune_id=by.commune_id, now=now)
    return alert


def keep_stop(session: Session, stop_id: str, *, by: Person, now: datetime) -> Stop:
    """Be the second person who wants a stop to hold over a live alert; all that it silenced stays silent.

    StationError `not_found`, and what `Stop.keep` refuses.
    """
    found = stopping.get(session, stop_id, by=by)
    found.keep(by=by, now=now)
    for alert in _silenced(session, found, now):
        alert.keep_silent(by=by, now=now)
    audit.record(session, "stop_kept", found.id, by=by, commune_id=by.commune_id, now=now)
    return found


def returns_at(session: Session, found: Stop, *, now: datetime) -> datetime | None:
    """Return when a stop gives way to an alert unless a second person agrees; None where it silences none."""
    if found.kept_by is not None or not found.holds_at(now):
        return None
    fleet = fleet_rows.load(session, found.commune_id)
    over = any(alert.returns_at for alert in _silenced(session, found, now))
    beside = any(
        found.holds(device, now)
        for alert in alerts.live(session, found.commune_id, now=now)
        if _is_under(alert, found)
        for device in alert_air.speakers(fleet, alert)
    )
    return found.stopped_at + SILENCE_ALONE if over or beside else None


def is_over(session: Session, commune_id: str, *, now: datetime) -> bool:
    """Tell whether `bring_back` may have something to do; it asks little and writes nothing."""
    if any(_is_due(alert, now) for alert in _ended(session, commune_id, now)):
        return True
    standing = stopping.in_force(session, commune_id, now=now)
    old = any(each.kept_by is None and each.stopped_at + SILENCE_ALONE <= now for each in standing)
    return old and any(not alert.is_exercise for alert in alerts.live(session, commune_id, now=now))


def bring_back(session: Session, commune_id: str, *, tones: Tones, now: datetime) -> int:
    """Let sound again what only one person has kept silent for two minutes; return how many alerts did."""
    fleet = fleet_rows.load(session, commune_id)
    resumed = [alert for alert in _ended(session, commune_id, now) if _resumes(session, alert, now)]
    session.flush()
    returned = 0
    for alert in alerts.live(session, commune_id, now=now):
        standing = [] if alert.is_exercise else stopping.in_force(session, commune_id, now=now)
        area = alert_air.speakers(fleet, alert)
        back = [device for device in area if _comes_back(alert, device, standing, now, alert in resumed)]
        if back:
            stopping.lift(session, commune_id, back, now=now)
            _say(session, fleet, alert, None if back == area else tuple(back), tones, now)
            audit.record(session, "alert_returned", alert.id, by=None, commune_id=commune_id, now=now)
            returned += 1
    return returned


def _resumes(session: Session, alert: Alert, now: datetime) -> bool:
    """Put an alert back on air if its two minutes are over and nobody has agreed meanwhile."""
    if not _is_due(alert, now):
        return False
    session.refresh(alert, with_for_update=True)
    is_still = _is_due(alert, now)
    if is_still:
        alert.resume()
    return is_still


def _is_due(alert: Alert, now: datetime) -> bool:
    return alert.returns_at is not None and alert.returns_at <= now


def _comes_back(alert: Alert, device: Device, standing: Sequence[Stop], now: datetime, resumed: bool) -> bool:  # noqa: FBT001  both are told of each speaker
    """Tell whether a speaker of a live alert sounds anew: what holds it does so by one person's word, for too long."""
    holding = [each for each in standing if each.holds(device, now)]
    if any(each.kept_by for each in holding):
        return False
    if resumed:
        return True
    own = [each for each in holding if _is_under(alert, each)]
    return bool(own) and all(each.stopped_at + SILENCE_ALONE <= now for each in own)


def _say(
    session: Session,
    fleet: Fleet,
    alert: Alert,
    only: tuple[Device, ...] | None,
    tones: Tones,
    now: datetime,
) -> None:
    """Say tone and words anew: what was stopped is over for good on a speaker, under its old name."""
    alert_air.say_attention(session, fleet, alert, tones, now, only=only)
    voice = alert_voices.voice_of(session, alert, AlertPart.ALERT)
    if voice is not None and voice.state is RenditionState.READY:
        alert_air.say_alert(session, fleet, alert, voice, now, only=only)
    alert_air.tell_plans(session, alert)


def _is_under(alert: Alert, found: Stop) -> bool:
    """Tell whether a stop came upon an alert that was on air: an older one was lifted at its release."""
    return not alert.is_exercise and alert.released_at is not None and found.stopped_at >= alert.released_at


def _ended(session: Session, commune_id: str, now: datetime) -> Sequence[Alert]:
    """Return the alerts that somebody silenced without a word, as long as they could still be on air."""
    column = alert_rows.c
    return session.scalars(
        select(Alert).where(
            column.commune_id == commune_id,
            column.released_at > now - timedelta(minutes=LASTING_MIN[1]),
            column.ended_how == AlertEnd.STOPPED,
            column.kept_silent_by.is_(None),
        )
    ).all()


def _silenced(session: Session, found: Stop, now: datetime) -> list[Alert]:
    """Return the alerts that ended because of this very stop: both were written in one act, at one moment."""
    return [
        alert
        for alert in _ended(session, found.commune_id, now)
        if alert.ended_at == found.stopped_at and alert.ended_by == found.stopped_by
    ]
