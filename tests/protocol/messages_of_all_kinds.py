"""Hypothesis strategies: every message of LOA/1 with any values that it may carry."""

import hashlib
from typing import Any

from hypothesis import strategies as st

from broadcaster.domain.types import Sha256
from broadcaster.protocol.messages import (
    Body,
    ClockState,
    CtlState,
    EvAck,
    Event,
    EvReq,
    Head,
    Held,
    Hello,
    Item,
    KeyEntry,
    Keys,
    LiveOrder,
    Order,
    OrderClass,
    Policy,
    Report,
    Scope,
    Segment,
    Sound,
    State,
    Stop,
    TimeAnswer,
    ToneTest,
    Window,
)
from broadcaster.protocol.roles import Role
from broadcaster.protocol.signing import key_id

SITE, DEVICE = "xa-thu", "LOA-0001"
ROUTINES = st.sampled_from([OrderClass.ROUTINE, OrderClass.PRIORITY])
instants = st.integers(0, 2**40)
numbers = st.integers(0, 2**53 - 1)
names = st.from_regex(r"[A-Za-z0-9._:-]{1,20}", fullmatch=True)
groups = st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True)
hexes = st.binary(min_size=32, max_size=32).map(bytes.hex)
shas = hexes.map(Sha256)
gains = st.integers(-600, 60).map(lambda tenth: tenth / 10)
urls = st.from_regex(r"/[!-~]{0,40}", fullmatch=True)
lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40)
scopes = st.builds(Scope, st.just(SITE), st.just((DEVICE,)), st.integers(0, 9), instants, instants)
sounds = st.builds(Sound, shas, st.integers(1, 10**8), st.integers(1, 86_400_000), urls)
windows = st.builds(
    lambda days, begin, length: Window("".join(sorted(days)), begin, min(1440, begin + length)),
    st.sets(st.sampled_from("1234567"), min_size=1),
    st.integers(0, 1439),
    st.integers(1, 1440),
)


@st.composite
def orders(draw: Any, kinds: Any = ROUTINES) -> Order:
    offset, items = 0, []
    for number, (sha, gap, length, gain) in enumerate(
        draw(
            st.lists(
                st.tuples(shas, st.integers(0, 5_000), st.integers(1, 600_000), gains), min_size=1, max_size=4
            )
        )
    ):
        items.append(Item(number, sha, offset + gap, length, gain))
        offset += gap + length
    return Order(
        id=draw(names),
        kind=draw(kinds),
        start=draw(st.integers(1, 2**40)),
        items=tuple(items),
        late_s=draw(st.integers(0, 3_600)),
        tone=draw(st.none() | st.just("attention")),
        reference=draw(st.none() | names),
    )


@st.composite
def bodies(draw: Any) -> Body:
    told = {order.id: order for order in draw(st.lists(orders(), max_size=3))}
    needed = {item.sha256: item.duration_ms for order in told.values() for item in order.items}
    return Body(
        scope=draw(scopes),
        version=draw(st.integers(1, 10**6)),
        orders=tuple(told.values()),
        sounds=tuple(Sound(sha, 10, length, "/x") for sha, length in needed.items()),
        groups=tuple(draw(st.lists(groups, max_size=3))),
        cache_days=draw(st.integers(1, 35)),
        hold_until=draw(instants),
        cancelled=tuple(draw(st.lists(names, max_size=3))),
        emergencies=tuple(draw(st.lists(st.binary(min_size=77, max_size=200), max_size=2))),
        delay_ms=draw(st.integers(-5_000, 5_000)),
        gain_db=draw(gains),
    )


def _entry(public: bytes, role: Role) -> KeyEntry:
    return KeyEntry(key_id(public).hex(), public.hex(), role, 0, 2**40)


order_roles = st.sampled_from([Role.ORDER, Role.POLICY, Role.EMERGENCY, Role.STOP])
keys = st.builds(
    lambda scope, version, entries: Keys(scope, version, tuple(_entry(p, r) for p, r in entries), "ab" * 32),
    scopes,
    st.integers(1, 99),
    st.lists(
        st.tuples(st.binary(min_size=32, max_size=32), order_roles), max_size=4, unique_by=lambda e: e[0]
    ),
)
helds = st.builds(Held, st.integers(0, 9), numbers, numbers, numbers)
reports = st.builds(
    lambda scope, held, **more: Report(
        scope, Held(scope.epoch, held.version, held.keys, held.policy), **more
    ),
    scopes,
    helds,
    sha256=shas | st.just(""),
    until=instants,
    ready_until=instants,
    missing=st.lists(shas, max_size=3).map(tuple),
    clock=st.sampled_from(ClockState),
    clock_error_ms=numbers,
    errors=st.lists(lines, max_size=3).map(tuple),
    free=numbers,
    playing=st.none() | names,
    gain_db=gains,
)
data = st.dictionaries(
    names, st.text(max_size=9).map(lambda t: t.encode("utf-8", "ignore").decode()) | numbers, max_size=4
)
messages = st.one_of(
    keys,
    st.builds(Head, scopes, st.integers(1, 10**9), shas, st.integers(1, 262_144), urls),
    st.builds(
        Policy,
        scopes,
        st.integers(1, 99),
        st.lists(windows, max_size=3).map(tuple),
        st.lists(windows, max_size=3).map(tuple),
        st.integers(0, 1440),
        gains,
        st.integers(-720, 840),
    ),
    st.builds(
        LiveOrder, scopes, orders(st.sampled_from(OrderClass)), st.lists(sounds, max_size=2).map(tuple)
    ),
    st.builds(Stop, scopes, names, names | st.just("all"), st.integers(0, 86_400)),
    st.builds(ToneTest, scopes, names, st.just("sine"), st.integers(1, 60)),
    st.builds(EvReq, scopes, st.integers(1, 99), st.integers(1, 99)),
    st.builds(EvAck, scopes, numbers),
    st.builds(TimeAnswer, scopes, hexes, numbers),
    st.builds(CtlState, scopes, st.booleans(), st.just("a-1"), numbers),
    st.builds(State, scopes, st.booleans(), numbers, numbers),
    st.builds(
        Hello, scopes, hexes, numbers, numbers, lines, st.sampled_from(ClockState), helds, numbers, numbers
    ),
    reports,
    st.builds(Segment, scopes, st.just("vov-1"), st.integers(1, 2**50), st.integers(1, 65_536), shas),
    st.builds(Event, scopes, st.integers(1, 10**9), instants, st.just("ended"), st.just("") | names, data),
)


def content(text: str) -> Sha256:
    return Sha256(hashlib.sha256(text.encode()).hexdigest())
