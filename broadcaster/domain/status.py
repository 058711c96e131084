"""What a speaker last said of itself, and whether it can be believed to be there."""

import enum
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

SILENT_AFTER = timedelta(seconds=40)
"""A speaker reports every 15 s; two lost reports are bad luck, a third means that it is gone."""


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

    def availability(self, now: datetime) -> Availability:
        """Say whether the speaker is there: it said so itself, within the last 40 seconds."""
        if self.seen_at is None:
            return Availability.NEVER_SEEN
        fresh = now - self.seen_at <= SILENT_AFTER
        return Availability.ONLINE if self.said_on and fresh else Availability.SILENT

    def hear_state(self, *, on: bool, boot: int, conn: int, now: datetime, is_fresh: bool = True) -> None:
        """Take a birth or a last will, unless it belongs to an older connection.

        A word that the broker had kept (not `is_fresh`) tells nothing about when the speaker was last there.
        """
        if (boot, conn) < (self.boot, self.conn):
            return
        self.boot, self.conn, self.said_on = boot, conn, on
        if on and is_fresh:
            self.seen_at = now

    def join_anew(self, public_key: str) -> None:
        """Take another key: another speaker, of which nothing has been heard."""
        fresh = SpeakerStatus(self.device_id, self.commune_id, public_key, self.credential)
        for each in fields(fresh):
            setattr(self, each.name, getattr(fresh, each.name))
