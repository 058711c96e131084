"""The judge of a rehearsal: what was heard, beside what was planned and what was told about it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from broadcaster.domain.asrun import OPEN, Outcome
from broadcaster.domain.broadcast import Broadcast
from broadcaster.speaker.clock import DRIFT
from broadcaster.workers.rehearsal.horn import Heard
from broadcaster.workers.rehearsal.listening import Listener
from broadcaster.workers.rehearsal.machine import Machine
from broadcaster.workers.rehearsal.place import CLOSES, DAY_S, OPENS, UTC_OFFSET_MIN
from broadcaster.workers.rehearsal.station import Station
from broadcaster.workers.rehearsal.thief import FALSE_ALARM, MARK, Thief

REACHED_S: Final = 1_800.0
"""Who was reachable for so long before a start must know of it: eight heads were said in that time."""
_TOLERANCE_S: Final = 1.2
"""Half of the longest round trip that counts (2 s), and what it takes to begin."""
_MISLED_S: Final = 3 * 3_600.0
"""So long after a false word of the station's own clock a speaker's time may be wrong."""
LOST, DOUBLED, WRONG_HOUR, FORGED, RESTLESS = "lost", "doubled", "wrong-hour", "forged", "restless"
UNREACHED, STOLEN, MISLED = "UNREACHED", "STOLEN", "MISLED"
OLDER_PLAN = "OLDER_PLAN"
"""Told item by item as an older plan had it, by a speaker that had not heard of a change."""


@dataclass(frozen=True)
class Violation:
    """A promise that was broken: which one, on which speaker, by which order, and how."""

    kind: str
    device: str
    order: str
    how: str


@dataclass
class Judge:
    """Listens to one commune; `verdict` is asked for at its end."""

    station: Station
    listener: Listener
    machines: Mapping[str, Machine]
    thief: Thief
    ear: list[Heard]
    reached: set[tuple[str, str]] = field(default_factory=set)
    due: set[str] = field(default_factory=set)
    """Broadcasts that nothing excuses, for everything was in order long before them."""

    def note_start(self, broadcast: Broadcast, since: float) -> None:
        """Note at its start which speakers had been reachable long enough to know of a broadcast told `since`."""
        now, since = self.station.timeline.now, max(since, self.station.taken_back.get(broadcast.id, since))
        for device, machine in self.machines.items():
            is_well = machine.powered and machine.online and not machine.disk_is_full
            if is_well and now - max(machine.troubled_at, since) >= REACHED_S:
                self.reached.add((device, broadcast.id))

    def verdict(self) -> tuple[Counter[str], list[Violation]]:
        """Return how many pairs came to which outcome, and every broken promise."""
        outcomes: Counter[str] = Counter()
        broken = [*self._doubled(), *self._wrong_hours(), *self._forged(), *self._untold()]
        heard = {(one.device, one.order) for one in self.ear}
        for (device, name), entry in self.station.entries.items():
            if entry.outcome in OPEN and self.station.now < entry.word_due_at:
                continue  # the rehearsal ended before it was due
            entry.give_up_waiting(now=self.station.now)
            outcome = entry.outcome.value
            is_open = entry.outcome in OPEN or entry.outcome is Outcome.UNKNOWN
            if is_open and entry.items and all(told["outcome"] != "STARTED" for told in entry.items.values()):
                outcome = OLDER_PLAN
            elif is_open:
                outcome = self._excuse(device, name, entry.start_at.timestamp()) or "LOST"
            if outcome == "LOST":
                broken.append(Violation(LOST, device, name, f"{entry.outcome.value}, and nobody says why"))
            if entry.outcome is Outcome.CANCELLED and not self._is_cancelled(name, entry.reason):
                outcome = self._excuse(device, name, entry.start_at.timestamp()) or outcome
                if outcome == Outcome.CANCELLED.value:
                    broken.append(Violation(LOST, device, name, "told as cancelled, and nobody cancelled it"))
            if entry.outcome is Outcome.DONE and (device, name) not in heard:
                broken.append(Violation(FORGED, device, name, "told as DONE, and never heard"))
            outcomes[outcome] += 1
        return outcomes, broken

    def _is_cancelled(self, name: str, reason: str) -> bool:
        """Tell whether somebody entitled cancelled it: people, or root with the plan that it stood in."""
        return name in self.station.taken_back or reason == "revoked"

    def _excuse(self, device: str, name: str, start: float) -> str:
        """Say why a broadcast without an outcome is not lost; empty where nothing excuses it."""
        if name in self.due:
            return ""
        if self._is_stolen(device, start):
            return STOLEN
        if self._is_misled(device, start):
            return MISLED
        known = (device, name) in self.listener.accepted or (device, name) in self.reached
        return "" if known else UNREACHED

    def _is_stolen(self, device: str, at: float) -> bool:
        """Tell whether a thief had the speaker: from the theft until it is in a later epoch, and knows its plan."""
        return any(
            begin - 5 <= at <= self._known_epoch_at(device, epoch + 1) + REACHED_S
            for begin, epoch in self.thief.taken
        )

    def _known_epoch_at(self, device: str, epoch: int) -> float:
        known = self.listener.epochs.get(device, {})
        return min((at for number, at in known.items() if number >= epoch), default=float("inf"))

    def _is_misled(self, device: str, at: float) -> bool:
        return any(told - 1 <= at <= told + _MISLED_S for told in self.listener.misled.get(device, ()))

    def _doubled(self) -> Iterator[Violation]:
        plays: defaultdict[tuple[str, str, int], list[Heard]] = defaultdict(list)
        for one in self.ear:
            plays[one.device, one.order, one.item].append(one)
        for (device, name, item), heard in plays.items():
            for first, second in pairwise(heard):
                if name.startswith("khan-") and (
                    not first.whole or self._woke_between(device, first.at, second.at)
                ):
                    continue
                yield Violation(
                    DOUBLED,
                    device,
                    name,
                    f"item {item} at {first.at:.0f} and {second.at - first.at:.0f} s later",
                )

    def _woke_between(self, device: str, begin: float, end: float) -> bool:
        return any(begin < at <= end for at in self.machines[device].woken_at)

    def _wrong_hours(self) -> Iterator[Violation]:
        for one in self.ear:
            if self._is_misled(one.device, one.at):
                continue
            tolerance = _TOLERANCE_S + DRIFT * one.clock_age_s
            if alert := self.station.alerts.get(one.order):
                if one.at > alert.expires + tolerance:
                    yield Violation(
                        WRONG_HOUR, one.device, one.order, f"{one.at - alert.expires:.1f} s after it expired"
                    )
                continue
            if not _is_within_hours(one.at, tolerance):
                yield Violation(WRONG_HOUR, one.device, one.order, "outside the commune's hours")
            if broadcast := self.station.broadcasts.get(one.order):
                late = [one.at - at for at in self._instants(one)]
                last = broadcast.late_ms / 1_000 + tolerance
                if late and not any(-tolerance <= each <= last for each in late):
                    yield Violation(
                        WRONG_HOUR, one.device, one.order, f"item {one.item} {late[0]:+.2f} s off"
                    )

    def _instants(self, one: Heard) -> set[float]:
        key = (one.order, one.item, one.sound)
        return {
            plan.told[key] for plan in self.station.spoken.get(one.device, {}).values() if key in plan.told
        }

    def _forged(self) -> Iterator[Violation]:
        for one in self.ear:
            if why := self._false_word(one):
                yield Violation(FORGED, one.device, one.order, why)

    def _false_word(self, one: Heard) -> str:
        """Say why nobody entitled had wanted this when the speaker decided to play it; empty where somebody had."""
        if one.order.startswith(MARK):
            return self._thiefs_word(one)
        if alert := self.station.alerts.get(one.order):
            over = self._known_epoch_at(one.device, alert.epoch + 1)
            return "an alert of an epoch that is over" if one.asked_at > over else ""
        if one.order in self.station.taken_back and (one.device, one.order) in self.reached:
            return "taken back long before, and the speaker could be reached"
        key = (one.order, one.item, one.sound)
        told = [plan for plan in self.station.spoken.get(one.device, {}).values() if key in plan.told]
        if not told:
            return "never planned"
        newest, known = max(plan.number for plan in told), self._confirmed(one.device, one.asked_at)
        return f"told last in plan {newest}, and it held plan {known} already" if newest < known else ""

    def _thiefs_word(self, one: Heard) -> str:
        """Say why not even the key that the thief had excuses this."""
        if one.order.startswith(FALSE_ALARM):
            return "an alarm without the key for alarms"
        if not one.order.startswith(f"{MARK}{one.device}-"):
            return "said to somebody else"
        epochs = [epoch for begin, epoch in self.thief.taken if begin - 5 <= one.asked_at]
        over = self._known_epoch_at(one.device, max(epochs, default=0) + 1)
        return "a thief, after the epoch had been raised" if one.asked_at > over else ""

    def _confirmed(self, device: str, at: float) -> int:
        return max(
            (number for when, number in self.listener.confirmed.get(device, ()) if when < at), default=-1
        )

    def _untold(self) -> Iterator[Violation]:
        for device, machine in self.machines.items():
            if (held := self.listener.journal_to(device)) < machine.last_event:
                yield Violation(LOST, device, "", f"events {held + 1} to {machine.last_event} never came")
        whole = {
            (one.device, one.order, one.item)
            for one in self.ear
            if one.whole and one.order in self.station.broadcasts
        }
        for device, name, item in whole:
            told = self.station.entries[device, name].items.get(str(item), {})
            if told.get("outcome") not in {Outcome.DONE.value, Outcome.PARTIAL.value}:
                yield Violation(
                    LOST, device, name, f"item {item} was heard, and told as {told.get('outcome')}"
                )


def _is_within_hours(at: float, tolerance: float) -> bool:
    minute = ((at + UTC_OFFSET_MIN * 60) % DAY_S) / 60
    return OPENS - tolerance / 60 <= minute <= CLOSES + tolerance / 60
