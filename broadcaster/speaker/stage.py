"""What is sounding: marks on the disk before the first sample, one stated end for all that began."""

from dataclasses import dataclass, field
from typing import Final

from broadcaster.domain.asrun import Outcome
from broadcaster.speaker.clock import Clock
from broadcaster.speaker.diary import Diary, Flat, event
from broadcaster.speaker.facts import Began, Effect, Ended, Over, Permit, Play, Silence, Turn
from broadcaster.speaker.ledger import Record
from broadcaster.speaker.memory import Memory
from broadcaster.speaker.timetable import TONE_NUMBER, Piece, Task, Timed

LEAD_S: Final = 2.0
"""So long before its instant a piece is marked and made ready: the disk has answered by then."""
STAGING_S: Final = 0.2
"""So long a late or live task still needs until its first sample."""

MOSTLY: Final = 0.9
"""The part of what sounded that must have come from its stream for the stream to have been relayed."""


@dataclass
class Airing:
    """A task that is being played, and why it was cut short, if it was."""

    task: Task
    timed: list[Timed]
    permitted: set[int] = field(default_factory=set)
    began_at: dict[int, float] = field(default_factory=dict)
    cut: tuple[Outcome, str] | None = None

    def next_permit(self) -> Timed | None:
        """Return the first piece that may not sound yet."""
        return next((timed for timed in self.timed if timed.piece.number not in self.permitted), None)


class Stage:
    """At most one stream sounds; `current` is it. `out` takes the effects, in order."""

    def __init__(self, memory: Memory, diary: Diary, out: list[Effect]) -> None:
        self._memory, self._diary, self._out = memory, diary, out
        self._airings: dict[str, Airing] = {}
        self.current: Airing | None = None

    def sounding(self, name: str) -> bool:
        """Tell whether a task is being played, or was and its end is not known yet."""
        return name in self._airings

    def begin(self, task: Task, timed: list[Timed], clock: Clock) -> None:
        """Mark the first piece, then hand the stream to the player."""
        airing = self.current = self._airings[task.id] = Airing(task, timed)
        turns = (
            Turn(
                number=one.piece.number,
                sound=one.piece.sound,
                at_mono=clock.mono(one.at),
                duration_s=one.piece.duration_s,
                gain_db=one.piece.gain_db,
                stream=one.piece.stream,
            )
            for one in timed
        )
        self._mark(airing, timed[0])
        self._out += [Play(task.id, tuple(turns)), Permit(task.id, timed[0].piece.number)]

    def permit_next(self, utc: float) -> None:
        """Mark and permit the pieces whose instant has come near."""
        airing = self.current
        while airing is not None and (timed := airing.next_permit()) and timed.at - LEAD_S <= utc:
            self._mark(airing, timed)
            self._out.append(Permit(airing.task.id, timed.piece.number))

    def cut(self, outcome: Outcome, reason: str) -> None:
        """Stop what sounds now; its pieces end with this outcome."""
        if self.current is not None:
            self.current.cut = (outcome, reason)
            self._out.append(Silence(self.current.task.id))
            self.current = None

    def began(self, fact: Began, clock: Clock) -> None:
        """Tell of a first sample, and how far off its planned instant it was."""
        airing = self._airings.get(fact.id)
        if airing is None:
            return
        at = airing.began_at[fact.number] = fact.at_mono + (clock.sync.offset_s if clock.sync else 0.0)
        if fact.number != TONE_NUMBER:
            piece = _piece(airing.task, fact.number)
            self._diary.write(event("started", fact.id, **_told(airing, piece, at)))

    def ended(self, fact: Ended) -> None:
        """Tell how a piece ended and how long it really sounded."""
        airing = self._airings.get(fact.id)
        if airing is None:
            return
        records: list[Record] = [_end(fact.id, fact.number, fact.played_s)]
        if fact.number != TONE_NUMBER:
            at, piece = airing.began_at.get(fact.number, 0.0), _piece(airing.task, fact.number)
            told = _told(airing, piece, at)
            outcome, reason = _outcome(airing, piece, fact)
            ended_at = round((at + fact.played_s) * 1_000)
            told |= {"ended_at": ended_at, "played_s": round(fact.played_s, 3)}
            if piece.stream:
                told["streamed_s"] = round(fact.streamed_s, 3)
            records.append(event("ended", fact.id, outcome=outcome.value, reason=reason, **told))
        self._diary.write(*records)

    def over(self, fact: Over) -> None:
        """Close what was cut short, its unheard pieces included."""
        airing = self._airings.pop(fact.id, None)
        if airing is self.current:
            self.current = None
        if airing is None:
            return
        records = [r for i in self._unended(fact.id) for r in _unheard(airing, i)]
        if airing.cut is not None:
            begun = self._memory.marks.get(fact.id, {})
            left = [piece for piece in airing.task.pieces if piece.number not in begun]
            records += [missed(airing.task, piece, *_never_begun(airing.cut)) for piece in left]
            records.append({"k": "closed", "id": fact.id, "at": airing.task.expires})
        if records:
            self._diary.write(*records)

    def recover(self) -> None:
        """After a power cut: what had begun is partial and stays so; an unfinished emergency begins anew."""
        for name, marks in list(self._memory.marks.items()):
            open_ones = self._unended(name)
            alert = name.partition(":")[0] in self._memory.lives and name not in self._memory.closed
            if alert and marks:
                self._diary.write({"k": "again", "id": name})
            elif open_ones:
                self._diary.write(*(r for i in open_ones for r in _cut_by_power(name, i, marks[i].at)))

    def _unended(self, name: str) -> list[int]:
        return [i for i, mark in self._memory.marks.get(name, {}).items() if not mark.ended]

    def _mark(self, airing: Airing, timed: Timed) -> None:
        name, piece = airing.task.id, timed.piece
        airing.permitted.add(piece.number)
        self._diary.write({"k": "mark", "id": name, "i": piece.number, "at": timed.at, "s": piece.duration_s})


