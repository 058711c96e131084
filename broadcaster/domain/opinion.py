"""Residents' opinions (*ý kiến bà con*): sent from the QR label of a pole, without a name, and answered in public."""

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.domain.bulletin import plain_words
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.types import new_id

LONGEST_OPINION = 600
LONGEST_ANSWER = 2_000
OLDEST = timedelta(days=3)
"""Longer ago nobody remembers which broadcast it was."""
AROUND = timedelta(minutes=20)
"""An opinion belongs to what began at most so long before, or begins so soon after, the moment that it names."""
_NUMBER = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){9}(?!\d)|(?<!\d)\d{12}(?!\d)")


class OpinionKind(enum.Enum):
    """What is the matter."""

    TOO_LOUD = "too_loud"
    TOO_QUIET = "too_quiet"
    TOO_EARLY = "too_early"
    NOT_HEARD = "not_heard"
    SUGGESTION = "suggestion"


class OpinionState(enum.Enum):
    """Where it stands with the office."""

    NEW = "new"
    ANSWERED = "answered"
    SET_ASIDE = "set_aside"
    """Read, and neither answered nor shown: scolding, advertisements, somebody's private affairs."""


@dataclass
class Opinion:
    """One opinion at one place: a hamlet, or one of its speakers (`device_id`).

    `broadcast_id` names what was on air there around `heard_at`, None where nothing was planned.
    """

    id: str
    commune_id: str
    hamlet: str
    device_id: str | None
    kind: OpinionKind
    text: str
    heard_at: datetime
    sent_at: datetime
    broadcast_id: str | None = None
    state: OpinionState = OpinionState.NEW
    answer: str = ""
    answered_by: str | None = None
    answered_at: datetime | None = None
    bulletin_id: str | None = None

    def reply(self, answer: str, *, by: Person, now: datetime) -> None:
        """Answer in public; said again, the later answer counts. StationError `not_allowed`, `answer_missing`."""
        by.require(Act.ANSWER_REQUEST)
        words = plain_words(answer)
        if not 0 < len(words) <= LONGEST_ANSWER:
            raise StationError("answer_missing", limit=LONGEST_ANSWER)
        self.state, self.answer, self.answered_by, self.answered_at = OpinionState.ANSWERED, words, by.id, now

    def set_aside(self, *, by: Person, now: datetime) -> None:
        """Keep it for the record and show it to nobody outside. StationError `not_allowed`."""
        by.require(Act.ANSWER_REQUEST)
        self.state, self.answered_by, self.answered_at = OpinionState.SET_ASIDE, by.id, now


def opinion(
    *,
    commune_id: str,
    hamlet: str,
    device_id: str | None,
    kind: OpinionKind,
    text: str,
    heard_at: datetime,
    now: datetime,
) -> Opinion:
    """Take an opinion from anybody.

    Telephone and identity numbers are struck out before anything is kept. StationError `opinion_missing` (a suggestion
    without words), `opinion_long`, `heard_ahead`, `heard_too_long_ago`.
    """
    words = without_numbers(plain_words(text))
    if kind is OpinionKind.SUGGESTION and not words:
        raise StationError("opinion_missing")
    if len(words) > LONGEST_OPINION:
        raise StationError("opinion_long", limit=LONGEST_OPINION, length=len(words))
    if heard_at > now:
        raise StationError("heard_ahead")
    if heard_at < now - OLDEST:
        raise StationError("heard_too_long_ago", limit=OLDEST.days)
    return Opinion(new_id(), commune_id, hamlet, device_id, kind, words, heard_at, now)


def without_numbers(text: str) -> str:
    """Strike out what looks like a telephone or an identity number: nobody's data is asked for, none is kept."""
    return _NUMBER.sub("…", text)


def nearest(heard_at: datetime, airings: Mapping[str, tuple[datetime, datetime]]) -> str | None:
    """Return which of the broadcasts (by id: start and end) an opinion is about; None where none was near.

    One that was sounding comes before one that was near; of several the closest start counts.
    """

    def distance(span: tuple[datetime, datetime]) -> timedelta:
        start_at, end_at = span
        return max(start_at - heard_at, heard_at - end_at, timedelta(0))

    ranked = sorted((distance(span), abs(span[0] - heard_at), key) for key, span in airings.items())
    return ranked[0][2] if ranked and ranked[0][0] <= AROUND else None
