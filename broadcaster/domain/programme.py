"""A programme (*chương trình*): a recurring unit made of parts, filled anew for each broadcast."""

from dataclasses import dataclass, field
from datetime import datetime

from broadcaster.domain.programme_parts import FixedSound, Part, Relay


@dataclass
class Programme:
    """A template. An entity: it is known by its `id`.

    `minutes` is the longest it may last; `parts` air in their order, except that bulletins of class PRIORITY
    go before all others; `monthly_minimum` says of some topics how many airings a month each hamlet should
    hear at least; `freeze_minutes` before air what stands is rewritten no more;
    `ended_at` is when somebody put it away.
    """

    id: str
    commune: str
    name: str
    minutes: int
    parts: tuple[Part, ...]
    monthly_minimum: dict[str, int] = field(default_factory=dict)
    freeze_minutes: int = 0
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.parts or self.minutes <= 0 or self.freeze_minutes < 0:
            raise ValueError(f"{self.name!r}: a programme has parts and minutes")
        fixed_ms = sum(part.duration_ms for part in self.parts if isinstance(part, FixedSound | Relay))
        if fixed_ms > self.length_ms:
            raise ValueError(f"{self.name!r}: what always plays takes {fixed_ms} ms of {self.length_ms} ms")

    @property
    def length_ms(self) -> int:
        """The longest it may last, in milliseconds."""
        return self.minutes * 60_000
