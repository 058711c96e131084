"""Whether another copy of this station is alive: one that was copied or restored must not speak beside the first.

What the broker has stored of the station's presence tells which home said it last. A new home that finds another one's
word steps back from the broker and looks again: the first one, if it lives, has come back and spoken meanwhile. (Who
connects in the station's name puts the first one out, and the broker then says that one's will; each connection's will
is signed anew, so that its time tells how lately there was somebody.)
"""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

STORED_WITHIN: Final = timedelta(milliseconds=500)
"""What the broker has stored arrives right behind the subscription."""
STEP_BACK: Final = timedelta(seconds=40)
"""A station says every 30 s that it is there, and at once when it comes back."""
FRESH: Final = timedelta(seconds=90)


class Standing(enum.Enum):
    """What this home may do on the wire."""

    LOOKING = "looking"
    STEPPED_BACK = "stepped_back"
    ALONE = "alone"
    SECOND = "second"


@dataclass(frozen=True)
class Presence:
    """What a home said of itself: whether it is there, and when it said so by its own clock."""

    home: str
    online: bool
    said_at: datetime


@dataclass
class Succession:
    """One home's way to the wire, from its first connection to the certainty of being alone, or the second."""

    home: str
    standing: Standing = Standing.LOOKING
    other: Presence | None = None
    first_seen: Presence | None = None
    since: datetime | None = None
    """When the present look, or step back, began."""

    def hear(self, presence: Presence) -> None:
        """Take what was said of the station's presence, by whichever home."""
        if presence.home != self.home:
            self.other = presence

    def decide(self, *, now: datetime) -> Standing:
        """Say what this home may do; asked again and again while the broker answers, or while stepped back."""
        self.since = self.since or now
        waited = now - self.since
        if self.standing is Standing.LOOKING and waited >= STORED_WITHIN:
            self._judge(now)
        elif self.standing is Standing.STEPPED_BACK and waited >= STEP_BACK:
            self.standing, self.since, self.other = Standing.LOOKING, None, None
        return self.standing

    def _judge(self, now: datetime) -> None:
        other, first = self.other, self.first_seen
        if other is None:
            self.standing = Standing.ALONE
        elif first is not None:
            self.standing = Standing.SECOND if other.said_at > first.said_at else Standing.ALONE
        elif other.online and now - other.said_at < FRESH:
            self.standing = Standing.SECOND
        else:
            self.standing, self.first_seen, self.since = Standing.STEPPED_BACK, other, now
