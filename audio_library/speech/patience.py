"""How long to bear with a voice on the network: deadlines, a few retries, and a rest after repeated failure."""

import threading
import time
from collections.abc import Callable

from audio_library.errors import VoiceError


class Breaker:
    """After so many failures in a row nobody is let through for `rest_s` seconds; then one may try."""

    def __init__(
        self, *, failures: int = 3, rest_s: float = 120, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = failures
        self._rest_s = rest_s
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._closed_until = 0.0

    def check(self, voice: str) -> None:
        """Raise VoiceError `voice_unreachable` while it rests."""
        with self._lock:
            left = self._closed_until - self._clock()
            if left > 0:
                raise VoiceError("voice_unreachable", voice=voice, rests_s=round(left))

    def succeeded(self) -> None:
        """Forget earlier failures."""
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        """Count a failure; the last one allowed starts the rest."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                self._closed_until = self._clock() + self._rest_s
                self._failed = self._most - 1


class Patience:
    """Asks a question of the network: each try within `deadline_s`, `tries` in all, behind a breaker."""

    def __init__(
        self,
        voice: str,
        *,
        deadline_s: float = 15,
        tries: int = 3,
        pause_s: float = 0.5,
        breaker: Breaker | None = None,
    ) -> None:
        self._voice = voice
        self._deadline_s = deadline_s
        self._tries = tries
        self._pause_s = pause_s
        self._breaker = breaker or Breaker()

    def ask(self, question: Callable[[], bytes], *, tries: int | None = None) -> bytes:
        """Return the answer. Raise VoiceError: that of the last try, or `voice_unreachable` without any."""
        tries = tries or self._tries
        for number in range(1, tries + 1):
            self._breaker.check(self._voice)
            try:
                answer = within(self._deadline_s, question, voice=self._voice)
            except VoiceError as failure:
                self._breaker.failed()
                if number == tries or failure.facts.get("permanent"):
                    raise
                time.sleep(self._pause_s * 2 ** (number - 1))
            else:
                self._breaker.succeeded()
                return answer
        raise ValueError(f"no tries: {tries}")


def within(seconds: float, question: Callable[[], bytes], *, voice: str) -> bytes:
    """Return the answer, or raise VoiceError `voice_timeout` when it takes longer than this.

    Name look-ups and servers that send a byte now and then know no time limit of their own; the thread that is left
    waiting for them keeps nobody from ending.
    """
    outcome: list[bytes | BaseException] = []

    def run() -> None:
        try:
            outcome.append(question())
        except BaseException as error:  # noqa: BLE001 - raised again below, in the thread that asked
            outcome.append(error)

    asking = threading.Thread(target=run, daemon=True, name=f"ask {voice}")
    asking.start()
    asking.join(seconds)
    if not outcome:
        raise VoiceError("voice_timeout", voice=voice, seconds=seconds)
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]
