"""What the station says on the wire, made from rows: plans, heads, policy, keys, time."""

import base64
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from broadcaster.domain.air_hours import AirHours, AirWindow
from broadcaster.domain.desired import DesiredPlan
from broadcaster.domain.device import Device
from broadcaster.domain.errors import DeliveryError
from broadcaster.domain.places import EVERY_SPEAKER
from broadcaster.domain.tones import Tone
from broadcaster.domain.types import Sha256, as_sha256
from broadcaster.protocol.messages import Body, Head, Item, Order, OrderClass, Policy, Sound, Window, spell
from broadcaster.protocol.scope import Scope

_log = logging.getLogger(__name__)
SoundSize = Callable[[Sha256], int]
HEAD_LIFE_S = 40 * 86_400
"""A head outlives the longest plan; the plan's own end decides what may still sound."""
LOUDEST_DB = 6.0
MAX_EMERGENCIES = 16
"""So many envelopes a plan carries at most (LOA/1, section 5): the newest."""
_POLICY_LIFE_S = 10 * 366 * 86_400


def object_path(site: str, sha: str) -> str:
    """Return where speakers fetch an object, below the station's own address."""
    return f"/loa/1/{site}/o/{sha}"


def stream_path(site: str, name: str) -> str:
    """Return where speakers listen to a stream, below the station's own address."""
    return f"/loa/1/{site}/s/{name}"


def plan_body(
    site: str, device: Device | None, desired: DesiredPlan, size_of: SoundSize, tones: Iterable[Tone] = ()
) -> bytes:
    """Spell the plan that one speaker shall hold. `size_of` tells a sound's length in bytes.

    Every speaker fetches the station's `tones` in advance, and what an alert may soon say.

    An order of which a sound is not to be had is left out, so that the others are heard; `device` is None for a
    speaker that the fleet has no more.
    """
    plan = desired.plan
    spare = {each["sound"]: each["duration_ms"] for each in plan.get("spare", ())}
    spare |= {tone.sound: tone.duration_ms for tone in tones}
    needed = {item["sound"] for each in plan["orders"] for item in each["items"]}
    sizes = _sizes(needed | set(spare), size_of)
    told = [each for each in plan["orders"] if all(item["sound"] in sizes for item in each["items"])]
    lengths = {sound: duration_ms for sound, duration_ms in spare.items() if sound in sizes}
    lengths |= {item["sound"]: item["duration_ms"] for each in told for item in each["items"]}
    body = Body(
        scope=Scope(
            site, (desired.device_id,), desired.epoch, _seconds(desired.made_at), _seconds(desired.until_at)
        ),
        version=desired.version,
        orders=tuple(_order(site, each) for each in told),
        sounds=tuple(
            Sound(as_sha256(sha), sizes[sha], lengths[sha], object_path(site, sha)) for sha in sorted(lengths)
        ),
        groups=(device.hamlet, *device.groups, EVERY_SPEAKER) if device else (),
        hold_until=int(plan["hold_until"] or 0),
        cancelled=tuple(plan["cancelled"]),
        emergencies=tuple(base64.b64decode(each) for each in plan.get("emergencies", ())[-MAX_EMERGENCIES:]),
        delay_ms=device.delay_ms if device else 0,
        gain_db=device.gain_db if device else 0.0,
    )
    return spell(body)


def head(site: str, desired: DesiredPlan, sha: str, size: int, *, now: datetime) -> bytes:
    """Spell the pointer to a speaker's plan, whose body has that name and that length in bytes."""
    issued = _seconds(now)
    return spell(
        Head(
            scope=Scope(site, (desired.device_id,), desired.epoch, issued, issued + HEAD_LIFE_S),
            version=desired.version,
            sha256=as_sha256(sha),
            size=size,
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


def _order(site: str, plain: Mapping[str, Any]) -> Order:
    return Order(
        id=plain["id"],
        kind=OrderClass[plain["precedence"]],
        start=_seconds(datetime.fromisoformat(plain["start_at"])),
        items=_items(site, plain["items"]),
        late_s=plain["late_ms"] // 1000,
    )


def _items(site: str, plain: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(
        Item(
            number=number,
            sha256=as_sha256(item["sound"]),
            offset_ms=item["offset_ms"],
            duration_ms=item["duration_ms"],
            stream=stream_path(site, item["stream"]) if "stream" in item else "",
        )
        for number, item in enumerate(plain)
    )


def _sizes(sounds: Iterable[str], size_of: SoundSize) -> dict[str, int]:
    sizes = {}
    for sha in sounds:
        try:
            sizes[sha] = size_of(as_sha256(sha))
        except DeliveryError:
            _log.exception("a planned sound is missing; what needs it is not told to speakers: %s", sha)
    return sizes


def _window(window: AirWindow) -> Window:
    days = "".join(str(day + 1) for day in sorted(window.weekdays))
    closes = window.closes.hour * 60 + window.closes.minute
    return Window(days, window.opens.hour * 60 + window.opens.minute, closes or 1440)


def _seconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())
