"""A player that makes no sound: timing, facts and their order are real, the cost is next to nothing."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from broadcaster.protocol.stream import SEGMENT_MS, Segment
from broadcaster.speaker.facts import Began, Ended, Over, Play, Turn
from broadcaster.speaker.following import Follower, Ways
from broadcaster.speaker.metronome import Metronome
from broadcaster.speaker.player import Tell

PERMIT_POLL_S: Final = 0.02


@dataclass
class _Stream:
    """A stream and where it stands."""

    play: Play
    permitted: set[int] = field(default_factory=set)
    index: int = 0
    first_mono: float | None = None
    follower: Follower | None = None
    segments: list[float] = field(default_factory=list)
    """When each segment of the present turn sounds."""

    @property
    def turn(self) -> Turn:
        return self.play.turns[self.index]


class SilentPlayer:
    """One speaker without a sound card. It follows streams as one that sounds does, but for the sound."""

    def __init__(self, metronome: Metronome, tell: Tell, ways: Ways | None = None) -> None:
        self._metronome, self._tell, self._ways = metronome, tell, ways
        self._lock = threading.Lock()
        self._streams: dict[str, _Stream] = {}

    def play(self, play: Play) -> None:
        """Begin when the first piece's instant has come."""
        with self._lock:
            stream = self._streams[play.id] = _Stream(play)
            self._follow(stream)
        self._metronome.at(play.turns[0].at_mono, lambda: self._begin(play.id))

    def permit(self, name: str, number: int) -> None:
        """Let a piece sound."""
        with self._lock:
            if stream := self._streams.get(name):
                stream.permitted.add(number)

    def silence(self, name: str) -> None:
        """Stop at once."""
        with self._lock:
            if stream := self._streams.pop(name, None):
                self._finish(stream, time.monotonic(), whole=False)
                if stream.follower is not None:
                    stream.follower.close()
                self._tell(Over(name))

    def close(self) -> None:
        """Stop everything."""
        self.hush()

    def hush(self) -> None:
        """Stop every stream."""
        for name in list(self._streams):
            self.silence(name)

    def _begin(self, name: str) -> None:
        now = time.monotonic()
        with self._lock:
            stream = self._streams.get(name)
            if stream is None:
                return
            if stream.turn.number not in stream.permitted:
                self._metronome.at(now + PERMIT_POLL_S, lambda: self._begin(name))
                return
            stream.first_mono = now
            number, end_mono = stream.turn.number, now + stream.turn.duration_s
            self._metronome.at(end_mono, lambda: self._end(name, number, end_mono))
            self._tell(Began(name, number, now))

    def _end(self, name: str, number: int, end_mono: float) -> None:
        """End a turn, unless its stream ended it before."""
        with self._lock:
            stream = self._streams.get(name)
            if stream is None or stream.first_mono is None or stream.turn.number != number:
                return
            self._finish(stream, end_mono, whole=True)
            stream.index += 1
            if stream.index == len(stream.play.turns):
                del self._streams[name]
                self._tell(Over(name))
                return
            self._follow(stream)
            self._metronome.at(stream.turn.at_mono, lambda: self._begin(name))

    def _follow(self, stream: _Stream) -> None:
        """Listen to the stream of the turn that comes."""
        turn, name = stream.turn, stream.play.id
        if not turn.stream or self._ways is None:
            return

        def take(segment: Segment, at_mono: float, _sound: bytes) -> None:
            if segment.is_last:
                self._metronome.at(at_mono, lambda: self._end(name, turn.number, at_mono))
            elif at_mono + SEGMENT_MS / 1_000 > time.monotonic():
                stream.segments.append(at_mono)

        stream.segments.clear()
        until_mono = turn.at_mono + turn.duration_s
        stream.follower = Follower(self._ways, turn.stream, turn.at_mono, until_mono, take)

    def _finish(self, stream: _Stream, at: float, *, whole: bool) -> None:
        if stream.first_mono is None:
            return
        first, stream.first_mono = stream.first_mono, None
        played_s, fault = at - first, ""
        if stream.follower is not None:
            stream.follower.close()
            fault, stream.follower = stream.follower.refusal if whole else "", None
        heard_s = heard_between(stream.segments, first, at)
        self._tell(Ended(stream.play.id, stream.turn.number, at, played_s, whole, fault, heard_s))


def heard_between(begins: Iterable[float], first: float, last: float) -> float:
    """Return how many of the seconds between two instants segments that begin at these instants fill.

    A clock that becomes finer in the middle of a stream lets two segments overlap: no second counts twice.
    """
    covered, since = 0.0, first
    for begin in sorted(begins):
        end = min(last, begin + SEGMENT_MS / 1_000)
        covered += max(0.0, end - max(since, begin))
        since = max(since, end)
    return covered
