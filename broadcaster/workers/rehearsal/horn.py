"""What the village hears: streams that begin, end and fall silent in invented time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from broadcaster.speaker.facts import Began, Ended, Fact, Over, Permit, Play, Silence
from broadcaster.workers.rehearsal.timeline import Timeline

_POLL_S = 0.02


@dataclass
class Heard:
    """One line of the EAR log.

    `asked_at` is when the speaker decided to play it, `clock_age_s` how long ago it was told the time; `played_s` is
    None while it sounds.
    """

    device: str
    order: str
    item: int
    sound: str
    asked_at: float
    at: float
    clock_age_s: float
    whole: bool = False
    played_s: float | None = None


class Crystal(Protocol):
    """A monotonic clock, by its own count and by the true time."""

    def mono(self) -> float:
        """Return what it shows now."""
        ...

    def true(self, mono: float) -> float:
        """Return the true instant at which it shows `mono`."""
        ...


@dataclass
class _Stream:
    play: Play
    asked_at: float
    permitted: set[int] = field(default_factory=set)
    index: int = 0
    sounding: Heard | None = None


class Horn:
    """Obeys one agent; what comes out goes to `ear`."""

    def __init__(
        self, device: str, time: Timeline, ear: list[Heard], clock_age_s: Callable[[], float]
    ) -> None:
        self._device, self._time, self._ear, self._clock_age_s = device, time, ear, clock_age_s
        self._streams: dict[str, _Stream] = {}

    def connect(self, crystal: Crystal, tell: Callable[[Fact], None]) -> None:
        """Say whose clock counts and who is told what happens."""
        self._crystal, self._tell = crystal, tell

    def obey(self, effect: Play | Permit | Silence) -> None:
        """Do what the agent wants."""
        match effect:
            case Play():
                stream = self._streams[effect.id] = _Stream(effect, self._time.now)
                self._time.at(self._crystal.true(effect.turns[0].at_mono), lambda: self._begin(stream))
            case Permit():
                if effect.id in self._streams:
                    self._streams[effect.id].permitted.add(effect.number)
            case Silence():
                self._silence(effect.id)

    @property
    def sounding(self) -> bool:
        """Whether something comes out now."""
        return any(stream.sounding for stream in self._streams.values())

    def fall_silent(self) -> None:
        """Lose the power: nobody is told."""
        for stream in self._streams.values():
            if stream.sounding:
                stream.sounding.played_s = self._time.now - stream.sounding.at
        self._streams.clear()

    def _is_live(self, stream: _Stream) -> bool:
        return self._streams.get(stream.play.id) is stream

    def _begin(self, stream: _Stream) -> None:
        if not self._is_live(stream):
            return
        turn = stream.play.turns[stream.index]
        if turn.number not in stream.permitted:
            self._time.after(_POLL_S, lambda: self._begin(stream))
            return
        stream.sounding = Heard(
            self._device,
            stream.play.id,
            turn.number,
            turn.sound,
            stream.asked_at,
            self._time.now,
            self._clock_age_s(),
        )
        self._ear.append(stream.sounding)
        self._time.after(turn.duration_s, lambda: self._end(stream))
        self._tell(Began(stream.play.id, turn.number, self._crystal.mono()))

    def _end(self, stream: _Stream) -> None:
        if not self._is_live(stream) or stream.sounding is None:
            return
        name, turn = stream.play.id, stream.play.turns[stream.index]
        stream.sounding.played_s, stream.sounding.whole, stream.sounding = turn.duration_s, True, None
        stream.index += 1
        if over := stream.index == len(stream.play.turns):
            del self._streams[name]
        else:
            begins_at = self._crystal.true(stream.play.turns[stream.index].at_mono)
            self._time.at(max(self._time.now, begins_at), lambda: self._begin(stream))
        self._tell(Ended(name, turn.number, self._crystal.mono(), turn.duration_s, whole=True))
        if over:
            self._tell(Over(name))

    def _silence(self, name: str) -> None:
        stream = self._streams.pop(name, None)
        if stream is None:
            return
        facts: list[Fact] = [Over(name)]
        if stream.sounding is not None:
            heard = stream.sounding
            heard.played_s = self._time.now - heard.at
            facts.insert(0, Ended(name, heard.item, self._crystal.mono(), heard.played_s, whole=False))
        for fact in facts:
            self._time.after(0.0, lambda fact=fact: self._tell(fact))  # type: ignore[misc]  # the default binds each
