"""What people in a hamlet say of a broadcast: heard well, heard badly, not heard at all."""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.domain.errors import StationError

LONGEST_NOTE = 300
ASKED_FOR = timedelta(days=3)
"""How long after a broadcast one still remembers how it sounded."""


class Hearing(enum.Enum):
    """How a broadcast was heard where the person stood."""

    CLEAR = "clear"
    UNCLEAR = "unclear"
    SILENT = "silent"


@dataclass
class HearCheck:
    """One person's word on one broadcast; said again, the later word counts. An entity by both ids."""

    broadcast_id: str
    person_id: str
    commune_id: str
    hamlet: str
    hearing: Hearing
    note: str
    said_at: datetime


def check_hearing(*, start_at: datetime, note: str, now: datetime) -> None:
    """Refuse a word that cannot be: StationError `not_aired_yet`, `heard_long_ago`, `note_long`."""
    if now < start_at:
        raise StationError("not_aired_yet")
    if now > start_at + ASKED_FOR:
        raise StationError("heard_long_ago", limit=ASKED_FOR.days)
    if len(note) > LONGEST_NOTE:
        raise StationError("note_long", limit=LONGEST_NOTE)
