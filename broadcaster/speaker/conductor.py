"""Begins what is due, once, within its window and the policy; says of the rest why it was not heard."""

from collections.abc import Iterator
from itertools import takewhile

from broadcaster.domain.asrun import Outcome
from broadcaster.domain.precedence import interrupts
from broadcaster.protocol.refusals import Code
from broadcaster.speaker.diary import event
from broadcaster.speaker.ledger import Record
from broadcaster.speaker.limits import DAY_S, overstepped
from broadcaster.speaker.mind import Mind
from broadcaster.speaker.stage import LEAD_S, STAGING_S, missed
from broadcaster.speaker.timetable import Piece, Task, Timed, overdue, stream


class Conductor:
    """Looks at the mind whenever time has passed or something changed."""

    def __init__(self, mind: Mind) -> None:
        self._mind = mind

    def advance(self, mono: float) -> None:
        """Permit the next pieces, miss what is too late, begin what is due; without a clock, nothing."""
        utc = self._mind.clock.utc(mono)
        if utc is None:
            return
        self._mind.stage.permit_next(utc)
        self._let_go(utc)
        near = sorted(self._near(utc), key=Task.rank)
        for task in near:
            if not self._mind.stage.sounding(task.id):
                self._miss(task, utc)
        if utc >= self._mind.memory.hold_until:
            self._begin_first(near, utc)

    def wake_at(self, mono: float) -> float | None:
        """Return when something may be due next, by the monotonic clock."""
        mind, utc = self._mind, self._mind.clock.utc(mono)
        if utc is None:
            return None
        near = [(task, piece) for task in self._near(utc) for piece in self._left(task)]
        instants = [task.latest(piece) + 0.001 for task, piece in near]
        instants += [task.start - task.delay_s - LEAD_S for task in mind.planned()[:50]]
        instants.append(mind.memory.hold_until)
        if mind.stage.current and (timed := mind.stage.current.next_permit()):
            instants.append(timed.at - LEAD_S)
        instants += [task.planned(piece) - LEAD_S for task, piece in near]
        instants += [utc + live.order.every_s for live in mind.lives.values() if live.order.every_s]
        coming = [instant for instant in instants if instant > utc]
        return mind.clock.mono(min(coming)) if coming else None

    def forewarn(self, utc: float) -> None:
        """Put into the report what the policy will refuse of the next day, while people can still change it."""
        errors, policy = self._mind.errors, self._mind.trust.policy_at(utc)
        for name in [name for name in errors if name.startswith(Code.POLICY.value)]:
            del errors[name]
        for task in self._mind.planned():
            begin = task.planned(task.pieces[0])
            if (
                policy is not None
                and utc < begin < utc + DAY_S
                and overstepped(policy, task, begin, self._mind.memory)
            ):
                told = f"{Code.POLICY.value} {task.id}"
                errors[told] = told

    def close(self, task: Task, outcome: Outcome, reason: str) -> list[Record]:
        """Return the records that end a task of which nothing more will sound."""
        over: Record = {"k": "closed", "id": task.id, "at": task.expires}
        if self._done(task):
            return [*(missed(task, piece, outcome, reason) for piece in self._left(task)), over]
        return [missed(task, None, outcome, reason), over]

    def _let_go(self, utc: float) -> None:
        """Forget live orders that have expired, once nothing of them is left to tell."""
        for name in [name for name, live in self._mind.lives.items() if live.scope.expires < utc - STAGING_S]:
            if name in self._mind.memory.closed and not self._mind.stage.sounding(name):
                del self._mind.lives[name]
                self._mind.diary.write({"k": "drop", "id": name})

    def _near(self, utc: float) -> Iterator[Task]:
        yield from self._mind.others(utc)
        yield from takewhile(lambda task: task.start - task.delay_s - LEAD_S <= utc, self._mind.planned())

    def _done(self, task: Task) -> dict[int, object]:
        return dict(self._mind.memory.marks.get(task.id, {}))

    def _left(self, task: Task) -> list[Piece]:
        done = self._done(task)
        return [piece for piece in task.pieces if piece.number not in done]

    def _miss(self, task: Task, utc: float) -> None:
        late = overdue(task, self._done(task), utc)
        left = self._left(task)
        if left and len(late) == len(left):
            self._mind.diary.write(*self.close(task, Outcome.MISSED, self._reason(task, late[-1], utc)))
        elif not left:
            self._mind.diary.write({"k": "closed", "id": task.id, "at": task.expires})
        else:
            for piece in late:
                mark: Record = {
                    "k": "mark",
                    "id": task.id,
                    "i": piece.number,
                    "at": utc,
                    "s": 0.0,
                    "end": True,
                }
                story = missed(task, piece, Outcome.MISSED, self._reason(task, piece, utc))
                self._mind.diary.write(mark, story)
        if late or not left:
            self._mind.changed = True

    def _reason(self, task: Task, piece: Piece, utc: float) -> str:
        """Say what stood in the way at the last instant at which the piece could have begun."""
        mind, last = self._mind, task.latest(piece)
        last_mono, told_mono = mind.clock.mono(last), mind.told_mono
        hindrances = (
            ("expired", task.planned(piece) >= task.expires),
            ("power", last_mono < mind.booted_mono),
            ("clock", told_mono is None or last_mono < told_mono),
            ("late", last < mind.plan_since),
            ("hold", last < mind.memory.hold_until),
            ("policy", mind.trust.policy_at(utc) is None),
            ("sound", not piece.built_in and piece.sound not in mind.sounds),
        )
        return next((name for name, stood in hindrances if stood), "busy")

    def _begin_first(self, near: list[Task], utc: float) -> None:
        stage = self._mind.stage
        for task in near:
            current = stage.current.task if stage.current else None
            if stage.sounding(task.id) or (
                current and not interrupts(task.kind.precedence, current.kind.precedence)
            ):
                continue
            timed = self._startable(task, utc)
            if timed:
                stage.cut(Outcome.PREEMPTED, "emergency")
                stage.begin(task, timed, self._mind.clock)
                self._mind.changed = True
                return

    def _startable(self, task: Task, utc: float) -> list[Timed]:
        """Return what to play now of a task; refuse one that oversteps the policy, for good."""
        mind = self._mind
        timed = stream(task, self._done(task), mind.sounds, utc + STAGING_S)
        if not timed or timed[0].at - LEAD_S > utc:
            return []
        policy = mind.trust.policy_at(utc)
        if task.is_silent:
            return timed  # no hour is too late for what nobody hears
        if policy is None:
            return timed if task.is_emergency and task.overrides_quiet else []
        why = overstepped(policy, task, timed[0].at, mind.memory)
        if not why:
            return timed
        story = event("refused", task.id, code=Code.POLICY.value, why=why, outcome=Outcome.REJECTED.value)
        mind.diary.write(story, {"k": "closed", "id": task.id, "at": task.expires})
        mind.changed = True
        return []
