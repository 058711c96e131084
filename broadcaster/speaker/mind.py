"""Everything a speaker has in its head at one moment: what it remembers, trusts, holds and is about to do."""

from collections.abc import Iterator
from typing import Final

from broadcaster.protocol.messages import Body, Head, LiveOrder, OrderClass, Sound, read_body
from broadcaster.protocol.refusals import Refused
from broadcaster.protocol.signing import Key, Verify
from broadcaster.protocol.signing import verify as ed25519
from broadcaster.speaker.clock import Clock
from broadcaster.speaker.diary import Diary
from broadcaster.speaker.facts import Effect
from broadcaster.speaker.identity import Identity
from broadcaster.speaker.memory import Memory
from broadcaster.speaker.stage import Stage
from broadcaster.speaker.timetable import Task, live_tasks, planned_task
from broadcaster.speaker.trust import Trust

NO_BOOT: Final = Clock("")


class Mind:
    """The parts that intake, conductor and agent share. `out` collects effects until the world takes them."""

    def __init__(self, identity: Identity, memory: Memory, key: Key, verify: Verify = ed25519) -> None:
        self.identity, self.memory = identity, memory
        self.out: list[Effect] = []
        self.clock = NO_BOOT
        self.diary = Diary(identity, memory, key, self.out)
        self.trust = Trust(identity, memory, verify)
        self.stage = Stage(memory, self.diary, self.out)
        self.sounds: set[str] = set()
        self.head: Head | None = None
        self.plan: Body | None = None
        self.plan_since = 0.0
        """When the plan was adopted, UTC seconds; what was due before could not be played."""
        self.lives: dict[str, LiveOrder] = {}
        self.tones: list[Task] = []
        self.errors: dict[str, str] = {}
        """Faults that stand, as a report tells them."""
        self.booted_mono = 0.0
        self.told_mono: float | None = None
        """When the time of day became known."""
        self.changed = True
        """Whether the controller should hear of a change."""
        self.hungry = True
        """Whether there may be something new to fetch."""
        self._open: list[Task] = []

    def recall(self, body: bytes | None) -> None:
        """Take up again what was accepted before the program ended."""
        for name, live in self.memory.lives.items():
            try:
                opened = self.trust.open(live.envelope, None).message
            except Refused:
                continue  # its key was revoked since
            if isinstance(opened, LiveOrder):
                self.lives[name] = opened
        try:
            head = self.trust.open(self.memory.head, None).message
        except Refused:
            return  # its key was revoked since: there is no plan
        if isinstance(head, Head) and head.scope.epoch == self.memory.epoch:
            self.head = head  # its numbers count even where its plan can no longer be read
            if body is not None:
                self.adopt(head, read_body(body), self.plan_since)

    def adopt(self, head: Head, plan: Body, utc: float) -> None:
        """Make this the plan that counts."""
        self.head, self.plan, self.plan_since = head, plan, utc
        self.trust.groups = frozenset(plan.groups)
        expires, delay_s = float(plan.scope.expires), plan.delay_ms / 1_000
        tasks = [
            planned_task(order, expires=expires, gain_db=plan.gain_db, delay_s=delay_s)
            for order in plan.orders
        ]
        self._open = sorted(
            (task for task in tasks if task.id not in self.memory.closed), key=lambda task: task.start
        )
        self.changed = self.hungry = True

    def forget_plan(self) -> None:
        """Hold no plan: silence until a new one comes."""
        self.head = self.plan = None
        self._open = []

    def planned(self) -> list[Task]:
        """Return the plan's tasks that are not over, by their start."""
        self._open = [task for task in self._open if task.id not in self.memory.closed]
        return self._open

    def others(self, utc: float) -> Iterator[Task]:
        """Yield the live tasks and test tones that are not over."""
        gain_db = self.plan.gain_db if self.plan else 0.0
        for name, live in self.lives.items():
            accepted = self.memory.lives[name].at
            for task in live_tasks(live, accepted=accepted, now=utc, gain_db=gain_db):
                if task.id not in self.memory.closed:
                    yield task
        yield from (task for task in self.tones if task.id not in self.memory.closed)

    def wanted(self) -> dict[str, Sound]:
        """Return the sounds still needed, alerts first, then by the time they are needed at."""
        wanted: dict[str, Sound] = {sound.sha256: sound for live in self._urgent() for sound in live.sounds}
        offered: dict[str, Sound] = {sound.sha256: sound for sound in self.plan.sounds} if self.plan else {}
        for task in self.planned():
            for piece in task.pieces:
                if piece.sound in offered:
                    wanted.setdefault(piece.sound, offered[piece.sound])
        return wanted | {name: sound for name, sound in offered.items() if name not in wanted}

    def _urgent(self) -> list[LiveOrder]:
        return sorted(self.lives.values(), key=lambda live: live.order.kind is not OrderClass.EMERGENCY)
