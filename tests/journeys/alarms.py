"""An alert in a village, from its writing to what was heard of it."""

import time
from datetime import datetime

from broadcaster.domain.alert import Alert, AlertForm, AlertPart, Danger
from broadcaster.domain.alert_words import compose
from broadcaster.domain.bulletin import RenditionState
from broadcaster.domain.people import Role
from broadcaster.services import alerts
from broadcaster.services.alert_voices import current_voices, voice_of
from broadcaster.services.alerts import Draft
from broadcaster.speaker.ear import Heard
from tests.journeys.stations import until
from tests.journeys.villages import Village

FORM = AlertForm(
    "Lũ quét", "đêm nay", "suối", "chưa rõ", Danger.LEVEL_3, "Ao Sen", "mưa to", "Lên chỗ cao ngay."
)


def written(village: Village) -> Alert:
    """Have an alert written, and wait until its words lie ready."""
    texts = compose(FORM, commune=village.station.commune.name, is_exercise=False)
    draft = Draft(FORM, texts, (), is_exercise=False, every_min=30, lasting_min=60)
    with village.station.memory.writes.begin() as session:
        alert = alerts.write(
            session,
            village.station.speller,
            draft,
            by=village.people[Role.OPERATOR],
            now=village.station.clock.now(),
        )

    def ready() -> bool:
        with village.station.memory.reads() as session:
            return all(each.state is RenditionState.READY for each in current_voices(session, alert))

    until(ready, "the words are audible")
    time.sleep(2)  # and on their way into the speakers' caches
    return alert


def released(village: Village, alert: Alert) -> datetime:
    """Let two people confirm; return the moment of the second press."""
    pressed = village.station.clock.now()
    for role in (Role.OPERATOR, Role.APPROVER):
        with village.station.memory.writes.begin() as session:
            pressed = village.station.clock.now()
            alerts.confirm(
                session,
                alert.id,
                revision=1,
                tones=village.station.tones,
                by=village.people[role],
                now=pressed,
            )
    return pressed


def sound_of(village: Village, alert: Alert, part: AlertPart) -> str:
    """Return the sound of one of its texts."""
    with village.station.memory.reads() as session:
        voice = voice_of(session, session.get_one(Alert, alert.id), part)
    assert voice is not None
    return voice.sound_sha or ""


def sounded(village: Village, sound: str, since: datetime) -> list[Heard]:
    """Return where a sound was heard since a moment."""
    return [one for one in village.heard() if one.sha256 == sound and one.first_at >= since]


def everybody_in(village: Village, found: list[Heard]) -> list[Heard]:
    """Return what was found once every speaker is in it."""
    return found if {one.device for one in found} == set(village.devices) else []
