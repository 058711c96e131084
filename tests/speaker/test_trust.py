"""Whom a speaker believes, and what it refuses by itself."""

import hashlib

import pytest

from broadcaster.protocol.messages import Window
from broadcaster.protocol.refusals import Code
from broadcaster.protocol.roles import Role
from broadcaster.protocol.topics import Kind
from tests.speaker.toy_controller import ALL_DAY, ToyController, order, sound
from tests.speaker.village import DEVICE, NOON, Village

CHIME, NEWS, WEATHER = sound("chime", 3_000), sound("news", 20_000), sound("weather", 10_000)


def test_duplicates_and_replays_of_heads_change_nothing(village: Village) -> None:
    village.plan([order("b1", village.now + 30, CHIME)], [CHIME])
    old = village.retained[next(path for path in village.retained if path.endswith("/head"))]
    village.run(20)
    village.plan([order("b2", village.now + 60, CHIME)], [CHIME])
    village.run(10)
    for _ in range(3):
        village.send(Kind.HEAD, old, retained=True)
        village.run(5)
    village.run(100)
    assert village.sounded() == [("b2", 0)]
    assert village.codes() == [Code.VERSION.value] * 3


def test_the_same_version_with_other_content_is_refused(village: Village) -> None:
    village.plan([order("b1", village.now + 60, CHIME)], [CHIME])
    village.run(5)
    village.toy.version -= 1
    village.plan([order("evil", village.now + 60, CHIME)], [CHIME])
    village.run(200)
    assert village.sounded() == [("b1", 0)]
    assert "E07" in village.codes()


def test_an_expired_head_is_refused(village: Village) -> None:
    head, _ = village.toy.plan(
        DEVICE, village.now, [order("b1", village.now + 120, CHIME)], [CHIME], life_s=60
    )
    village.run(61)
    village.send(Kind.HEAD, head)
    village.run(200)
    assert not village.heard
    assert village.codes() == ["E08"]


def test_a_command_that_the_broker_had_stored_is_refused(village: Village) -> None:
    village.send(Kind.CMD, village.toy.stop(DEVICE, village.now, name="s1", hold_s=60), retained=True)
    village.run(5)
    assert village.codes() == ["E08"]


def test_the_policy_is_kept_by_the_speaker_itself() -> None:
    village = Village()
    village.set_up(windows=ALL_DAY, quiet=(Window("1", 12 * 60 + 7, 1440),), max_minutes=1, max_gain_db=0.0)
    now = village.now
    orders = [
        order("fits", now + 30, NEWS),
        order("across", now + 405, WEATHER, NEWS),
        order("inside", now + 800, CHIME),
        order("too-much", now + 100, NEWS, WEATHER, CHIME, WEATHER),
    ]
    village.plan(orders, [CHIME, NEWS, WEATHER])
    village.run(1_000)
    assert village.sounded() == [("fits", 0)]
    refused = {one.id: one.data["why"] for one in village.events("refused")}
    assert refused == {
        "across": "outside the hours",
        "inside": "outside the hours",
        "too-much": "the day's minutes are used up",
    }


def test_too_loud_is_refused_and_no_policy_means_silence() -> None:
    village = Village()
    village.set_up(max_gain_db=0.0)
    village.plan([order("b1", village.now + 30, CHIME)], [CHIME], gain_db=1.5)
    village.run(100)
    assert village.events("refused")[0].data["why"] == "too loud"
    bare = Village()
    bare.send(Kind.KEYS, bare.toy.keys_envelope(bare.now))
    bare.run(6)
    bare.plan([order("b1", bare.now + 30, CHIME)], [CHIME])
    bare.run(200)
    assert not village.heard
    assert not bare.heard
    assert bare.events("missed")[0].data["reason"] == "policy"


def test_the_order_key_cannot_raise_an_alarm_nor_speak_at_night(village: Village) -> None:
    from broadcaster.protocol.codec import open_envelope
    from broadcaster.protocol.keyring import Keyring, TrustedKey

    toy = village.toy
    ring = Keyring([TrustedKey(toy.keys[Role.EMERGENCY].public, Role.EMERGENCY)])
    alert = toy.alert(DEVICE, village.now, "evil", CHIME)
    message = open_envelope(alert, ring, site="xa-thu", device=DEVICE).message
    village.send(Kind.CMD, toy.sign(Role.ORDER, message))
    village.run(30)
    assert not village.heard
    assert village.codes() == ["E05"]


