"""From the second person's press to the first sound on every pole, and from *Dừng* to the last silence.

Both ends are judged by what was heard (the EAR log).
"""

import math
import time
from datetime import datetime, timedelta

from benchmarks._village import running, until
from broadcaster.bootstrap import Station
from broadcaster.domain.alert import Alert, AlertForm, Danger
from broadcaster.domain.alert_words import compose
from broadcaster.domain.command import ID_PREFIX
from broadcaster.domain.people import Person
from broadcaster.domain.stop import Area, AreaKind
from broadcaster.services import alert_voices, alerts, stopping
from broadcaster.speaker.ear import Heard, heard
from broadcaster.speaker.stage import STAGING_S

SPEAKERS = 200
GOAL_S = 1.0
"""Nobody waits a second for an alarm; of it the speakers' own staging takes a fifth."""
FORM = AlertForm("Lũ quét", "đêm nay", "suối", "chưa rõ", Danger.LEVEL_3, "cả xã", "mưa to", "Lên chỗ cao.")


def run(rounds: int = 3) -> dict[str, object]:
    """Measure seconds at the 99th percentile of all speakers, the median of the rounds."""
    with running(SPEAKERS) as village:
        sounds, silences = [], []
        for _ in range(rounds):
            first, silence = _once(village.station, village.people)
            sounds.append(first)
            silences.append(silence)
    first_s, silence_s = sorted(sounds)[rounds // 2], sorted(silences)[rounds // 2]
    return {
        "name": f"press → first sound, p99 of {SPEAKERS} speakers, s",
        "ratio": round(first_s, 3),
        "goal": GOAL_S,
        "higher_is_better": False,
        "met": first_s <= GOAL_S and silence_s <= GOAL_S,
        "details": {
            "press_to_first_sound_p99_s": round(first_s, 3),
            "stop_to_silence_p99_s": round(silence_s, 3),
            "staging_on_the_speaker_s": STAGING_S,
            "rounds_s": [[round(each, 3) for each in pair] for pair in zip(sounds, silences, strict=True)],
        },
    }


def _once(station: Station, people: tuple[Person, Person]) -> tuple[float, float]:
    alert = _written(station, people[0])
    pressed = station.clock.now()
    for person in people:
        with station.memory.writes.begin() as session:
            pressed = station.clock.now()
            alerts.confirm(session, alert.id, revision=1, tones=station.tones, by=person, now=pressed)
    first = until(lambda: _complete(_since(station, pressed)), "every speaker sounds")
    until(lambda: _complete([one for one in _since(station, pressed) if not one.last_at]), "words sound")
    time.sleep(5)  # one process fetches and checks 200 plans here, which 200 poles do side by side
    stopped_at = station.clock.now()
    with station.memory.writes.begin() as session:
        stop = stopping.stop(
            session,
            Area(AreaKind.COMMUNE),
            stopped_at + timedelta(hours=1),
            reason="bench",
            by=people[0],
            now=stopped_at,
        )
    ended = until(lambda: _silent(_since(station, pressed)), "every speaker is silent")
    with station.memory.writes.begin() as session:
        stopping.release(session, stop.id, by=people[0], now=station.clock.now())
    time.sleep(3)
    begun = {one.device: (one.first_at - pressed).total_seconds() for one in reversed(first)}
    ends = {one.device: one.last_at for one in ended if one.last_at}
    return _p99(list(begun.values())), _p99([(at - stopped_at).total_seconds() for at in ends.values()])


def _written(station: Station, by: Person) -> Alert:
    texts = compose(FORM, commune=station.commune.name, is_exercise=False)
    draft = alerts.Draft(FORM, texts, (), is_exercise=False, every_min=0, lasting_min=30)
    with station.memory.writes.begin() as session:
        alert = alerts.write(session, station.speller, draft, by=by, now=station.clock.now())
    until(lambda: _audible(station, alert), "the words are audible")
    time.sleep(3)  # and lie on the speakers
    return alert


def _audible(station: Station, alert: Alert) -> bool:
    with station.memory.reads() as session:
        return all(voice.sound_sha for voice in alert_voices.current_voices(session, alert))


def _since(station: Station, moment: datetime) -> list[Heard]:
    lines = heard(station.settings.path("ear.jsonl"))
    return [one for one in lines if one.order.startswith(ID_PREFIX) and one.first_at >= moment]


def _complete(found: list[Heard]) -> list[Heard]:
    return found if len({one.device for one in found}) == SPEAKERS else []


def _silent(found: list[Heard]) -> list[Heard]:
    return found if all(one.last_at for one in found) else []


def _p99(values: list[float]) -> float:
    return sorted(values)[math.ceil(0.99 * len(values)) - 1]
