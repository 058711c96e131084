"""Live speech (*nói trực tiếp*): one person, one microphone, some hamlets, and an end that comes in any case."""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person
from broadcaster.domain.stream import LIVE
from broadcaster.domain.types import new_id

LONGEST_MIN = 30
"""The hard limit: who has more to say writes it down."""
LONGEST_TITLE = 120
LEAD = timedelta(seconds=30)
"""From the wish to the first word: so long the speakers need to learn of it for certain."""
MICROPHONE_LOST = timedelta(seconds=20)
"""So long without sound from the browser, and the talk is over."""


SPEECH_HZ = 16_000
"""How many samples of 16 bits a second of live speech has on its way from the browser: a horn plays no more."""
LARGEST_PIECE = 2 * SPEECH_HZ * 5
"""Bytes of one piece of it: five seconds."""


class TalkEnd(enum.Enum):
    """How a talk came to its end."""

    SPEAKER = "speaker"
    """Who spoke, or another one who may, ended it."""
    LIMIT = "limit"
    MICROPHONE = "microphone"
    """Nothing came from the browser any more."""
    STOPPED = "stopped"
    """Somebody silenced the commune."""


@dataclass
class LiveTalk:
    """An entity. It sounds from `starts_at` until `ended_at`, at the latest until `until_at`.

    `sound_id` is the library's card of its recording; `hamlets` none for the whole commune.
    """

    id: str
    commune_id: str
    title: str
    hamlets: tuple[str, ...]
    person_id: str
    schedule_id: str
    asked_at: datetime
    starts_at: datetime
    until_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None
    ending: TalkEnd | None = None
    sound_id: str | None = None
    settled_at: datetime | None = None
    """When nothing was left to do about it: speakers that missed its end were told, its recording kept."""

    @property
    def address(self) -> str:
        """The address of its stream."""
        return LIVE + self.id

    @property
    def limit_ms(self) -> int:
        """The longest it may last, in milliseconds."""
        return round((self.until_at - self.starts_at).total_seconds() * 1_000)

    def is_open(self, now: datetime) -> bool:
        """Tell whether it is about to sound or sounding."""
        return self.ended_at is None and now < self.until_at

    def finish(self, ending: TalkEnd, *, by: str | None, now: datetime) -> None:
        """End it; what has ended stays as it ended."""
        if self.ended_at is None:
            self.ending, self.ended_by, self.ended_at = ending, by, min(now, self.until_at)


def ask_talk(
    title: str, minutes: int, hamlets: tuple[str, ...], *, schedule_id: str, by: Person, now: datetime
) -> LiveTalk:
    """Make a talk that begins after LEAD, on a whole second. StationError `talk_title`, `talk_minutes`."""
    if not 0 < len(title.strip()) <= LONGEST_TITLE:
        raise StationError("talk_title", limit=LONGEST_TITLE)
    if not 1 <= minutes <= LONGEST_MIN:
        raise StationError("talk_minutes", limit=LONGEST_MIN)
    starts_at = now.replace(microsecond=0) + LEAD
    return LiveTalk(
        id=new_id(),
        commune_id=by.commune_id,
        title=title.strip(),
        hamlets=hamlets,
        person_id=by.id,
        schedule_id=schedule_id,
        asked_at=now,
        starts_at=starts_at,
        until_at=starts_at + timedelta(minutes=minutes),
    )
