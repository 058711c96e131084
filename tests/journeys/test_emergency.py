"""An emergency over a real broker, judged by what the village heard: how soon it sounded, how soon all was silent."""

from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.domain.alert import AlertEnd, AlertPart
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.command import ID_PREFIX
from broadcaster.domain.people import Role
from broadcaster.domain.stop import Area, AreaKind
from broadcaster.queries import emergency_live
from broadcaster.services import alerts, stopping
from tests.journeys.alarms import everybody_in, released, sound_of, sounded, written
from tests.journeys.conftest import Found
from tests.journeys.stations import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SOON_S = 5.0
"""A generous bound on a busy machine; `make bench` measures the real time."""


def test_an_alert_interrupts_is_heard_whole_and_is_ended_by_one(found: Found, broker: str) -> None:
    """Bulletin on air → two people → tone → words → power cut → words again, whole → all-clear."""
    village = found(broker=broker)
    bulletin = village.approved("Bản tin dài", seconds=2.8)
    village.run_station()
    speakers = village.run_speakers()
    village.wait_for_speakers()
    alert = written(village)
    starts = village.air(bulletin)
    village.wait_until_sounding()
    pressed = released(village, alert)
    tone = village.station.tones.attention.sound
    first = until(
        lambda: everybody_in(village, sounded(village, tone, pressed)), "every speaker sounds the tone"
    )
    assert max(one.first_at for one in first) - pressed < timedelta(seconds=SOON_S)
    words = sound_of(village, alert, AlertPart.ALERT)
    until(lambda: everybody_in(village, sounded(village, words, pressed)), "every speaker says the words")
    begun = {one.device: one.first_at for one in first}
    routine = [one for one in village.heard() if not one.order.startswith(ID_PREFIX)]
    assert len(routine) == len(village.devices)
    assert all(one.last_at and one.last_at < begun[one.device] + timedelta(seconds=1) for one in routine)
    assert set(village.outcomes(starts)) <= {"PREEMPTED", "DONE"}
    speakers.kill()
    speakers.start()
    village.wait_for_speakers()
    until(
        lambda: everybody_in(
            village, [one for one in sounded(village, words, pressed) if one.last_at and one.played_s > 1]
        ),
        "an emergency is heard whole by everybody, also after a power cut",
    )
    with village.station.memory.writes.begin() as session:
        by = village.people[Role.OPERATOR]
        now = village.station.clock.now()
        alerts.end(session, alert.id, AlertEnd.ALL_CLEAR, tones=village.station.tones, by=by, now=now)
    clear = sound_of(village, alert, AlertPart.ALL_CLEAR)
    until(lambda: everybody_in(village, sounded(village, clear, pressed)), "every speaker says the all-clear")
    with village.station.memory.reads() as session:
        live = emergency_live.live_alert(
            session, alert.id, village.station.commune.code, now=datetime.now(UTC)
        )
    assert (live.reached, live.missing) == (len(village.devices), ())
    until(
        lambda: all(
            entry.outcome in {Outcome.DONE, Outcome.PARTIAL, Outcome.PREEMPTED}
            for entry in village.log()
            if entry.broadcast_id.startswith(ID_PREFIX)
        ),
        "each pair of the alert has come to one outcome",
    )


def test_everything_falls_silent_at_once_and_sounds_again_by_two(found: Found) -> None:
    """Alert on air → stop → silent, each speaker says so → two let it sound again."""
    village = found()
    village.run_station()
    village.run_speakers()
    village.wait_for_speakers()
    alert = written(village)
    pressed = released(village, alert)
    words = sound_of(village, alert, AlertPart.ALERT)
    until(lambda: everybody_in(village, sounded(village, words, pressed)), "every speaker says the words")
    stopped_at = village.station.clock.now()
    with village.station.memory.writes.begin() as session:
        made = stopping.stop(
            session,
            Area(AreaKind.COMMUNE),
            stopped_at + timedelta(hours=1),
            reason="thử",
            by=village.people[Role.TECHNICIAN],
            now=stopped_at,
        )
    until(lambda: not [one for one in village.heard() if one.last_at is None], "all is silent")
    ends = [one.last_at for one in sounded(village, words, pressed) if one.last_at]
    assert len(ends) == len(village.devices)
    assert max(ends) - stopped_at < timedelta(seconds=SOON_S)
    code = village.station.commune.code

    def obeyed() -> bool:
        with village.station.memory.reads() as session:
            told = emergency_live.live_stop(session, made.id, code, now=village.station.clock.now())
        return told.obeyed == len(village.devices)

    until(obeyed, "every speaker said that it stopped")
    for role in (Role.OPERATOR, Role.APPROVER):
        with village.station.memory.writes.begin() as session:
            stopping.release(session, made.id, by=village.people[role], now=village.station.clock.now())
    again = written(village)
    since = released(village, again)
    until(
        lambda: everybody_in(village, sounded(village, village.station.tones.attention.sound, since)),
        "every speaker sounds again",
    )