def missed(task: Task, piece: Piece | None, outcome: Outcome, reason: str) -> Record:
    """Make the event of a piece, or of a whole task, that never sounded."""
    item = {} if piece is None else {"i": piece.number}
    return event("missed", task.id, outcome=outcome.value, reason=reason, **item)


def _piece(task: Task, number: int) -> Piece:
    return next(piece for piece in task.pieces if piece.number == number)


def _told(airing: Airing, piece: Piece, at: float) -> dict[str, Flat]:
    error_ms = round((at - airing.task.planned(piece)) * 1_000)
    told: dict[str, Flat] = {"i": piece.number, "sound": piece.sound, "gain": piece.gain_db}
    told["of"] = sum(each.number != TONE_NUMBER for each in airing.task.pieces)
    return told | {"started_at": round(at * 1_000), "start_error_ms": error_ms}


def _outcome(airing: Airing, piece: Piece, fact: Ended) -> tuple[Outcome, str]:
    if fact.whole and piece.stream and fact.streamed_s < MOSTLY * fact.played_s:
        return Outcome.PARTIAL, fact.fault or "stream"
    if fact.whole:
        return Outcome.DONE, ""
    return airing.cut or (Outcome.PARTIAL, fact.fault or "player")


def _end(name: str, number: int, seconds: float) -> Record:
    return {"k": "end", "id": name, "i": number, "s": seconds}


def _never_begun(cut: tuple[Outcome, str]) -> tuple[Outcome, str]:
    """Return the outcome of a piece that was cut off before its first sample."""
    outcome, reason = cut
    return (Outcome.CANCELLED if outcome is Outcome.PARTIAL else outcome), reason


def _unheard(airing: Airing, number: int) -> list[Record]:
    """End a piece that was permitted and of whose end the player said nothing."""
    why = _never_begun(airing.cut) if airing.cut else (Outcome.MISSED, "player")
    story = missed(airing.task, _piece(airing.task, number), *why)
    return [_end(airing.task.id, number, 0.0)] + ([story] if number != TONE_NUMBER else [])


def _cut_by_power(name: str, number: int, at: float) -> list[Record]:
    told: dict[str, Flat] = {"i": number, "outcome": Outcome.PARTIAL.value, "reason": "power"}
    story = event("ended", name, played_s=0.0, started_at=round(at * 1_000), **told)
    return [_end(name, number, 0.0)] + ([story] if number != TONE_NUMBER else [])
