"""A player that makes no sound: timing, facts and their order are real, the cost is next to nothing."""

import threading
import time
from dataclasses import dataclass, field
from typing import Final

from broadcaster.speaker.facts import Began, Ended, Over, Play, Turn
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

    @property
    def turn(self) -> Turn:
        return self.play.turns[self.index]


class SilentPlayer:
    """One speaker without a sound card."""

    def __init__(self, metronome: Metronome, tell: Tell) -> None:
        self._metronome, self._tell = metronome, tell
        self._lock = threading.Lock()
        self._streams: dict[str, _Stream] = {}

    def play(self, play: Play) -> None:
        """Begin when the first piece's instant has come."""
        with self._lock:
            self._streams[play.id] = _Stream(play)
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
            self._metronome.at(now + stream.turn.duration_s, lambda: self._end(name))
            self._tell(Began(name, stream.turn.number, now))

    def _end(self, name: str) -> None:
        with self._lock:
            stream = self._streams.get(name)
            if stream is None or stream.first_mono is None:
                return
            self._finish(stream, stream.first_mono + stream.turn.duration_s, whole=True)
            stream.index += 1
            if stream.index == len(stream.play.turns):
                del self._streams[name]
                self._tell(Over(name))
                return
            self._metronome.at(stream.turn.at_mono, lambda: self._begin(name))

    def _finish(self, stream: _Stream, at: float, *, whole: bool) -> None:
        if stream.first_mono is None:
            return
        played_s = at - stream.first_mono
        stream.first_mono = None
        self._tell(Ended(stream.play.id, stream.turn.number, at, played_s, whole))
