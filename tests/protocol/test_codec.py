"""Envelopes: what a signature covers, who may sign what, and that nothing else comes through."""

import hashlib
import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadcaster.protocol import messages as m
from broadcaster.protocol.codec import MAX_ENVELOPE, open_envelope, seal
from broadcaster.protocol.keyring import Keyring, TrustedKey, keys_document
from broadcaster.protocol.messages import Body, Message, Scope, read, read_body, spell
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.roles import MAY_SIGN, Role
from broadcaster.protocol.signing import Ed25519Key
from broadcaster.protocol.strict_json import dump
from tests.protocol.messages_of_all_kinds import DEVICE, SITE, bodies, content, messages, orders

KEYS = {role: Ed25519Key(hashlib.sha256(role.value.encode()).digest()) for role in Role}
RING = Keyring(TrustedKey(key.public, role) for role, key in KEYS.items())
SCOPE = Scope(SITE, (DEVICE,), 1, 1_000, 2_000)
HEAD = m.Head(SCOPE, 3, content("plan"), 10, "/loa/1/xa-thu/o/x")


def code(envelope: bytes, ring: Keyring = RING, **more: object) -> str:
    told = {"site": SITE, "device": DEVICE, "groups": ("thon-1",), "now": None} | more
    with pytest.raises(Refused) as refusal:
        open_envelope(envelope, ring, **told)  # type: ignore[arg-type] # each test names what it changes
    return refusal.value.code.value


@given(messages)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_message_survives_its_spelling(message: Message) -> None:
    assert read(spell(message)) == message


@given(bodies())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_plan_survives_its_spelling(body: Body) -> None:
    assert read_body(spell(body)) == body


def test_the_envelope_is_as_the_book_says() -> None:
    envelope = seal(spell(HEAD), KEYS[Role.ORDER])
    assert envelope[:4] == b"LOA1"
    assert envelope[4:8] == hashlib.sha256(KEYS[Role.ORDER].public).digest()[:4]
    assert envelope[8:72] == KEYS[Role.ORDER].sign(b"LOA1\0" + spell(HEAD))
    assert envelope[72:] == spell(HEAD)
    opened = open_envelope(envelope, RING, site=SITE, device=DEVICE)
    assert (opened.message, opened.role) == (HEAD, Role.ORDER)


def test_no_changed_bit_comes_through() -> None:
    envelope = seal(spell(HEAD), KEYS[Role.ORDER])
    for place in range(len(envelope)):
        for bit in (1, 0x80):
            changed = bytearray(envelope)
            changed[place] ^= bit
            assert code(bytes(changed)) in {"E01", "E02", "E03"}


def test_no_cut_or_lengthened_envelope_comes_through() -> None:
    envelope = seal(spell(HEAD), KEYS[Role.ORDER])
    for length in range(len(envelope)):
        assert code(envelope[:length]) in {"E01", "E03"}
    assert code(envelope + b" ") == "E01"
    assert code(envelope + b"}") == "E01"
    assert code(b"") == code(bytes(MAX_ENVELOPE + 1)) == "E01"


