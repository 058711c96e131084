"""Which bytes of an object a speaker asked for (RFC 9110, section 14)."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.IGNORECASE)


@dataclass(frozen=True)
class Span:
    """Bytes `start` up to, not including, `stop`."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.stop - self.start


class UnsatisfiableRangeError(Exception):
    """The range begins behind the end: status 416."""


def asked_span(header: str | None, size: int) -> Span | None:
    """Read a Range header against an object of `size` bytes.

    Returns None where the whole object is to be sent: no header, one that makes no sense, or several ranges.
    Raises UnsatisfiableRangeError.
    """
    match = _ONE_RANGE.fullmatch((header or "").strip())
    if match is None or match.group(0).endswith("=-"):
        return None
    first, last = match.groups()
    if not first:
        span = Span(max(0, size - int(last)), size)
    else:
        if last and int(last) < int(first):
            return None
        span = Span(int(first), min(int(last) + 1, size) if last else size)
    if span.length <= 0:
        raise UnsatisfiableRangeError
    return span
