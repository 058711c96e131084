"""A player that really sounds: one thread, one continuous stream of samples, every chunk at its instant."""

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from broadcaster.protocol.refusals import Code
from broadcaster.speaker.facts import Began, Ended, Over, Play, Turn
from broadcaster.speaker.following import Ways
from broadcaster.speaker.metronome import ask_for_priority
from broadcaster.speaker.pcm import CHUNK_S, SILENCE, Decoder, Samples
from broadcaster.speaker.player import PULSE_S, Tell
from broadcaster.speaker.sinks import Sink
from broadcaster.speaker.streamed import StreamedSamples

AHEAD_S: Final = 0.1
"""So much sound may wait in the pipe: more than a busy machine's hiccup, less than a stop may take."""
SHORT_S: Final = 0.5
"""A sound that ends so much before its signed length was not decoded whole."""


@dataclass
class _Stream:
    play: Play
    permitted: set[int] = field(default_factory=set)
    stopped: bool = False


class SoundPlayer:
    """One speaker's sound card. `sink` opens it for a stream; the sounding thread calls `alive` every PULSE_S.

    Without `ways` to the station's streams, what stands in for them sounds.
    """

    def __init__(
        self,
        decoder: Decoder,
        sink: Callable[[str], Sink],
        tell: Tell,
        alive: Callable[[], None] = lambda: None,
        ways: Ways | None = None,
    ) -> None:
        self._decoder, self._sink, self._tell, self._alive = decoder, sink, tell, alive
        self._ways = ways
        self._changed = threading.Condition()
        self._waiting: list[_Stream] = []
        self._streams: dict[str, _Stream] = {}
        self._closed = False
        self._pulse_mono = 0.0
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)
        self._thread.start()

    def play(self, play: Play) -> None:
        """Make a stream ready."""
        with self._changed:
            stream = self._streams[play.id] = _Stream(play)
            self._waiting.append(stream)
            self._changed.notify()

    def permit(self, name: str, number: int) -> None:
        """Let a piece sound."""
        with self._changed:
            if stream := self._streams.get(name):
                stream.permitted.add(number)

    def silence(self, name: str) -> None:
        """Stop a stream within a chunk."""
        with self._changed:
            if stream := self._streams.get(name):
                stream.stopped = True
                self._changed.notify()

    def hush(self) -> None:
        """Stop every stream within a chunk."""
        with self._changed:
            for stream in self._streams.values():
                stream.stopped = True
            self._changed.notify()

    def close(self) -> None:
        """Stop everything; this player plays no more."""
        self._closed = True
        self.hush()
        self._thread.join(3.0)

    def _run(self) -> None:
        ask_for_priority()
        while (stream := self._next()) is not None:
            self._perform(stream)
            with self._changed:
                self._streams.pop(stream.play.id, None)
            self._tell(Over(stream.play.id))

    def _next(self) -> _Stream | None:
        with self._changed:
            while not self._waiting and not self._closed:
                self._beat()
                self._changed.wait(1.0)
            return self._waiting.pop(0) if self._waiting else None

    def _beat(self) -> None:
        if time.monotonic() - self._pulse_mono >= PULSE_S:
            self._pulse_mono = time.monotonic()
            self._alive()

    def _perform(self, stream: _Stream) -> None:
        """Sound all pieces into one sink, with silence where a piece waits for its instant."""
        turns, sink = stream.play.turns, self._sink(stream.play.id)
        pace, samples = _Pace(), self._open(turns[0])
        try:
            for turn, following in zip(turns, [*turns[1:], None], strict=True):
                samples.prime()
                if not self._wait_for(stream, turn, sink, pace):
                    break
                present, samples = (
                    samples,
                    self._open(following) if following else Samples(None, iter(())),
                )
                self._sound(stream, turn, present, sink, pace)
        finally:
            samples.close()
            sink.close(at_once=stream.stopped)

    def _open(self, turn: Turn) -> Samples | StreamedSamples:
        if not turn.stream:
            return self._decoder.open(turn)
        if self._ways is None:
            return self._decoder.again_and_again(turn)
        decode = self._decoder.of_stream(turn.gain_db)
        return StreamedSamples(self._ways, turn, decode, lambda: self._decoder.again_and_again(turn))

    def _wait_for(self, stream: _Stream, turn: Turn, sink: Sink, pace: "_Pace") -> bool:
        """Wait until the piece is due and permitted; False where the stream was stopped before."""
        while not stream.stopped:
            self._beat()
            early_s = turn.at_mono - (pace.next_mono or time.monotonic())
            if early_s <= CHUNK_S / 2 and turn.number in stream.permitted:
                time.sleep(max(0.0, turn.at_mono - time.monotonic()) if pace.next_mono is None else 0.0)
                return True
            if pace.next_mono is not None:
                with contextlib.suppress(OSError):  # a piece that follows will tell of a lost device
                    sink.write(SILENCE)
                pace.step()
            else:
                with self._changed:
                    self._changed.wait(max(CHUNK_S / 2, min(1.0, early_s - CHUNK_S / 2)))
        return False

    def _sound(
        self, stream: _Stream, turn: Turn, samples: Samples | StreamedSamples, sink: Sink, pace: "_Pace"
    ) -> None:
        """Sound one piece to its end, and tell how far it came."""
        began, count, fault = time.monotonic(), 0, ""
        try:
            while not stream.stopped and count * CHUNK_S < turn.duration_s and (chunk := samples.next()):
                sink.write(chunk)
                if not count:
                    began = max(time.monotonic(), pace.next_mono or 0.0)  # written ahead, it sounds then
                    self._tell(Began(stream.play.id, turn.number, began))
                count += 1
                pace.step()
                self._beat()
        except OSError:
            fault = "device"
        finally:
            samples.close()
        played_s = min(count * CHUNK_S, turn.duration_s)
        is_short = played_s < turn.duration_s - SHORT_S
        streamed_s, was_ended = 0.0, False
        if isinstance(samples, StreamedSamples):
            streamed_s, was_ended = samples.heard_s, samples.is_whole
        if not (fault or stream.stopped or was_ended) and is_short:
            fault = Code.DECODE.value
        whole = not (fault or stream.stopped)
        if whole and isinstance(samples, StreamedSamples):
            fault = samples.refusal
        ended_at = began + played_s
        self._tell(Ended(stream.play.id, turn.number, ended_at, played_s, whole, fault, streamed_s))


class _Pace:
    """Lets chunks go in real time, AHEAD_S before they sound. `next_mono` is when the next one sounds."""

    def __init__(self) -> None:
        self.next_mono: float | None = None

    def step(self) -> None:
        """Wait until the next chunk may go."""
        self.next_mono = (self.next_mono or time.monotonic()) + CHUNK_S
        time.sleep(max(0.0, self.next_mono - AHEAD_S - time.monotonic()))
