"""Commands as they go on the wire: spelled, signed by the key whose business they are, addressed."""

import base64
from datetime import datetime
from typing import Any

from broadcaster.bootstrap import Station
from broadcaster.domain.command import Command, CommandKind
from broadcaster.domain.places import EVERY_SPEAKER
from broadcaster.domain.types import as_sha256
from broadcaster.protocol.messages import Item, LiveOrder, Order, OrderClass, Sound, Stop, ToneTest, spell
from broadcaster.protocol.roles import Role
from broadcaster.protocol.scope import EVERYBODY, Scope
from broadcaster.protocol.topics import Kind, Topic
from broadcaster.services.commands import DueCommand
from broadcaster.workers.letters import Letter
from broadcaster.workers.outbound import object_path


class CommandLetters:
    """Writes and signs commands in the station's name."""

    def __init__(self, station: Station) -> None:
        self._station, self._site = station, station.commune.code

    def envelopes(self, command: Command, now: datetime) -> dict[str, str]:
        """Return the signed forms by address (base64): those made before, or, the first time, new ones.

        Every address is signed for itself, so that a hostile broker cannot carry one hamlet's order to another.
        """
        if command.envelopes:
            return dict(command.envelopes)
        return {
            address: base64.b64encode(self._signed(command, address, now)).decode()
            for address in (*command.groups, *command.devices)
        }

    def letters(self, due: DueCommand, envelopes: dict[str, str]) -> list[Letter]:
        """Return what to publish: the first time to everybody, later to each missing speaker alone."""
        command = due.command
        if command.is_fresh and command.groups:
            kind, addresses = Kind.GROUP_CMD, [(group, group) for group in command.groups]
        else:
            kind, addresses = Kind.CMD, [(each.device_id, each.address) for each in due.missing]
        return [
            (Topic(self._site, kind, name), base64.b64decode(envelopes[address]))
            for name, address in addresses
            if address in envelopes
        ]

    def _signed(self, command: Command, address: str, now: datetime) -> bytes:
        scope = self._scope(command, address, now)
        if command.kind is CommandKind.STOP:
            return self._station.signer.sign(Role.STOP, spell(_stop(command, scope)))
        if command.kind is CommandKind.TEST:
            tone, seconds = command.payload["tone"], command.payload["seconds"]
            return self._station.signer.sign(Role.ORDER, spell(ToneTest(scope, command.id, tone, seconds)))
        order = LiveOrder(scope, _order(command), (self._sound(command.payload),))
        is_alert = order.order.kind is OrderClass.EMERGENCY
        return self._station.signer.sign(Role.EMERGENCY if is_alert else Role.ORDER, spell(order))

    def _scope(self, command: Command, address: str, now: datetime) -> Scope:
        issued = int(now.timestamp())
        expires = int(command.expires_at.timestamp())
        if command.kind is CommandKind.STOP:
            expires = issued + 60
        if address in command.devices:
            return Scope(self._site, (address,), self._station.epoch, issued, expires)
        group = None if address == EVERY_SPEAKER else address
        return Scope(self._site, (EVERYBODY,), self._station.epoch, issued, expires, group=group)

    def _sound(self, payload: Any) -> Sound:
        sha = as_sha256(payload["sound"])
        return Sound(sha, self._station.sound_size(sha), payload["duration_ms"], object_path(self._site, sha))


def _stop(command: Command, scope: Scope) -> Stop:
    """Spell a stop; how long it holds counts from the moment at which it is signed."""
    until = command.payload["until"]
    hold_s = max(1, until - scope.issued) if until else 0
    return Stop(scope, command.id, command.payload["what"], hold_s)


def _order(command: Command) -> Order:
    payload = command.payload
    kind = OrderClass(payload["class"])
    return Order(
        id=command.id,
        kind=kind,
        start=0,
        items=(Item(0, as_sha256(payload["sound"]), 0, payload["duration_ms"]),),
        late_s=payload["late_s"],
        severity=payload["severity"],
        reference=payload.get("ref"),
        every_s=payload.get("every_s", 0),
        until=payload.get("until", 0),
        overrides_quiet=kind is OrderClass.EMERGENCY,
    )
