"""Surveys: who is asked where, what was answered, and the rules that make an answer worth counting."""

import enum
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from broadcaster.domain.errors import StationError

WINDOW_DAYS = 30
"""How far back the questions reach, unless the commune decides otherwise."""
LONGEST_WAVE_DAYS = 92
"""A wave that takes longer asks about different things at its two ends."""


MOST_ADULTS = 20


class Clarity(enum.Enum):
    """How the loudspeaker comes over at somebody's home."""

    CLEAR = "clear"
    BLURRED = "blurred"
    SILENT = "silent"


@dataclass
class SurveyWave:
    """One wave (*đợt khảo sát*): between two days, about what was heard in the `window_days` before each interview.

    `foil` is the title of a bulletin that was never broadcast; whoever claims to have heard it tells how many say
    yes to everything. `topics` are those asked about. `design_effect` thins the answers where the sample is not
    simply random; `by_operator` tells that those who run the speakers did the asking. Whoever is asked has no name.
    """

    id: str
    commune_id: str
    name: str
    from_on: date
    until_on: date
    window_days: int
    topics: tuple[str, ...]
    foil: str
    design_effect: float
    by_operator: bool
    made_by: str
    made_at: datetime
    closed_at: datetime | None = None

    def check(self) -> None:
        """Refuse a wave that could prove nothing: the code of the StationError names the rule."""
        self.name = unicodedata.normalize("NFC", self.name).strip()
        self.foil = unicodedata.normalize("NFC", self.foil).strip()
        if not self.name:
            raise StationError("wave_name_missing")
        if not self.topics:
            raise StationError("wave_topics_missing")
        if not self.foil:
            raise StationError("foil_missing")
        if self.until_on < self.from_on:
            raise StationError("wave_ends_before_start")
        if (self.until_on - self.from_on).days >= LONGEST_WAVE_DAYS:
            raise StationError("wave_too_long", limit=LONGEST_WAVE_DAYS)
        if not 1 <= self.design_effect <= 10 or not 1 <= self.window_days <= 366:
            raise StationError("wave_invalid")

    def take(self, interview: "Interview", *, residents: int, asked: int, today: date) -> None:
        """Refuse an interview that this wave cannot count: `asked` of the hamlet's `residents` are in already."""
        if self.closed_at is not None:
            raise StationError("wave_closed")
        if today < self.from_on:
            raise StationError("wave_not_begun", from_on=self.from_on)
        if set(interview.heard) != set(self.topics):
            raise StationError("answers_incomplete")
        if interview.adults is not None and not 1 <= interview.adults <= MOST_ADULTS:
            raise StationError("adults_wrong", limit=MOST_ADULTS)
        if asked >= residents:
            raise StationError("everybody_asked", residents=residents)

    def close(self, now: datetime) -> None:
        """End the wave; its answers stand."""
        if self.closed_at is not None:
            raise StationError("wave_closed")
        self.closed_at = now


@dataclass
class Interview:
    """What one person answered: which topics they heard, and whether they claim to have heard the foil.

    Where they were asked: `other_channel` tells whether they learned of these topics by another channel, `clarity` how
    the loudspeaker comes over at home (a `Clarity`), `adults` how many of fifteen or more live there, of whom one was
    chosen: such a person speaks for all of them.
    """

    id: str
    commune_id: str
    survey_id: str
    hamlet: str
    heard: dict[str, bool]
    claims_foil: bool
    entered_by: str
    entered_at: datetime
    struck_at: datetime | None = None
    other_channel: bool | None = None
    clarity: str | None = None
    adults: int | None = None

    def strike(self, now: datetime) -> None:
        """Take it out of the count: it was entered by mistake."""
        if self.struck_at is None:
            self.struck_at = now
