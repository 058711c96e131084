"""Items of the province's source system (*hệ thống thông tin nguồn*), and what a commune may do with each class.

Circular 39/2020 knows three classes. Routine: the commune chooses whether and when. Priority: goes first in the
programme; the commune orders those that collide, and may neither change nor skip them. Emergency: at once.
"""

import enum
from dataclasses import dataclass
from datetime import date, datetime

from broadcaster.domain.bulletin import LONGEST_TEXT, LONGEST_TITLE, Topic, plain_words
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.types import new_id

LONGEST_SOURCE_ID = 120


@dataclass(frozen=True)
class ProvinceMessage:
    """What the province sends, as every adapter gives it: `source_id` is the province's own and never changes.

    `hamlets` empty means the whole commune; `expires_on` is its last day on air.
    """

    source_id: str
    precedence: Precedence
    title: str
    text: str
    topic: Topic
    issued_at: datetime
    expires_on: date
    hamlets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", " ".join(plain_words(self.title).split()))
        object.__setattr__(self, "text", plain_words(self.text))
        if not 0 < len(self.source_id) <= LONGEST_SOURCE_ID or not self.source_id.isprintable():
            raise ValueError(f"a source id has 1 to {LONGEST_SOURCE_ID} printable characters")
        if not 0 < len(self.title) <= LONGEST_TITLE:
            raise ValueError(f"{self.source_id}: a title has 1 to {LONGEST_TITLE} characters")
        if not 0 < len(self.text) <= LONGEST_TEXT:
            raise ValueError(f"{self.source_id}: a text has 1 to {LONGEST_TEXT} characters")
        if self.issued_at.tzinfo is None:
            raise ValueError(f"{self.source_id}: the moment of issue has no time zone")


class ProvinceState(enum.Enum):
    """What the commune did with an item."""

    WAITING = "waiting"
    TAKEN = "taken"
    """It has become a bulletin; its approval and its time on air tell the rest."""
    SKIPPED = "skipped"
    ALERTED = "alerted"
    """Of class emergency, and released by two people."""
    EXPIRED = "expired"
    """Nobody took it before its last day was over."""


@dataclass
class ProvinceItem:
    """An item that came, with what became of it. `told_sha` names the last account that the province has of it."""

    id: str
    commune_id: str
    source_id: str
    precedence: Precedence
    title: str
    text: str
    topic: Topic
    hamlets: tuple[str, ...]
    issued_at: datetime
    expires_on: date
    received_at: datetime
    state: ProvinceState = ProvinceState.WAITING
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str = ""
    bulletin_id: str | None = None
    told_sha: str = ""

    def take(self, bulletin_id: str, *, by: Person, now: datetime) -> None:
        """Record that it became a bulletin. StationError `already_answered`, `emergency_elsewhere`, `not_allowed`."""
        by.require(Act.ANSWER_REQUEST)
        if self.precedence is Precedence.EMERGENCY:
            raise StationError("emergency_elsewhere")
        self._decide(ProvinceState.TAKEN, by, now)
        self.bulletin_id = bulletin_id

    def skip(self, *, reason: str, by: Person, now: datetime) -> None:
        """Choose not to air it: only an item of class routine.

        StationError `not_skippable`, `already_answered`, `reason_missing`, `not_allowed`.
        """
        by.require(Act.ANSWER_REQUEST)
        if self.precedence is not Precedence.ROUTINE:
            raise StationError("not_skippable")
        if not reason.strip():
            raise StationError("reason_missing")
        self._decide(ProvinceState.SKIPPED, by, now)
        self.reason = reason.strip()

    def alerted(self, *, by: Person, now: datetime) -> None:
        """Record that people put it on air as an alert, on its own page. StationError `already_answered`."""
        by.require(Act.ALERT)
        self._decide(ProvinceState.ALERTED, by, now)

    def expire(self, *, now: datetime) -> None:
        """Record that nobody acted in time."""
        if self.state is ProvinceState.WAITING:
            self.state, self.decided_at = ProvinceState.EXPIRED, now

    def _decide(self, state: ProvinceState, by: Person, now: datetime) -> None:
        if self.state is not ProvinceState.WAITING:
            raise StationError("already_answered", state=self.state.value)
        self.state, self.decided_by, self.decided_at = state, by.id, now


def received(message: ProvinceMessage, *, commune_id: str, now: datetime) -> ProvinceItem:
    """Enter an item as it came."""
    return ProvinceItem(
        id=new_id(),
        commune_id=commune_id,
        source_id=message.source_id,
        precedence=message.precedence,
        title=message.title,
        text=message.text,
        topic=message.topic,
        hamlets=message.hamlets,
        issued_at=message.issued_at,
        expires_on=message.expires_on,
        received_at=now,
    )
