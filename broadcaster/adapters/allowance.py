"""How fast one client may speak to the built-in broker: a store of bytes that fills steadily and empties by reading."""

from dataclasses import dataclass

BYTES_PER_S = 64 * 1024
"""A speaker says some hundred bytes a minute; what it kept through days without a line takes half a minute."""
AT_ONCE = 256 * 1024
EACH_READ = 100
"""What a read costs beside its bytes, so that a crowd of tiny packets is as dear as a few large ones."""


@dataclass
class Allowance:
    """What one client may still say. `left` may be negative: who was let in with a large packet waits for it later."""

    at_s: float
    """When `left` was counted, in seconds of a clock that only goes forward."""
    left: float = AT_ONCE

    def spend(self, read: int, at_s: float) -> float:
        """Take `read` bytes off; return how many seconds to wait before the next read."""
        self.left = min(AT_ONCE, self.left + (at_s - self.at_s) * BYTES_PER_S) - read - EACH_READ
        self.at_s = at_s
        return max(0.0, -self.left / BYTES_PER_S)
