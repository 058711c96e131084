"""The commune's own dictionary: how a written form is read aloud here, whatever the grammar would say."""

import enum
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person
from broadcaster.domain.types import new_id

LONGEST_WRITTEN = 80
LONGEST_SPOKEN = 200
"""Characters."""


class ReadingRegion(enum.Enum):
    """For which voices a reading holds."""

    EVERYWHERE = "everywhere"
    NORTH = "north"
    SOUTH = "south"


@dataclass(frozen=True)
class ReadingRule:
    """A written form and what is said for it."""

    written: str
    spoken: str
    region: ReadingRegion = ReadingRegion.EVERYWHERE

    def __post_init__(self) -> None:
        for name in ("written", "spoken"):
            words = " ".join(unicodedata.normalize("NFC", getattr(self, name)).split())
            object.__setattr__(self, name, words)

    def check(self) -> None:
        """Refuse what would harm other texts.

        StationError `reading_missing`, `reading_long`, `reading_of_number` (a number is a date here and a fraction
        there; that is chosen place by place), `reading_repeats` (the words said contain the words written, so that
        reading them again would change them again).
        """
        if not self.written or not self.spoken:
            raise StationError("reading_missing")
        if len(self.written) > LONGEST_WRITTEN or len(self.spoken) > LONGEST_SPOKEN:
            raise StationError("reading_long", written=LONGEST_WRITTEN, spoken=LONGEST_SPOKEN)
        if not may_be_kept(self.written):
            raise StationError("reading_of_number", written=self.written)
        again = re.search(rf"(?<!\w){re.escape(self.written)}(?!\w)", self.spoken)
        if self.written != self.spoken and again:
            raise StationError("reading_repeats", written=self.written)


def may_be_kept(written: str) -> bool:
    """Tell whether a written form can have one reading for good: it has a letter in it."""
    return any(sign.isalpha() for sign in written)


@dataclass
class KeptReading:
    """A rule in force from one version of the dictionary to another; rows are ended, never changed or deleted."""

    id: str
    commune_id: str
    written: str
    spoken: str
    region: ReadingRegion
    version: int
    kept_by: str
    kept_at: datetime
    ended_version: int | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None

    @property
    def rule(self) -> ReadingRule:
        """What it says, as a value."""
        return ReadingRule(self.written, self.spoken, self.region)

    def end(self, version: int, *, by: Person, now: datetime) -> None:
        """Put it out of force from this version on."""
        self.ended_version, self.ended_by, self.ended_at = version, by.id, now


def kept(rule: ReadingRule, *, version: int, by: Person, now: datetime) -> KeptReading:
    """Put a rule in force. Raises what `ReadingRule.check` refuses."""
    rule.check()
    return KeptReading(new_id(), by.commune_id, rule.written, rule.spoken, rule.region, version, by.id, now)
