"""What a speaker last said of itself, and whether it can be believed to be there."""

import enum
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

SILENT_AFTER = timedelta(seconds=40)
"""A speaker reports every 15 s; two lost reports are bad luck, a third means that it is gone."""

_AHEAD_S = 60.0
"""How far ahead of the station's clock a speaker's may honestly be."""


class Availability(enum.Enum):
    """What the fleet page says of a speaker."""

    NEVER_SEEN = "never_seen"
    ONLINE = "online"
    SILENT = "silent"


@dataclass
class SpeakerStatus:
    """The last signed words of one speaker.

    `boot` and `conn` number its starts and connections: a late last will of an older connection tells nothing about
    a newer one. `public_key` is the speaker's own, in hexadecimal; `credential` its broker secret, by hashes
    only; `journal_to` the highest event number committed with none missing below it, `journal_top` the highest of all.
    """

    device_id: str
    commune_id: str
    public_key: str
    credential: dict[str, str]
    boot: int = 0
    conn: int = 0
    said_on: bool = False
    seen_at: datetime | None = None
    epoch: int = 0
    version: int = 0
    plan_sha: str = ""
    plan_until_at: datetime | None = None
    ready_until_at: datetime | None = None
    missing: int = 0
    clock: str = "U"
    skew_ms: int | None = None
    gain_db: float | None = None
    free_bytes: int | None = None
    playing: str = ""
    errors: list[str] = field(default_factory=list)
    firmware: str = ""
    journal_to: int = 0
    journal_top: int = 0
    spoke_at_s: int = 0
    """The newest time (UTC seconds) that a word of its present connection bore, by its own clock; 0 before any."""

    def availability(self, now: datetime) -> Availability:
        """Say whether the speaker is there: it said so itself, within the last 40 seconds."""
        if self.seen_at is None:
            return Availability.NEVER_SEEN
        fresh = now - self.seen_at <= SILENT_AFTER
        return Availability.ONLINE if self.said_on and fresh else Availability.SILENT

    def hear_state(
        self, *, on: bool, boot: int, conn: int, issued: int = 0, now: datetime, is_fresh: bool = True
    ) -> None:
        """Take a birth, a hello or a last will, unless it belongs to an older connection.

        A word that the broker had kept (not `is_fresh`) tells nothing about when the speaker was last there.
        `issued` is when the speaker said it, by its own clock (UTC seconds), 0 where it knew no time.
        """
        if (boot, conn) < (self.boot, self.conn):
            return
        if (boot, conn) > (self.boot, self.conn):
            self.spoke_at_s = 0
        self.boot, self.conn, self.said_on = boot, conn, on
        if on and is_fresh:
            self.hear_presence(issued, now=now)

    def hear_presence(self, issued: int, *, now: datetime) -> None:
        """Believe that the speaker is there, unless this word may be an old one said again.

        Only a word newer than every earlier one proves it: a broker in hostile hands can repeat what it has, and cannot
        make what comes later. A speaker that knows no time yet is believed until it knows one.
        """
        if self.spoke_at_s > now.timestamp() + _AHEAD_S:
            self.spoke_at_s = 0  # said while a clock, here or there, was wrong
        if issued > self.spoke_at_s or issued == self.spoke_at_s == 0:
            self.spoke_at_s, self.seen_at = issued, now

    def has_moved_on(self, issued: int, *, now: datetime) -> bool:
        """Tell whether the speaker has spoken since it said this: an old word, late or said again by somebody else."""
        return 0 < issued < self.spoke_at_s <= now.timestamp() + _AHEAD_S

    def join_anew(self, public_key: str) -> None:
        """Take another key: another speaker, of which nothing has been heard."""
        fresh = SpeakerStatus(self.device_id, self.commune_id, public_key, self.credential)
        for each in fields(fresh):
            setattr(self, each.name, getattr(fresh, each.name))
