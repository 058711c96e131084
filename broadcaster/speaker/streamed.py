"""The samples of a stream, each at its own instant: silence where they are missing, then the sound that stands in."""

import collections
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from broadcaster.protocol.stream import SEGMENT_SAMPLES, Segment
from broadcaster.speaker.facts import Turn
from broadcaster.speaker.following import Follower, Ways
from broadcaster.speaker.pcm import CHUNK_BYTES, CHUNK_S, RATE, SAMPLE_BYTES, SILENCE, Samples

PATIENCE_S: Final = 3.0
"""So long a hole is silence; then the sound that stands in begins."""
MOST_AHEAD_S: Final = 60.0
"""What sounds later than this is not held: a station that sends faster than time passes cannot fill the memory."""
_OPENING_S: Final = 0.5
"""So long a decoder may take until its first sample."""
_EARLY_S: Final = CHUNK_S
_LATE_S: Final = 1.5 * CHUNK_S
_CHUNKS: Final = SEGMENT_SAMPLES * SAMPLE_BYTES // CHUNK_BYTES


@dataclass(frozen=True)
class _Chunk:
    at_mono: float
    data: bytes


class StreamedSamples:
    """Chunks of 20 ms of one turn. `next` is called in real time, once for each chunk that sounds."""

    def __init__(self, ways: Ways, turn: Turn, decode: list[str], stand_in: Callable[[], Samples]) -> None:
        """Begin to listen. `decode` is a program that turns MP3 on its input into samples; `stand_in` never ends."""
        self._turn, self._open_stand_in = turn, stand_in
        self._stand_in: Samples | None = None
        self._waiting: collections.deque[_Chunk] = collections.deque()
        self._anchors: collections.deque[float] = collections.deque()
        self._decode = decode
        self._due: float | None = None
        self._hole_s = 0.0
        self._end_mono: float | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.heard_s = 0.0
        """How much came from the stream."""
        self._follower = Follower(ways, turn.stream, turn.at_mono, turn.at_mono + turn.duration_s, self._take)

    @property
    def is_whole(self) -> bool:
        """Tell whether the station itself said that the stream was over."""
        return self._end_mono is not None

    @property
    def refusal(self) -> str:
        """The code of the last segment that was refused."""
        return self._follower.refusal

    def prime(self) -> None:
        """Do nothing: a stream is at hand when it is."""

    def next(self) -> bytes:
        """Return the chunk that sounds now; empty once the station ended the stream."""
        self._due = max(self._turn.at_mono, time.monotonic()) if self._due is None else self._due + CHUNK_S
        if self._end_mono is not None and self._due >= self._end_mono:
            return b""
        while self._waiting and self._waiting[0].at_mono < self._due - _LATE_S:
            self._waiting.popleft()
        if self._waiting and self._waiting[0].at_mono <= self._due + _EARLY_S:
            self._hole_s = 0.0
            self._dismiss()
            self.heard_s += CHUNK_S
            return self._waiting.popleft().data
        return self._filling()

    def close(self) -> None:
        """Listen no more."""
        self._follower.close()
        self._dismiss()
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _filling(self) -> bytes:
        self._hole_s += CHUNK_S
        if self._stand_in is None and self._hole_s > PATIENCE_S - _OPENING_S:
            self._stand_in = self._open_stand_in()
        if self._stand_in is None or self._hole_s <= PATIENCE_S:
            return SILENCE
        return self._stand_in.next() or SILENCE

    def _dismiss(self) -> None:
        if self._stand_in is not None:
            self._stand_in.close()
            self._stand_in = None

    def _take(self, segment: Segment, at_mono: float, sound: bytes) -> None:
        """Hand a segment to the decoder, on the follower's thread."""
        if segment.is_last:
            self._end_mono = at_mono
            return
        if not -SEGMENT_SAMPLES / RATE < at_mono - time.monotonic() < MOST_AHEAD_S:
            return
        if self._process is None:
            self._process = subprocess.Popen(
                self._decode, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            threading.Thread(target=self._read, args=(self._process,), name="samples", daemon=True).start()
        self._anchors.append(at_mono)
        try:
            if self._process.stdin is not None:
                self._process.stdin.write(sound)
                self._process.stdin.flush()
        except OSError:  # the decoder is gone: the next segment gets a new one
            self._anchors.clear()
            self._process = None

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        """Give each decoded chunk its instant: every segment is decoded to the same number of chunks."""
        count = 0
        at_mono = 0.0
        while process.stdout is not None and len(data := process.stdout.read(CHUNK_BYTES)) == CHUNK_BYTES:
            nth = count % _CHUNKS
            if nth == 0 and self._anchors:
                at_mono = self._anchors.popleft()
            self._waiting.append(_Chunk(at_mono + nth * CHUNK_S, data))
            count += 1
