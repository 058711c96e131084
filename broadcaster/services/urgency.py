"""What alerts and stops put into every plan, so that a speaker that heard no command learns of them all the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.command_tables import alert_voices
from broadcaster.db.command_tables import alerts as alert_rows
from broadcaster.db.command_tables import commands as command_rows
from broadcaster.domain.command import CommandKind
from broadcaster.domain.device import Device
from broadcaster.domain.places import EVERY_SPEAKER
from broadcaster.domain.plan import Plan
from broadcaster.domain.stop import Stop, held_until
from broadcaster.domain.types import Sha256
from broadcaster.services import stopping

_DRAFTS_FETCHED_S = 86_400
"""A draft's words lie ready on the speakers for a day."""


@dataclass
class Urgency:
    """The commune's standing alerts and stops.

    `envelopes` are signed emergencies (base64) by group, `over` the ids of orders that ended before their time,
    `spare` sounds to be fetched in advance, by group, each with its length in milliseconds.
    """

    stops: list[Stop]
    now: datetime
    envelopes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    over: tuple[str, ...] = ()
    spare: Mapping[str, Mapping[Sha256, int]] = field(default_factory=dict)
    _made: dict[tuple[str, datetime | None], Plan] = field(default_factory=dict)

    def onto(self, plan: Plan, device: Device) -> Plan:
        """Return the plan with what is urgent for this speaker; alike speakers share one."""
        until_at = held_until(self.stops, device, self.now)
        key = (device.hamlet, until_at)
        if key not in self._made:
            self._made[key] = replace(
                plan,
                hold_until=until_at,
                cancelled=(*plan.cancelled, *self.over),
                emergencies=self._of(self.envelopes, device),
                spare=self._spare_for(device),
            )
        return self._made[key]

    def _spare_for(self, device: Device) -> tuple[tuple[Sha256, int], ...]:
        common, own = self.spare.get(EVERY_SPEAKER, {}), self.spare.get(device.hamlet, {})
        return tuple(sorted({**common, **own}.items()))

    def _of(self, by_group: Mapping[str, tuple[str, ...]], device: Device) -> tuple[str, ...]:
        return (*by_group.get(EVERY_SPEAKER, ()), *by_group.get(device.hamlet, ()))


def now_urgent(session: Session, commune_id: str, *, now: datetime) -> Urgency:
    """Gather what every plan has to say of alerts and stops."""
    column = command_rows.c
    orders = session.execute(
        select(column.id, column.payload, column.envelopes, column.withdrawn_at)
        .where(
            column.commune_id == commune_id,
            column.kind == CommandKind.ORDER,
            column.expires_at > now,
        )
        .order_by(column.created_at, column.expires_at, column.id)
    ).all()
    envelopes: dict[str, tuple[str, ...]] = {}
    for order in orders:
        if order.withdrawn_at is None and order.payload["class"] == "emergency":
            for group, envelope in order.envelopes.items():
                envelopes[group] = (*envelopes.get(group, ()), envelope)
    return Urgency(
        stops=stopping.in_force(session, commune_id, now=now),
        now=now,
        envelopes=envelopes,
        over=tuple(order.id for order in orders if order.withdrawn_at is not None),
        spare=_spare(session, commune_id, now),
    )


def _spare(session: Session, commune_id: str, now: datetime) -> dict[str, dict[Sha256, int]]:
    """Return the voices of recent alerts and of templates, by the groups that would hear them."""
    column, voice = alert_rows.c, alert_voices.c
    rows: list[Any] = list(
        session.execute(
            select(column.hamlets, column.changed_at, column.is_template, voice.sound_sha, voice.duration_ms)
            .join(alert_voices, (voice.alert_id == column.id) & (voice.revision == column.revision))
            .where(column.commune_id == commune_id, voice.sound_sha.is_not(None))
        )
    )
    found: dict[str, dict[Sha256, int]] = {}
    for row in rows:
        if row.is_template or (now - row.changed_at).total_seconds() < _DRAFTS_FETCHED_S:
            for group in row.hamlets or (EVERY_SPEAKER,):
                found.setdefault(group, {})[row.sound_sha] = row.duration_ms
    return found
