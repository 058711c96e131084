"""What the station says on the wire, made from rows: plans, heads, policy, keys, time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from broadcaster.domain.air_hours import AirHours, AirWindow
from broadcaster.domain.desired import DesiredPlan
from broadcaster.domain.device import Device
from broadcaster.domain.types import Sha256, as_sha256, sha256_of
from broadcaster.protocol.messages import Body, Head, Item, Order, OrderClass, Policy, Sound, Window, spell
from broadcaster.protocol.scope import Scope

SoundSize = Callable[[Sha256], int]
HEAD_LIFE_S = 40 * 86_400
"""A head outlives the longest plan; the plan's own end decides what may still sound."""
LOUDEST_DB = 6.0
_POLICY_LIFE_S = 10 * 366 * 86_400


def object_path(site: str, sha: str) -> str:
    """Return where speakers fetch an object, below the station's own address."""
    return f"/loa/1/{site}/o/{sha}"


def plan_body(site: str, device: Device, desired: DesiredPlan, size_of: SoundSize) -> bytes:
    """Spell the plan that one speaker shall hold. `size_of` tells a sound's length in bytes."""
    plan = desired.plan
    orders = tuple(_order(each) for each in plan["orders"])
    lengths = {item["sound"]: item["duration_ms"] for each in plan["orders"] for item in each["items"]}
    body = Body(
        scope=Scope(site, (device.id,), desired.epoch, _seconds(desired.made_at), _seconds(desired.until_at)),
        version=desired.version,
        orders=orders,
        sounds=tuple(_sound(site, sha, lengths[sha], size_of) for sha in sorted(lengths)),
        groups=(device.hamlet, *device.groups),
        hold_until=int(plan["hold_until"] or 0),
        cancelled=tuple(plan["cancelled"]),
        delay_ms=device.delay_ms,
        gain_db=device.gain_db,
    )
    return spell(body)


def head(site: str, desired: DesiredPlan, body: bytes, *, now: datetime) -> bytes:
    """Spell the pointer to a speaker's plan."""
    issued = _seconds(now)
    sha = sha256_of(body)
    return spell(
        Head(
            scope=Scope(site, (desired.device_id,), desired.epoch, issued, issued + HEAD_LIFE_S),
            version=desired.version,
            sha256=sha,
            size=len(body),
            url=object_path(site, sha),
        )
    )


def policy(
    site: str, device_id: str, hours: AirHours, *, since: datetime, epoch: int, utc_offset_min: int
) -> bytes:
    """Spell what no order may overstep on that speaker, whatever key signed it: the second lock of quiet hours.

    `since` is when these hours came into force. It is also the version, so that saying them again says the same.
    """
    issued = _seconds(since)
    return spell(
        Policy(
            scope=Scope(site, (device_id,), epoch, issued, issued + _POLICY_LIFE_S),
            version=issued,
            windows=tuple(_window(window) for window in hours.windows),
            quiet=(),
            max_minutes=1440 if hours.daily_minutes is None else hours.daily_minutes,
            max_gain_db=LOUDEST_DB,
            utc_offset_min=utc_offset_min,
        )
    )


def _order(plain: Mapping[str, Any]) -> Order:
    return Order(
        id=plain["id"],
        kind=OrderClass[plain["precedence"]],
        start=_seconds(datetime.fromisoformat(plain["start_at"])),
        items=_items(plain["items"]),
        late_s=plain["late_ms"] // 1000,
    )


def _items(plain: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(
        Item(number, as_sha256(item["sound"]), item["offset_ms"], item["duration_ms"])
        for number, item in enumerate(plain)
    )


def _sound(site: str, sha: str, duration_ms: int, size_of: SoundSize) -> Sound:
    named = as_sha256(sha)
    return Sound(named, size_of(named), duration_ms, object_path(site, sha))


def _window(window: AirWindow) -> Window:
    days = "".join(str(day + 1) for day in sorted(window.weekdays))
    closes = window.closes.hour * 60 + window.closes.minute
    return Window(days, window.opens.hour * 60 + window.opens.minute, closes or 1440)


def _seconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())
