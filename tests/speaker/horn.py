"""The sound of an invented village: streams that begin, end and fall silent in the world's own time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from broadcaster.speaker.facts import Began, Ended, Fact, Over, Permit, Play, Silence


class World(Protocol):
    """What a horn needs of the world around it."""

    now: float

    def mono(self) -> float: ...
    def true(self, mono: float) -> float: ...
    def at(self, when: float, call: Callable[[], None]) -> None: ...
    def tell(self, fact: Fact) -> None: ...


@dataclass
class Heard:
    """What really came out of the horn."""

    order: str
    number: int
    sound: str
    at: float
    played_s: float | None = None


@dataclass
class Stream:
    play: Play
    permitted: set[int] = field(default_factory=set)
    index: int = 0
    sounding: Heard | None = None


class Horn:
    """Obeys the agent; `heard` is what came out."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.heard: list[Heard] = []
        self._streams: dict[str, Stream] = {}

    def obey(self, effect: Play | Permit | Silence) -> None:
        match effect:
            case Play():
                self._streams[effect.id] = Stream(effect)
                self._world.at(self._world.true(effect.turns[0].at_mono), lambda: self._begin(effect.id))
            case Permit():
                self._streams[effect.id].permitted.add(effect.number)
            case Silence():
                self._silence(effect.id)

    def lose_power(self) -> None:
        self._streams.clear()
        for heard in self.heard:
            heard.played_s = heard.played_s if heard.played_s is not None else self._world.now - heard.at

    def _begin(self, name: str) -> None:
        stream = self._streams.get(name)
        if stream is None:
            return
        turn = stream.play.turns[stream.index]
        if turn.number not in stream.permitted:
            self._world.at(self._world.now + 0.02, lambda: self._begin(name))
            return
        stream.sounding = Heard(name, turn.number, turn.sound, self._world.now)
        self.heard.append(stream.sounding)
        self._world.at(self._world.now + turn.duration_s, lambda: self._end(name))
        self._world.tell(Began(name, turn.number, self._world.mono()))

    def _end(self, name: str) -> None:
        stream = self._streams.get(name)
        if stream is None or stream.sounding is None:
            return
        turn = stream.play.turns[stream.index]
        stream.sounding.played_s, stream.sounding = turn.duration_s, None
        stream.index += 1
        over = stream.index == len(stream.play.turns)
        if over:
            del self._streams[name]
        else:
            self._world.at(
                max(self._world.now, self._world.true(stream.play.turns[stream.index].at_mono)),
                lambda: self._begin(name),
            )
        self._world.tell(Ended(name, turn.number, self._world.mono(), turn.duration_s, whole=True))
        if over:
            self._world.tell(Over(name))

    def _silence(self, name: str) -> None:
        stream = self._streams.pop(name)
        facts: Iterator[Fact] = iter(())
        if stream.sounding is not None:
            stream.sounding.played_s = self._world.now - stream.sounding.at
            number, played = stream.sounding.number, stream.sounding.played_s
            facts = iter([Ended(name, number, self._world.mono(), played, whole=False)])
        for fact in (*facts, Over(name)):
            self._world.at(self._world.now, lambda fact=fact: self._world.tell(fact))  # type: ignore[misc] # the default binds each