def test_thousands_of_mutations_are_refused() -> None:
    chance = random.Random(1)
    envelope = seal(spell(HEAD), KEYS[Role.ORDER])
    ring = Keyring([TrustedKey(KEYS[Role.ORDER].public, Role.ORDER)])
    for _ in range(2_000):
        changed = bytearray(envelope)
        for _ in range(chance.randrange(1, 4)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        if chance.random() < 0.3:
            del changed[chance.randrange(len(changed)) :]
        if bytes(changed) != envelope:
            assert code(bytes(changed), ring) in {"E01", "E02", "E03"}


@given(message=messages, role=st.sampled_from(Role))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_key_signs_what_its_role_allows_and_nothing_else(message: Message, role: Role) -> None:
    envelope = seal(spell(message), KEYS[role])
    allowed = message.TYPE in MAY_SIGN[role]
    if isinstance(message, m.LiveOrder):
        allowed = allowed and (message.order.kind is m.OrderClass.EMERGENCY) == (role is Role.EMERGENCY)
    if allowed:
        assert open_envelope(envelope, RING, site=SITE, device=DEVICE).message == message
    else:
        assert code(envelope) == "E05"


def test_addresses() -> None:
    def told(**changes: object) -> bytes:
        return seal(spell(replace(HEAD, scope=replace(SCOPE, **changes))), KEYS[Role.ORDER])  # type: ignore[arg-type]

    assert code(told(site="xa-khac")) == "E04"
    assert code(told(devices=("LOA-0002",))) == "E04"
    assert code(told(devices=("*",), group="thon-2")) == "E04"
    for fitting in (
        told(devices=("LOA-0002", DEVICE)),
        told(devices=("*",), group="thon-1"),
        told(devices=("*",)),
    ):
        assert open_envelope(fitting, RING, site=SITE, device=DEVICE, groups=("thon-1",))


def test_unknown_keys_are_ignored_unless_they_are_critical() -> None:
    plain = read(dump({"t": "head", "new": [1], **SCOPE.to_json(), **HEAD.fields()}))
    assert plain == HEAD
    critical = replace(HEAD, scope=replace(SCOPE, critical=("new",)))
    assert code(seal(spell(critical), KEYS[Role.ORDER])) == "E05"
    known = replace(HEAD, scope=replace(SCOPE, critical=("ver", "exp")))
    assert open_envelope(seal(spell(known), KEYS[Role.ORDER]), RING, site=SITE, device=DEVICE)


def test_keys_count_between_their_days_and_until_they_are_revoked() -> None:
    root = KEYS[Role.ROOT].public
    listed = [(Role.ORDER, KEYS[Role.ORDER].public)]
    document = keys_document(SITE, epoch=1, version=1, root=root, keys=listed, issued=1_000, days=1)
    ring = Keyring.of_document(document)
    envelope = seal(spell(HEAD), KEYS[Role.ORDER])
    assert open_envelope(envelope, ring, site=SITE, device=DEVICE, now=1_500)
    assert open_envelope(envelope, ring, site=SITE, device=DEVICE, now=None)
    assert code(envelope, ring, now=999) == code(envelope, ring, now=1_000 + 86_400) == "E02"
    revoked = Keyring.of_document(replace(document, keys=()))
    assert code(envelope, revoked) == "E02"
    assert code(seal(spell(document), KEYS[Role.ORDER])) == "E05"


def test_a_list_of_keys_with_a_false_key_id_is_refused() -> None:
    entry = m.KeyEntry("00000000", KEYS[Role.ORDER].public.hex(), Role.ORDER, 0, 1)
    with pytest.raises(Refused, match="E01"):
        Keyring.of_document(m.Keys(SCOPE, 1, (entry,), KEYS[Role.ROOT].public.hex()))


@given(orders(st.just(m.OrderClass.EMERGENCY)))
@settings(max_examples=10, deadline=None)
def test_no_alarm_hides_in_a_plan(order: m.Order) -> None:
    sounds = {i.sha256: m.Sound(i.sha256, 1, i.duration_ms, "/x") for i in order.items}
    with pytest.raises(Refused) as refusal:
        Body(SCOPE, 1, (order,), tuple(sounds.values()))
    assert refusal.value.code is Code.ROLE


@pytest.mark.parametrize(
    "change",
    [
        {"ver": True},
        {"ver": 1.0},
        {"ver": "1"},
        {"ver": 0},
        {"ver": None},
        {"len": 262_145},
        {"sha": "AB" * 32},
        {"sha": "ab" * 31},
        {"url": "/mit leer"},
        {"url": ""},
        {"t": "haed"},
        {"t": None},
        {"site": "Xã"},
        {"site": "a/b"},
        {"dev": "#"},
        {"dev": "loa-0001"},
        {"dev": []},
        {"dev": ["LOA-0001", "*"]},
        {"dev": None},
        {"ep": -1},
        {"exp": "2000"},
        {"crit": "ver"},
        {"grp": "Thôn 1"},
    ],
)
def test_a_field_out_of_its_bounds_is_refused_as_a_whole(change: dict[str, object]) -> None:
    told = {"t": "head", **SCOPE.to_json(), **HEAD.fields()} | change
    assert code(seal(dump(told), KEYS[Role.ORDER])) == "E01"


def test_orders_whose_items_overlap_or_miscount_are_refused() -> None:
    first, second = (m.Item(n, content("x"), n * 500, 1_000) for n in (0, 1))
    for items in ((), (second,), (first, replace(second, number=2)), (first, second)):
        with pytest.raises(Refused, match="E01"):
            m.Order("b1", m.OrderClass.ROUTINE, 1, items)


def test_too_long_a_message_is_not_sealed() -> None:
    with pytest.raises(ValueError, match="4000"):
        seal(bytes(4_001), KEYS[Role.ORDER])
    many = tuple(f"{n:064x}" for n in range(99))
    report = m.Report(
        SCOPE, m.Held(1), "", 0, 0, many, m.ClockState.TRUSTED, 0, ("x" * 200,) * 99, 0, None, 0.0
    )
    assert len(spell(report)) < 4_000
