"""An alert over a real database: two people, the tone before the words, every plan told, one end."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.command_tables import commands as command_rows
from broadcaster.domain.air_hours import AirHours, AirWindow
from broadcaster.domain.alert import Alert, AlertEnd, AlertForm, AlertPart, Danger
from broadcaster.domain.alert_voice import AlertVoice
from broadcaster.domain.alert_words import compose
from broadcaster.domain.asrun import AsRunEntry
from broadcaster.domain.command import Command, CommandKind
from broadcaster.domain.errors import StationError
from broadcaster.domain.recurrence import EVERY_DAY
from broadcaster.domain.stop import Area, AreaKind, held_until
from broadcaster.domain.tones import Tone, Tones
from broadcaster.domain.types import sha256
from broadcaster.queries import emergency, emergency_live
from broadcaster.services import alert_voicing, alerts, commands, dispatching, stopping, timetable
from broadcaster.services.urgency import now_urgent
from tests.factories import FLEET, NOW, TODAY, World, recording
from tests.fakes import PlainSpeller

TONES = Tones(Tone(sha256("!"), 3000), Tone(sha256("ok"), 6000), Tone(sha256("drill"), 2800))
FORM = AlertForm(
    "Lũ quét", "đêm nay", "suối Khe Giếng", "chưa rõ", Danger.LEVEL_3, "Ao Sen", "mưa to", "Lên chỗ cao."
)


def draft(*hamlets: str, is_exercise: bool = False) -> alerts.Draft:
    texts = compose(FORM, commune="Xã Mai Khê", is_exercise=is_exercise)
    return alerts.Draft(FORM, texts, hamlets, is_exercise=is_exercise, every_min=5, lasting_min=30)


def written(world: World, *hamlets: str, **more: bool) -> Alert:
    with world.memory.writes.begin() as session:
        is_template = more.pop("is_template", False)
        return alerts.write(
            session,
            PlainSpeller(),
            draft(*hamlets, **more),
            by=world.operator,
            now=NOW,
            is_template=is_template,
        )


def speak(world: World, now: datetime = NOW) -> list[AlertPart]:
    """Make every waiting text audible; return the parts in the order of the work."""
    parts: list[AlertPart] = []
    while True:
        with world.memory.writes.begin() as session:
            claimed = alert_voicing.claim(session, now=now)
        if claimed is None:
            return parts
        parts.append(claimed.part)
        with world.memory.writes.begin() as session:
            voice = alert_voicing.finish(session, claimed, recording(claimed.spoken_text))
            assert voice is not None
            alerts.voice_made(session, voice, tones=TONES, now=now)


def release(world: World, alert: Alert, now: datetime = NOW) -> Alert:
    for person in (world.operator, world.approver):
        with world.memory.writes.begin() as session:
            told = alerts.confirm(session, alert.id, revision=1, tones=TONES, by=person, now=now)
    return told


def orders(session: Session) -> list[Command]:
    found = session.scalars(select(Command).where(command_rows.c.kind == CommandKind.ORDER))
    return sorted(found, key=lambda each: (each.created_at, each.expires_at))


def test_the_words_are_spoken_from_the_moment_of_saving_and_the_alert_first(world: World) -> None:
    written(world)
    assert speak(world) == [AlertPart.ALERT, AlertPart.ALL_CLEAR, AlertPart.CORRECTION]


def test_nothing_is_said_before_the_second_person(world: World) -> None:
    alert = written(world)
    with world.memory.writes.begin() as session:
        alerts.confirm(session, alert.id, revision=1, tones=TONES, by=world.approver, now=NOW)
    with world.memory.reads() as session:
        assert orders(session) == []
        assert commands.due(session, world.commune_id, now=NOW) == ()


def test_the_tone_goes_out_at_once_and_the_words_after_it(world: World) -> None:
    alert = written(world)
    speak(world)
    release(world, alert)
    with world.memory.reads() as session:
        due = [each.command for each in commands.due(session, world.commune_id, now=NOW)]
    tone, words = due
    assert [tone.payload["sound"], words.payload["sound"]] == [
        TONES.attention.sound,
        sha256(compose(FORM, commune="Xã Mai Khê", is_exercise=False).alert),
    ]
    assert words.payload["ref"] == tone.id
    assert "ref" not in tone.payload
    assert (words.payload["every_s"], words.payload["class"]) == (300, "emergency")
    assert words.expires_at == NOW + timedelta(minutes=30)


def test_words_that_are_late_follow_the_tone_when_they_are_ready(world: World) -> None:
    alert = written(world)
    release(world, alert)
    with world.memory.reads() as session:
        assert [each.payload["role"] for each in orders(session)] == ["attention"]
    later = NOW + timedelta(seconds=4)
    speak(world, later)
    with world.memory.reads() as session:
        assert [each.payload["role"] for each in orders(session)] == ["attention", "alert"]


def test_every_speaker_of_the_area_has_its_pair_in_the_log_before_anything_is_sent(world: World) -> None:
    alert = written(world, "go-sai")
    speak(world)
    release(world, alert)
    with world.memory.reads() as session:
        pairs = {(each.broadcast_id, each.device_id) for each in session.scalars(select(AsRunEntry))}
        assert pairs == {(each.id, device) for each in orders(session) for device in ("GS-01", "GS-02")}
        assert orders(session)[0].groups == ("go-sai",)


def test_an_exercise_is_no_emergency_on_the_wire(world: World) -> None:
    alert = written(world, is_exercise=True)
    speak(world)
    release(world, alert)
    with world.memory.reads() as session:
        assert {each.payload["class"] for each in orders(session)} == {"priority"}
        assert orders(session)[0].payload["sound"] == TONES.exercise.sound
        assert now_urgent(session, world.commune_id, now=NOW).envelopes == {}


def test_one_hand_fires_no_fourth_template_in_an_hour(world: World) -> None:
    template = release(world, written(world, is_template=True))
    for minute in (0, 1, 2):
        fire(world, template, NOW + timedelta(minutes=minute))
    with pytest.raises(StationError, match=r"^fired_often"):
        fire(world, template, NOW + timedelta(minutes=59))
    release(world, written(world), NOW + timedelta(minutes=59))  # two people may
    fire(world, template, NOW + timedelta(minutes=61))


def fire(world: World, template: Alert, now: datetime) -> None:
    with world.memory.writes.begin() as session:
        alerts.fire(session, template.id, tones=TONES, by=world.operator, now=now)


def test_an_exercise_outside_the_hours_is_refused_at_the_station_and_a_real_alert_is_not(
    world: World,
) -> None:
    morning = AirHours(TODAY, (AirWindow(EVERY_DAY, time(10), time(10, 29)),), decided_by="12/QĐ-UBND")
    with world.memory.writes.begin() as session:
        timetable.found_air_hours(session, world.commune_id, morning, now=NOW + timedelta(seconds=1))
    drill = written(world, is_exercise=True)
    with pytest.raises(StationError, match=r"^outside_air_hours"):  # it would repeat until 10:30
        release(world, drill)
    with world.memory.reads() as session:
        assert orders(session) == []
    release(world, written(world))


def test_an_emergency_lets_its_own_area_speak_and_no_other(world: World) -> None:
    with world.memory.writes.begin() as session:
        stopping.stop(
            session,
            Area(AreaKind.COMMUNE),
            NOW + timedelta(hours=2),
            reason="thử",
            by=world.operator,
            now=NOW,
        )
    release(world, written(world, "ao-sen"))
    with world.memory.reads() as session:
        standing = stopping.in_force(session, world.commune_id, now=NOW)
        held = {each.id for each in FLEET.devices if held_until(standing, each, NOW)}
        said = [each.command for each in commands.due(session, world.commune_id, now=NOW)]
    assert held == {"GS-01", "GS-02", "BL-01"}
    lifted = next(each for each in said if each.groups == ("ao-sen",) and each.kind is CommandKind.STOP)
    assert (lifted.payload["what"], lifted.payload["until"]) == ("all", 0)


def test_plans_carry_the_signed_alert_and_then_its_end(world: World) -> None:
    alert = written(world, "ao-sen")
    speak(world)
    release(world, alert)
    with world.memory.writes.begin() as session:
        for each in orders(session):
            commands.sign(session, each.id, {"ao-sen": f"signed {each.payload['role']}"})
    plans = _plans(world)
    assert plans["AS-01"]["emergencies"] == ["signed attention", "signed alert"]
    assert plans["GS-01"]["emergencies"] == []
    with world.memory.writes.begin() as session:
        ids = [each.id for each in orders(session)]
        alerts.end(session, alert.id, AlertEnd.ALL_CLEAR, tones=TONES, by=world.operator, now=NOW)
    told = _plans(world)["AS-01"]
    assert told["emergencies"] == []
    assert set(ids) <= set(told["cancelled"])
    with world.memory.reads() as session:
        stops = [each for each in session.scalars(select(Command)) if each.kind is CommandKind.STOP]
        assert {each.payload["what"] for each in stops} == set(ids)
        assert orders(session)[-1].payload["role"] == "end"


def test_words_of_a_draft_lie_ready_on_the_speakers_that_would_say_them(world: World) -> None:
    written(world, "ao-sen")
    speak(world)
    assert len(_plans(world)["AS-01"]["spare"]) == 3
    assert _plans(world)["GS-01"]["spare"] == []


def test_a_locked_template_is_fired_by_one(world: World) -> None:
    template = written(world, is_template=True)
    with world.memory.writes.begin() as session, pytest.raises(StationError, match=r"^template_open"):
        alerts.fire(session, template.id, tones=TONES, by=world.operator, now=NOW)
    speak(world)
    release(world, template)
    with world.memory.reads() as session:
        assert orders(session) == []
    with world.memory.writes.begin() as session:
        fired = alerts.fire(session, template.id, tones=TONES, by=world.operator, now=NOW)
    with world.memory.reads() as session:
        assert [each.payload["role"] for each in orders(session)] == ["attention", "alert"]
        assert session.get_one(Alert, fired.id).is_live(NOW)


def test_words_of_an_older_revision_are_never_said(world: World) -> None:
    alert = written(world)
    with world.memory.writes.begin() as session:
        claimed = alert_voicing.claim(session, now=NOW)
        assert claimed is not None
    with world.memory.writes.begin() as session:
        alerts.change(session, PlainSpeller(), alert.id, draft(), by=world.operator, now=NOW)
        for person in (world.operator, world.approver):
            alerts.confirm(session, alert.id, revision=2, tones=TONES, by=person, now=NOW)
    with world.memory.writes.begin() as session:
        voice = alert_voicing.finish(session, claimed, recording("old"))
        assert voice is not None
        alerts.voice_made(session, voice, tones=TONES, now=NOW)
    with world.memory.reads() as session:
        assert [each.payload["role"] for each in orders(session)] == ["attention"]


def test_who_lost_the_lease_writes_nothing(world: World) -> None:
    written(world)
    with world.memory.writes.begin() as session:
        first = alert_voicing.claim(session, now=NOW)
    with world.memory.writes.begin() as session:
        second = alert_voicing.claim(session, now=NOW + timedelta(minutes=3))
    assert first is not None
    assert second is not None
    assert first.voice_id == second.voice_id
    with world.memory.writes.begin() as session:
        assert alert_voicing.finish(session, first, recording("late")) is None
        assert session.get_one(AlertVoice, first.voice_id).sound_sha is None


def test_the_live_page_names_who_is_silent(world: World) -> None:
    alert = release(world, written(world))
    soon = NOW + timedelta(seconds=3)
    with world.memory.reads() as session:
        live = emergency_live.live_alert(session, alert.id, world.commune_id, now=soon)
        assert (live.reached, len(live.missing)) == (0, 4)
        assert {each.reason for each in live.missing} == {"never_joined"}
        early = emergency_live.live_alert(session, alert.id, world.commune_id, now=NOW)
        assert early.missing == ()


def test_a_foreign_commune_sees_nothing(world: World) -> None:
    alert = written(world)
    with world.memory.reads() as session, pytest.raises(StationError, match=r"^not_found"):
        emergency.alert(session, "other", alert.id)


def test_an_unknown_hamlet_is_refused(world: World) -> None:
    with pytest.raises(StationError, match=r"^hamlet_unknown"):
        written(world, "nowhere")


def _plans(world: World) -> dict[str, dict[str, list[object]]]:
    from broadcaster.domain.desired import DesiredPlan

    with world.memory.writes.begin() as session:
        dispatching.refresh(session, world.commune_id, now=NOW)
    with world.memory.reads() as session:
        return {each.device_id: dict(each.plan) for each in session.scalars(select(DesiredPlan))}
