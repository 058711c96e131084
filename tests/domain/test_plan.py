from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.broadcast import Broadcast, BroadcastState, broadcast_id
from broadcaster.domain.device import Device
from broadcaster.domain.plan import Plan, plan_for, plans_by_hamlet
from broadcaster.domain.rundown import ItemKind, Rundown, RundownItem, Why
from broadcaster.domain.types import sha256
from tests.domain.newsroom import AT_0530, MINUTE

NEWS = RundownItem(ItemKind.BULLETIN, "Bản tin", sha256("b1"), "b1", 0, 10 * MINUTE, Why.NEWEST)
SPEAKER = Device("GS-01", "Nhà văn hóa", "go-sai")
DAY = timedelta(days=1)


def broadcast(hours: float, *, hamlet: str = "go-sai", schedule: str = "am") -> Broadcast:
    start_at = AT_0530 + timedelta(hours=hours)
    key = broadcast_id("mai-khe", schedule, start_at, hamlet)
    return Broadcast(key, "mai-khe", schedule, hamlet, "Bản tin sáng", start_at, Rundown((NEWS,)))


MORNINGS = [broadcast(24 * n) for n in range(12)]


def plan(broadcasts: list[Broadcast], *, minutes: float = -30, days: int = 7) -> Plan:
    return plan_for(SPEAKER, broadcasts, now=AT_0530 + timedelta(minutes=minutes), days=days)


def test_a_speaker_holds_the_coming_days_of_its_own_hamlet() -> None:
    held = plan([*reversed(MORNINGS), broadcast(1, hamlet="ao-sen")])
    assert [order.id for order in held.orders] == [one.id for one in MORNINGS[:8]]
    assert held.orders[0].items == (NEWS,)
    assert held.until_at >= AT_0530 + timedelta(days=7)


def test_a_broadcast_leaves_the_plan_with_the_day_in_which_it_was_over() -> None:
    assert plan(MORNINGS, minutes=89).orders[0].id == MORNINGS[0].id
    assert plan(MORNINGS, minutes=91).orders[0].id == MORNINGS[1].id  # 07:00, midnight in UTC
    late = broadcast(1.4)  # ten minutes, one late, one of grace: over at 07:06
    assert late.id in {order.id for order in plan([late], minutes=91).orders}


def test_what_planning_withdrew_is_not_told_at_all() -> None:
    withdrawn = replace(MORNINGS[1], state=BroadcastState.WITHDRAWN)
    held = plan([MORNINGS[0], withdrawn])
    assert ([order.id for order in held.orders], held.cancelled) == ([MORNINGS[0].id], ())


def test_cancelled_broadcasts_are_told_as_such() -> None:
    taken_back = replace(MORNINGS[1], state=BroadcastState.CANCELLED)
    now = AT_0530 - timedelta(hours=1)
    held = plan_for(SPEAKER, [MORNINGS[0], taken_back], now=now, days=7, cancelled=[MORNINGS[0].id])
    assert (held.orders, held.cancelled) == ((), (MORNINGS[0].id, taken_back.id))


def test_a_hold_counts_while_it_lasts_and_emergencies_go_along() -> None:
    now = AT_0530
    held = plan_for(
        SPEAKER, [], now=now, days=1, hold_until=now + timedelta(minutes=1), emergencies=["TE9BMQ=="]
    )
    assert (held.hold_until, held.emergencies) == (now + timedelta(minutes=1), ("TE9BMQ==",))
    assert plan_for(SPEAKER, [], now=now, days=1, hold_until=now).hold_until is None


def test_the_digest_stays_until_something_changes_or_the_day_does() -> None:
    before = plan(MORNINGS)
    assert plan(MORNINGS[::-1], minutes=-5).digest == before.digest
    assert plan(MORNINGS, minutes=24 * 60).digest != before.digest
    changed = replace(MORNINGS[3], rundown=Rundown((replace(NEWS, sound=sha256("b2")),)))
    assert plan([*MORNINGS[:3], changed, *MORNINGS[4:]]).digest != before.digest
    renamed = replace(MORNINGS[3], title="Khác")
    assert plan([*MORNINGS[:3], renamed, *MORNINGS[4:]]).digest == before.digest  # speakers show no titles


@given(
    st.lists(st.tuples(st.floats(-30, 300), st.sampled_from(["go-sai", "ao-sen", "ben-loi"]))),
    st.integers(1, 9),
)
def test_shared_plans_are_those_of_each_speaker(starts: list[tuple[float, str]], days: int) -> None:
    broadcasts = [broadcast(hours, hamlet=hamlet) for hours, hamlet in starts]
    shared = plans_by_hamlet(["go-sai", "ao-sen", "ben-loi"], broadcasts, now=AT_0530, days=days)
    for hamlet, held in shared.items():
        speaker = replace(SPEAKER, hamlet=hamlet)
        assert held == plan_for(speaker, broadcasts, now=AT_0530, days=days)
        ids = {order.id for order in held.orders}
        soon = {
            one.id
            for one in broadcasts
            if one.hamlet == hamlet and AT_0530 <= one.start_at < AT_0530 + days * DAY
        }
        assert soon <= ids
