"""A streamed item is an item: its instant, its length, its stop; and its segments are judged like every message."""

import io
import time
from dataclasses import replace

import pytest

from broadcaster.domain.types import sha256_of
from broadcaster.protocol.fields import Fields
from broadcaster.protocol.messages import Scope, Segment
from broadcaster.protocol.orders import Item, Order, OrderClass
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.roles import Role
from broadcaster.protocol.stream import SEGMENT_MS
from broadcaster.speaker.following import Follower, Ways
from broadcaster.speaker.silent import heard_between
from broadcaster.speaker.timetable import planned_task
from tests.speaker.toy_controller import SITE
from tests.speaker.village import DEVICE, Village

PATH = f"/loa/1/{SITE}/s/vov"


def segment(village: Village, **changes: object) -> Segment:
    scope = Scope(SITE, ("*",), village.toy.epoch, int(village.now), int(village.now) + 60)
    made = Segment(scope, "vov", int((village.now + 3) * 1_000), 1, sha256_of(b"x"))
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of its own


def test_a_segment_sounds_at_the_instant_that_it_names(village: Village) -> None:
    envelope = village.toy.sign(Role.ORDER, segment(village))
    found, at_mono = village.agent.judge(envelope, village.mono())
    assert found.name == "vov"
    assert at_mono - village.mono() == pytest.approx(3.0, abs=0.05)


@pytest.mark.parametrize(
    ("role", "changes", "code"),
    [
        (Role.POLICY, {}, Code.ROLE),
        (Role.ORDER, {"site": "xa-khac"}, Code.ADDRESS),
        (Role.ORDER, {"epoch": 9}, Code.EPOCH),
        (Role.ORDER, {"issued": 600}, Code.EXPIRED),
        (Role.ORDER, {"issued": -600, "expires": -540}, Code.EXPIRED),
    ],
)
def test_a_segment_is_judged_like_every_message(
    village: Village, role: Role, changes: dict[str, object], code: Code
) -> None:
    scope = segment(village).scope
    for name in {"issued", "expires"} & changes.keys():
        changes = changes | {name: int(village.now) + int(str(changes[name]))}
    wrong = segment(village, scope=replace(scope, **changes))  # type: ignore[arg-type]  # fields of its own
    with pytest.raises(Refused) as refused:
        village.agent.judge(village.toy.sign(role, wrong), village.mono())
    assert refused.value.code is code


def test_no_other_message_passes_for_sound(village: Village) -> None:
    with pytest.raises(Refused, match="no sound"):
        village.agent.judge(village.toy.evack(DEVICE, 3, village.now), village.mono())


def test_a_streamed_item_keeps_its_signed_length() -> None:
    streamed = Order("a", OrderClass.ROUTINE, 1_000_000, (Item(0, sha256_of(b"x"), 0, 60_000, stream=PATH),))
    task = planned_task(streamed, expires=2_000_000.0, gain_db=0.0, delay_s=0.0)
    assert (task.pieces[0].stream, task.duration_s) == (PATH, 60.0)


@pytest.mark.parametrize("url", ["http://evil.example/x", "//evil.example/x", "x", "/ x"])
def test_a_stream_is_a_path_of_the_station_and_nothing_else(url: str) -> None:

    plain = {"i": 0, "h": "ab" * 32, "off": 0, "d": 1, "u": url}
    with pytest.raises(Refused):
        Item.from_json(Fields(plain, "item"))


def test_who_is_thrown_out_comes_back_and_takes_nothing_of_another_stream(village: Village) -> None:
    dials: list[str] = []

    def dial(path: str) -> object:

        dials.append(path)
        other = segment(village, name="khac") if len(dials) == 1 else segment(village)
        envelope = village.toy.sign(Role.ORDER, other)
        return io.BytesIO(len(envelope).to_bytes(2) + envelope + b"x")

    taken: list[bytes] = []
    now = time.monotonic()
    ways = Ways(dial, lambda envelope: village.agent.judge(envelope, village.mono()))  # type: ignore[arg-type]  # it reads
    follower = Follower(ways, PATH, now, now + 2.0, lambda _seg, _at, sound: taken.append(sound))
    while time.monotonic() < now + 2.5 and not taken:
        time.sleep(0.02)
    follower.close()
    assert taken == [b"x"]
    assert follower.refusal == Code.ADDRESS.value
    assert dials == [PATH, PATH]


LONG = SEGMENT_MS / 1_000


@pytest.mark.parametrize(
    ("begins", "heard"),
    [
        ([], 0.0),
        ([10.0, 10.0 + LONG], 2 * LONG),
        ([10.0 + LONG, 10.0], 2 * LONG),
        ([10.0, 10.0 + LONG / 2], 1.5 * LONG),
        ([10.0, 10.0], LONG),
        ([10.0 - LONG / 2, 20.0 - LONG / 2], LONG),
        ([9.0 - LONG, 20.0], 0.0),
    ],
    ids=["none", "one after another", "out of order", "overlapping", "twice", "cut at both ends", "outside"],
)
def test_no_second_of_a_stream_is_counted_twice(begins: list[float], heard: float) -> None:
    assert heard_between(begins, 10.0, 20.0) == pytest.approx(heard)
