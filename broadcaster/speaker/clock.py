"""A speaker's clock: what the controller signed for its nonce, carried on by a monotonic clock.

The machine's calendar time is never asked: it may be wrong by decades after a power cut, and NTP can be
forged. All instants here are seconds; `mono` is a monotonic clock that never jumps, `utc` the time of day
people mean.
"""

from dataclasses import dataclass, replace
from typing import Final

from broadcaster.protocol.reports import ClockState

MAX_ROUND_TRIP_S: Final = 2.0
RESYNC_S: Final = 3_600.0
TRUSTED_S: Final = 3 * RESYNC_S
HOLDOVER_S: Final = 8 * 86_400.0
"""A plan counts for seven days; the clock must outlast it."""
FINE_S: Final = 0.02
RETRY_S: Final = 5.0
"""Without a time to trust, so long after each question the next one is asked."""
FINER_S: Final = 1.0
"""A clock worse than FINE_S is asked about again, after twice this, four times this …: what the neighbours hear as an
echo is gone before the first broadcast after a start."""
STEP_S: Final = 5.0
DOUBT_S: Final = 600.0
"""So long answers must agree before they move a clock that knew better by more than STEP_S."""
DRIFT: Final = 200e-6
"""Seconds a second: the worst of cheap crystals."""


@dataclass(frozen=True)
class Sync:
    """One good answer: `utc = mono + offset_s`, true within `error_s` at `at_mono` of boot `boot_id`."""

    offset_s: float
    error_s: float
    at_mono: float
    boot_id: str

    def error_at(self, mono: float) -> float:
        """Return how wrong the clock may have become, in seconds."""
        return self.error_s + DRIFT * max(0.0, mono - self.at_mono)


@dataclass(frozen=True)
class Clock:
    """The last good answer, and the question that is open."""

    boot_id: str
    sync: Sync | None = None
    nonce: str = ""
    asked_mono: float = 0.0
    tries: int = 0
    """Answers in a row that left the clock worse than FINE_S."""
    doubts: tuple[Sync, ...] = ()
    """Answers that contradict the clock: the controller's own clock may have jumped."""

    @classmethod
    def at_boot(cls, boot_id: str, remembered: Sync | None) -> "Clock":
        """Begin anew; an answer of this same boot still counts, because its monotonic clock has run on."""
        return cls(boot_id, remembered if remembered is not None and remembered.boot_id == boot_id else None)

    def asking(self, nonce: str, mono: float) -> "Clock":
        """Note a question; an older one is no longer answered."""
        return replace(self, nonce=nonce, asked_mono=mono)

    def answered(self, nonce: str, utc: float, mono: float, floor: float) -> tuple["Clock", float]:
        """Take an answer; return the clock and by how many seconds the answer differs from it.

        Not taken is an answer to another question, one that came too slowly, or one before `floor` (UTC
        seconds). One that contradicts a clock that knows the time is believed only when later ones agree for
        DOUBT_S.
        """
        round_trip = mono - self.asked_mono
        if not self.nonce or nonce != self.nonce or not 0 <= round_trip <= MAX_ROUND_TRIP_S:
            return self, 0.0
        fresh = Sync(utc + round_trip / 2 - mono, round_trip / 2, mono, self.boot_id)
        known = self.utc(mono)
        if utc < floor:
            return replace(self, nonce=""), utc - floor
        step = 0.0 if known is None else mono + fresh.offset_s - known
        if (
            self.sync is None
            or known is None
            or abs(step) <= self.sync.error_at(mono) + fresh.error_s + STEP_S
        ):
            return self._refined(fresh), step
        agreeing = [doubt for doubt in self.doubts if abs(doubt.offset_s - fresh.offset_s) <= STEP_S]
        doubts = (*agreeing[:1], fresh)
        if mono - doubts[0].at_mono >= DOUBT_S:
            return replace(self, sync=fresh, nonce="", doubts=()), step
        return replace(self, nonce="", doubts=doubts), step

    def _refined(self, fresh: Sync) -> "Clock":
        """Keep the better of two answers that agree: a storm of reconnects makes slow ones."""
        worse = self.sync is not None and fresh.error_s > self.sync.error_at(fresh.at_mono)
        best = self.sync if worse else fresh
        tries = 0 if best is not None and best.error_s <= FINE_S else self.tries + 1
        return replace(self, sync=best, nonce="", doubts=(), tries=tries)

    def state(self, mono: float) -> ClockState:
        """Tell how far the clock may be trusted."""
        age = HOLDOVER_S if self.sync is None else mono - self.sync.at_mono
        if age >= HOLDOVER_S:
            return ClockState.UNTRUSTED
        return ClockState.TRUSTED if age < TRUSTED_S else ClockState.HOLDOVER

    def utc(self, mono: float) -> float | None:
        """Return the time of day in UTC seconds; None where there is none to trust."""
        if self.sync is None or self.state(mono) is ClockState.UNTRUSTED:
            return None
        return mono + self.sync.offset_s

    def mono(self, utc: float) -> float:
        """Return when it will be `utc`, by the monotonic clock; only where `utc(...)` is not None."""
        if self.sync is None:
            raise ValueError("no time was ever told")
        return utc - self.sync.offset_s

    def error_ms(self, mono: float) -> int:
        """Return how wrong the clock may be, in whole milliseconds; 0 where there is no time at all."""
        return 0 if self.sync is None else round(self.sync.error_at(mono) * 1_000)

    def asks_again_at(self) -> float:
        """Return when to ask next: hourly, and soon while the last answer was slow."""
        if self.state(self.asked_mono) is ClockState.UNTRUSTED:
            return self.asked_mono + RETRY_S
        if self.doubts:
            return self.asked_mono + 60.0
        return self.asked_mono + min(RESYNC_S, FINER_S * 2**self.tries if self.tries else RESYNC_S)
