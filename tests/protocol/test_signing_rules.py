"""The signer's own rules: what it signs does not depend on who asks."""

import pytest

from broadcaster.domain.types import sha256
from broadcaster.protocol.messages import (
    CtlState,
    EvAck,
    Head,
    Item,
    Keys,
    LiveOrder,
    Message,
    Order,
    OrderClass,
    Scope,
    Stop,
    TimeAnswer,
)
from broadcaster.protocol.refusals import Refused
from broadcaster.protocol.roles import Role
from broadcaster.protocol.signing_rules import ALERTS_AN_HOUR, SigningRules

NOW = 1_790_000_000
SHA = sha256("a sound")


def scope(issued: int = NOW, life_s: int = 60, site: str = "xa-mau") -> Scope:
    return Scope(site, ("LOA-0001",), 1, issued, issued + life_s)


def order(name: str, kind: OrderClass = OrderClass.EMERGENCY, reference: str | None = None) -> LiveOrder:
    items = (Item(0, SHA, 0, 4_000),)
    return LiveOrder(scope(life_s=3_600), Order(name, kind, 0, items, reference=reference), ())


@pytest.mark.parametrize(
    ("role", "message"),
    [
        (Role.ORDER, Head(scope(life_s=40 * 86_400), 7, SHA, 100, "/x")),
        (Role.ORDER, TimeAnswer(scope(), "ab" * 16, NOW * 1_000)),
        (Role.ORDER, EvAck(scope(issued=NOW - 30), 5)),
        (Role.ORDER, CtlState(scope(life_s=40 * 86_400), online=True, instance="x", utc_ms=0)),
        (Role.STOP, Stop(scope(), "s", "all", 600)),
        (Role.EMERGENCY, order("lu-01")),
    ],
)
def test_what_the_station_says_right_now_is_signed(role: Role, message: Message) -> None:
    SigningRules("xa-mau").check(role, message, now=NOW)


@pytest.mark.parametrize(
    ("role", "message", "code"),
    [
        (Role.ROOT, Keys(scope(), 2, (), "ab" * 32), "E05"),
        (Role.ORDER, order("lu-01"), "E05"),
        (Role.EMERGENCY, order("lu-01", OrderClass.ROUTINE), "E05"),
        (Role.ORDER, EvAck(scope(site="xa-khac"), 5), "E04"),
        (Role.STOP, Stop(scope(life_s=61), "s", "all", 600), "E08"),
        (Role.ORDER, Head(scope(issued=NOW + 7 * 86_400, life_s=600), 7, SHA, 100, "/x"), "E08"),
        (Role.ORDER, Head(scope(issued=NOW - 600, life_s=6_000), 7, SHA, 100, "/x"), "E08"),
        (Role.ORDER, Head(scope(life_s=400 * 86_400), 7, SHA, 100, "/x"), "E08"),
        (Role.ORDER, EvAck(Scope("xa-mau", ("LOA-0001",), 1, NOW, 0), 5), "E08"),
    ],
)
def test_what_a_thief_would_like_to_have_signed_is_not(role: Role, message: Message, code: str) -> None:
    with pytest.raises(Refused, match=code):
        SigningRules("xa-mau").check(role, message, now=NOW)


def test_a_flood_of_alerts_is_stopped_but_not_their_addresses_nor_their_all_clears() -> None:
    rules = SigningRules("xa-mau")
    for number in range(ALERTS_AN_HOUR):
        for _ in range(3):
            rules.check(Role.EMERGENCY, order(f"lu-{number}"), now=NOW)
    with pytest.raises(Refused, match="E11"):
        rules.check(Role.EMERGENCY, order("lu-99"), now=NOW)
    rules.check(Role.EMERGENCY, order("yen", reference="lu-0"), now=NOW)
    later = NOW + 3_601
    live = LiveOrder(scope(issued=later), order("lu-99").order, ())
    rules.check(Role.EMERGENCY, live, now=later)