def test_a_raised_epoch_ends_what_a_thief_had_signed(village: Village) -> None:
    thief = ToyController(version=10**9)
    head, body = thief.plan(DEVICE, village.now, [order("evil", village.now + 300, CHIME)], [CHIME])
    village.toy.bodies |= thief.bodies
    village.send(Kind.HEAD, head)
    village.run(20)
    assert village.report().held.version == 10**9 + 1
    village.toy.raise_epoch()
    village.toy.keys[Role.ORDER] = type(village.toy.keys[Role.ORDER])(b"n" * 32)
    village.send(Kind.KEYS, village.toy.keys_envelope(village.now))
    village.plan([order("good", village.now + 400, CHIME)], [CHIME])
    village.run(10)
    village.send(Kind.HEAD, head)
    village.run(600)
    assert body
    assert village.sounded() == [("good", 0)]
    assert village.codes() == ["E02"]


@pytest.mark.parametrize("cut", [False, True], ids=["powered", "power cut"])
def test_what_a_thief_had_cancelled_sounds_again_once_the_epoch_is_raised(
    village: Village, *, cut: bool
) -> None:
    good = [order("good", village.now + 600, CHIME), order("ours", village.now + 700, CHIME)]
    village.plan(good, [CHIME])
    village.run(20)
    thief = ToyController(version=10**9)
    head, _ = thief.plan(
        DEVICE, village.now, [], [], cancelled=("good", "ours"), hold_until=int(NOON) + 90_000
    )
    village.toy.bodies |= thief.bodies
    village.send(Kind.HEAD, head)
    village.run(20)
    assert ("good", None, "CANCELLED") in village.outcomes()
    if cut:
        village.power_cut()
        village.run(10)
    village.toy.raise_epoch()
    village.send(Kind.KEYS, village.toy.keys_envelope(village.now))
    village.send(Kind.POLICY, village.toy.policy_envelope(DEVICE, village.now))
    village.plan(good, [CHIME], cancelled=("ours",))
    village.run(900)
    assert village.sounded() == [("good", 0)], "and what we cancel ourselves stays silent"


def test_a_thiefs_plan_that_is_on_its_way_when_root_speaks_is_not_adopted(village: Village) -> None:
    thief = ToyController(version=10**9)
    head, _ = thief.plan(
        DEVICE, village.now, [order("evil", village.now + 5, CHIME)], [CHIME], cancelled=("good",)
    )
    village.toy.bodies |= thief.bodies
    village.send(Kind.HEAD, head)
    village.toy.raise_epoch()
    village.send(Kind.KEYS, village.toy.keys_envelope(village.now))
    village.run(30)
    assert not village.sounded()
    village.send(Kind.POLICY, village.toy.policy_envelope(DEVICE, village.now))
    village.plan([order("good", village.now + 60, CHIME)], [CHIME])
    village.run(120)
    assert village.sounded() == [("good", 0)]


@pytest.mark.slow
def test_a_flood_of_forgeries_does_not_push_out_the_history(village: Village) -> None:
    genuine = village.toy.stop(DEVICE, village.now, name="s1")
    village.answering = False
    for n in range(400):
        forged = bytearray(genuine)
        forged[20 + n % 40] ^= 1 + n % 200
        village.send(Kind.CMD, bytes(forged))
        village.run(5)
    refusals = [event for event in village.agent.memory.events.values() if event["kind"] == "refused"]
    assert 0 < len(refusals) <= 100
    assert not village.heard


def test_a_plan_that_cannot_be_fetched_is_asked_for_again_and_the_old_one_stands(village: Village) -> None:
    village.plan([order("b1", village.now + 60, CHIME)], [CHIME])
    village.run(10)
    head, body = village.toy.plan(DEVICE, village.now, [order("b2", village.now + 200, CHIME)], [CHIME])
    village.broken_sounds[hashlib.sha256(body).hexdigest()] = None
    village.send(Kind.HEAD, head)
    village.run(90)
    assert village.sounded() == [("b1", 0)]
    village.broken_sounds.clear()
    village.run(200)
    assert village.sounded() == [("b1", 0), ("b2", 0)]


def test_what_the_policy_will_refuse_is_told_a_day_before() -> None:
    village = Village()
    village.set_up(quiet=(Window("1", 15 * 60, 1440),))
    now = village.now
    village.plan([order("fits", now + 600, CHIME), order("late", now + 4 * 3_600, CHIME)], [CHIME])
    village.run(10)
    assert village.report().errors == ("E11 late",)
    village.send(Kind.POLICY, village.toy.policy_envelope(DEVICE, village.now))
    village.run(10)
    assert village.report().errors == ()
