"""The station's ear in the rehearsal: what speakers say, compared with their plans, written down and acknowledged."""

from dataclasses import dataclass, field
from typing import Final

from broadcaster.protocol.codec import open_envelope
from broadcaster.protocol.keyring import Keyring
from broadcaster.protocol.messages import EvAck, Event, Hello, Report, TimeAnswer
from broadcaster.protocol.refusals import Refused
from broadcaster.protocol.roles import Role
from broadcaster.protocol.signing import Verify
from broadcaster.protocol.topics import Kind
from broadcaster.workers.inbound import event_of
from broadcaster.workers.rehearsal.place import SITE
from broadcaster.workers.rehearsal.station import Station

_BATCH_S: Final = 0.3
_KEYS_AGAIN_S: Final = 15.0
"""As the gateway's ear: so often at most is root's list said again to those who have an older one."""


@dataclass
class Listener:
    """Hears every speaker for one station, and remembers what the judge will ask."""

    station: Station
    verify: Verify
    accepted: set[tuple[str, str]] = field(default_factory=set)
    """(speaker, order) that a speaker has said to hold."""
    confirmed: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    """By speaker: when it was first known to hold a plan that late in the order of telling."""
    epochs: dict[str, dict[int, float]] = field(default_factory=dict)
    """By speaker and epoch: when it was first known to be in it."""
    misled: dict[str, list[float]] = field(default_factory=dict)
    """When the station told which speaker a false time, because its own clock was wrong."""

    def __post_init__(self) -> None:
        devices = self.station.devices
        self._journal: dict[str, dict[int, Event]] = {device: {} for device in devices}
        self._journal_to = dict.fromkeys(devices, 0)
        self._acknowledging: set[str] = set()
        self._told_keys_at = -_KEYS_AGAIN_S
        self._rings = {device: Keyring.of_device(public) for device, public in devices.items()}
        self.station.wire.hear = self._hear

    def journal_to(self, device: str) -> int:
        """Return the number up to which nothing of a speaker's journal is missing."""
        return self._journal_to[device]

    def _hear(self, device: str, topic: str, envelope: bytes) -> None:
        if not self.station.up:
            return
        try:
            said = open_envelope(
                envelope, self._rings[device], site=SITE, device=device, verify=self.verify
            ).message
        except Refused as refusal:
            raise AssertionError(f"{device} said on {topic} what is refused: {refusal}") from refusal
        match said:
            case Hello():
                self._answer(device, said)
            case Report():
                self._compare(device, said)
            case Event():
                self._note(device, said, envelope)
            case _:
                pass

    def _answer(self, device: str, hello: Hello) -> None:
        if abs(self.station.ahead_s) > 1.0:
            self.misled.setdefault(device, []).append(self.station.timeline.now)
        told = TimeAnswer(
            self.station.scope(device, 60), hello.nonce, round(self.station.now.timestamp() * 1_000)
        )
        self.station.send(Kind.TIME, device, self.station.seal(Role.ORDER, told))
        self._journal_to[device] = max(self._journal_to[device], hello.first_event - 1)
        self._acknowledge(device)
        self.station.say_policy(device)
        self.station.desired[device].say_again(self.station.now)

    def _compare(self, device: str, report: Report) -> None:
        held, now = report.held, self.station.timeline.now
        is_older = (held.epoch, held.keys) < (self.station.epoch, self.station.key_version)
        if is_older and now - self._told_keys_at >= _KEYS_AGAIN_S:
            self._told_keys_at = now
            self.station.say_keys()
        desired = self.station.desired[device]
        desired.heard(epoch=held.epoch, version=held.version, sha=report.sha256, now=self.station.now)
        self.epochs.setdefault(device, {}).setdefault(held.epoch, now)
        spoken = self.station.spoken.get(device, {}).get(report.sha256)
        if spoken is None:
            return
        known = self.confirmed.setdefault(device, [])
        if not known or spoken.number > known[-1][1]:
            known.append((now, spoken.number))
        self.accepted |= {(device, name) for name, _, _ in spoken.told}

    def _note(self, device: str, event: Event, envelope: bytes) -> None:
        journal = self._journal[device]
        journal[event.number] = event
        word = event_of(event, envelope)
        entry = self.station.entries.get((device, event.id))
        if entry is not None and word.item is not None:
            entry.hear(word.item, now=self.station.now)
        elif entry is not None and word.not_played is not None:
            entry.hear_not_played(word.not_played, word.reason, now=self.station.now)
        while self._journal_to[device] + 1 in journal:
            self._journal_to[device] += 1
        self._acknowledge_soon(device)

    def _acknowledge_soon(self, device: str) -> None:
        """Answer a whole batch at once, as the gateway's ear does."""
        if device not in self._acknowledging:
            self._acknowledging.add(device)
            self.station.timeline.after(_BATCH_S, lambda: self._acknowledge(device))

    def _acknowledge(self, device: str) -> None:
        self._acknowledging.discard(device)
        told = EvAck(self.station.scope(device, 60), self._journal_to[device])
        self.station.send(Kind.EVACK, device, self.station.seal(Role.ORDER, told))
