"""Which sounds to fetch next, and how long to wait after a failure: pure bookkeeping of downloads."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from broadcaster.protocol.orders import Sound

AT_ONCE: Final = 2
FIRST_WAIT_S: Final = 5.0
LONGEST_WAIT_S: Final = 300.0


@dataclass
class Fetching:
    """Downloads under way and failed ones, by SHA-256."""

    under_way: set[str] = field(default_factory=set)
    failures: dict[str, int] = field(default_factory=dict)
    not_before: dict[str, float] = field(default_factory=dict)

    def begin(self, wanted: Iterable[Sound], have: AbstractSet[str], mono: float) -> list[Sound]:
        """Return the sounds to ask for now, in the order wanted, and note them as under way."""
        begun: list[Sound] = []
        for sound in wanted:
            if len(self.under_way) >= AT_ONCE:
                break
            if sound.sha256 not in have and self.may_ask(sound.sha256, mono):
                self.under_way.add(sound.sha256)
                begun.append(sound)
        return begun

    def may_ask(self, sha256: str, mono: float) -> bool:
        """Tell whether it is neither under way nor waiting after a failure."""
        return sha256 not in self.under_way and self.not_before.get(sha256, mono) <= mono

    def succeeded(self, sha256: str) -> None:
        """Note that it is here."""
        self.under_way.discard(sha256)
        self.failures.pop(sha256, None)
        self.not_before.pop(sha256, None)

    def failed(self, sha256: str, mono: float) -> int:
        """Note a failure; return how many there were in a row."""
        self.under_way.discard(sha256)
        count = self.failures[sha256] = self.failures.get(sha256, 0) + 1
        self.not_before[sha256] = mono + min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(count - 1, 10))
        return count

    def due(self, mono: float) -> bool:
        """Tell whether a failed download has waited long enough, and let it be asked for."""
        waited = [sha256 for sha256, at in self.not_before.items() if at <= mono]
        for sha256 in waited:
            del self.not_before[sha256]
        return bool(waited)

    def next_try(self) -> float | None:
        """Return when the next waiting download may be asked for again."""
        return min(self.not_before.values(), default=None)
