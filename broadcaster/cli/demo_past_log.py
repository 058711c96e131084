"""How the demo's past ended on each speaker: mostly well, with the troubles that a commune really has."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from broadcaster.domain.asrun import ItemReport, Outcome, entry_id
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.rundown import Rundown

_WEAK = 7
"""Every seventh speaker fails often: a bad fuse, a poor link."""
_FAULTS = ((Outcome.MISSED, "offline"), (Outcome.UNKNOWN, ""), (Outcome.PARTIAL, "power"))


@dataclass(frozen=True)
class Aired:
    """One broadcast in one hamlet."""

    id: str
    hamlet: str
    start_at: datetime
    rundown: Rundown


def entries(fleet: Fleet, airing: Aired) -> Iterator[dict[str, Any]]:
    """Yield the rows of the as-run log of one broadcast; the same each time it is asked for."""
    for number, device in enumerate(fleet.devices):
        if device.hamlet == airing.hamlet:
            chance = random.Random(f"{device.id} {airing.start_at:%Y%m%d%H}")  # noqa: S311  invented, no secret
            outcome, reason = _ended(chance, is_weak=number % _WEAK == _WEAK - 1)
            yield _row(fleet.commune.code, device.id, airing, outcome, reason, chance.randrange(15, 260))


def _ended(chance: random.Random, *, is_weak: bool) -> tuple[Outcome, str]:
    if chance.random() < (0.78 if is_weak else 0.965):
        return Outcome.DONE, ""
    return chance.choices(_FAULTS, (6, 2, 2))[0]


def _row(
    code: str, device_id: str, airing: Aired, outcome: Outcome, reason: str, error_ms: int
) -> dict[str, Any]:
    share = {Outcome.DONE: 1.0, Outcome.PARTIAL: 0.45}.get(outcome, 0.0)
    items = airing.rundown.items
    began_at = airing.start_at + timedelta(milliseconds=error_ms)
    reports = [
        ItemReport(
            nth,
            outcome,
            began_at + timedelta(milliseconds=item.offset_ms),
            began_at + timedelta(milliseconds=item.offset_ms + round(share * item.duration_ms)),
            round(share * item.duration_ms),
            error_ms,
            reason,
        )
        for nth, item in enumerate(items)
        if share
    ]
    played_ms = sum(report.played_ms for report in reports)
    return {
        "id": entry_id(airing.id, device_id),
        "commune_id": code,
        "broadcast_id": airing.id,
        "device_id": device_id,
        "hamlet": airing.hamlet,
        "start_at": airing.start_at,
        "duration_ms": airing.rundown.duration_ms,
        "item_count": len(items),
        "planned_at": airing.start_at - timedelta(days=6),
        "outcome": outcome,
        "reason": reason,
        "items": {str(report.item): report.to_plain() for report in reports},
        "started_at": began_at if share else None,
        "ended_at": began_at + timedelta(milliseconds=played_ms) if share else None,
        "played_ms": played_ms,
        "start_error_ms": error_ms if share else None,
        "settled_at": airing.start_at + timedelta(hours=1),
    }
