"""One source being made audible: asked for, decoded, measured, evened out, cut, signed, put on the shelf."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from audio_library.errors import MixingError
from audio_library.live import BLOCK_S, PIECE_MS, Heard, LiveSound
from broadcaster.bootstrap import Station
from broadcaster.domain.errors import DeliveryError
from broadcaster.domain.stream import StreamState, StreamWatch, is_live, stream_name
from broadcaster.domain.types import sha256_of
from broadcaster.protocol.messages import spell
from broadcaster.protocol.roles import Role
from broadcaster.protocol.scope import EVERYBODY, Scope
from broadcaster.protocol.stream import Segment, block

DELAY_MS: Final = 4_000
"""Between the signature and the sound: the way to the last speaker, and its decoder."""
LEAST_MS: Final = 1_000
AHEAD_MS: Final = 8_000
"""A source that sends faster than time passes waits."""
SILENCE_S: Final = 20.0
_WAITS_S: Final = (1.0, 2.0, 4.0, 8.0, 15.0)
_LIFE_S: Final = 60
_KEPT_MS: Final = 60_000
"""Of a relay the last minute stays: what is relayed is not recorded."""
_log = logging.getLogger(__name__)
Source = Callable[[Callable[[], bool]], Iterator[bytes]]
"""Opens a source; asked now and then whether it is still wanted. Raises DeliveryError."""


@dataclass(frozen=True)
class Patience:
    """How long a source may be silent, and how long to wait before it is asked again, time after time."""

    silence_s: float = SILENCE_S
    waits_s: tuple[float, ...] = _WAITS_S


class StreamJob:
    """Runs on threads of its own from the moment it is made until `stop`, at the latest until the watch's end.

    `watch` says how it is doing.
    """

    def __init__(
        self,
        station: Station,
        watch: StreamWatch,
        source: Source,
        *,
        raw_rate_hz: int = 0,
        patience: Patience = Patience(),
    ) -> None:
        self._station, self._source, self._raw_rate_hz, self._patience = (
            station,
            source,
            raw_rate_hz,
            patience,
        )
        self._name = stream_name(watch.address)
        self._is_live = is_live(watch.address)
        self._watch, self._until_at = watch, watch.until_at
        self._turn = threading.Lock()
        self._ending = threading.Event()
        self._next_ms = 0
        self._silent_s = 0.0
        self.heard_mono = time.monotonic()
        """When something last came from the source."""
        if not self._is_live:
            station.streams.discard(self._name)
        self._thread = threading.Thread(target=self._run, name=f"stream {self._name[:6]}", daemon=True)
        self._thread.start()

    @property
    def watch(self) -> StreamWatch:
        """Return how the source is doing at this moment."""
        with self._turn:
            return replace(self._watch)

    @property
    def is_alive(self) -> bool:
        """Tell whether it still works, or is saying its last."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Want no more of the source; what it has said still goes out, then the end of the stream is signed."""
        self._ending.set()

    def join(self, patience_s: float) -> None:
        """Wait for its end."""
        self._thread.join(patience_s)

    def _is_over(self) -> bool:
        """Tell whether nobody wants the source, also where nobody came to say so."""
        return self._ending.is_set() or self._station.clock.now() >= self._until_at

    def _note(self, **changes: object) -> None:
        with self._turn:
            self._watch = replace(self._watch, **changes)  # type: ignore[arg-type]  # fields of its own

    def _run(self) -> None:
        tries = 0
        while not self._is_over():
            sent_ms = self._watch.sent_ms
            try:
                self._hear_it_out()
                note = ""
            except (DeliveryError, MixingError, OSError) as trouble:
                note = str(trouble)[:200]
                _log.info("%s: %s", self._watch.title, trouble)
            if not self._is_over():
                tries = 0 if self._watch.sent_ms > sent_ms else tries + 1
                self._note(state=StreamState.LOST, note=note, losses=self._watch.losses + 1, level_db=-120.0)
                waits = self._patience.waits_s
                self._ending.wait(waits[min(tries, len(waits) - 1)])
        with contextlib.suppress(DeliveryError, OSError):
            if self._is_live:
                self._say_end()
        self._note(state=StreamState.ENDED)

    def _hear_it_out(self) -> None:
        """Pass one connection's sound on, until it ends or is no longer wanted."""
        sound = LiveSound(self._station.ffmpeg, raw_rate_hz=self._raw_rate_hz, heard=self._hear)
        troubles: list[Exception] = []
        feeding = threading.Thread(target=self._feed, args=(sound, troubles), name="source", daemon=True)
        feeding.start()
        try:
            for piece in sound.pieces():
                if self._is_over() and not self._is_live:
                    break
                self._say(piece)
        finally:
            sound.close()
        feeding.join(1.0)
        if troubles:
            raise troubles[0]

    def _feed(self, sound: LiveSound, troubles: list[Exception]) -> None:
        try:
            for data in self._source(lambda: not self._is_over()):
                self.heard_mono = time.monotonic()
                sound.feed(data)
        except (DeliveryError, OSError, ValueError) as trouble:
            troubles.append(trouble)
        sound.end_of_source()

    def _hear(self, heard: Heard) -> bool:
        """Watch the level; a relay that says nothing for long goes out no more until it says something."""
        self._silent_s = self._silent_s + BLOCK_S if heard.is_silent else 0.0
        is_silent = not self._is_live and self._silent_s >= self._patience.silence_s
        state = StreamState.SILENT if is_silent else StreamState.SOUNDING
        self._note(level_db=round(heard.level_db, 1), state=state, note="")
        return not is_silent

    def _say(self, piece: bytes) -> None:
        at_ms = self._instant()
        self._sign(at_ms, piece)
        self._next_ms = at_ms + PIECE_MS
        self._note(sent_ms=self._watch.sent_ms + PIECE_MS)
        if not self._is_live:
            self._station.streams.forget_before(self._name, at_ms - _KEPT_MS)

    def _say_end(self) -> None:
        if self._next_ms:
            self._sign(max(self._next_ms, self._now_ms() + LEAST_MS), b"")

    def _instant(self) -> int:
        """Return when the next piece sounds: after the one before it, or, where that was a while ago, soon."""
        now_ms = self._now_ms()
        if self._next_ms < now_ms + LEAST_MS:
            return now_ms + DELAY_MS
        while self._next_ms > self._now_ms() + AHEAD_MS and not self._ending.wait(PIECE_MS / 1_000):
            pass
        return self._next_ms

    def _now_ms(self) -> int:
        return _ms(self._station.clock.now())

    def _sign(self, at_ms: int, piece: bytes) -> None:
        station, issued = self._station, self._now_ms() // 1_000
        scope = Scope(station.commune.code, (EVERYBODY,), station.epoch, issued, issued + _LIFE_S)
        segment = Segment(scope, self._name, at_ms, len(piece), sha256_of(piece), is_last=not piece)
        envelope = station.signer.sign(Role.ORDER, spell(segment))
        station.streams.put(self._name, at_ms, block(envelope, piece))


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000)
