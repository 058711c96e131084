"""What a hamlet head or a unit asks to have said, from the phone to the pole or to a refusal with its reason."""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.domain.bulletin import LONGEST_TITLE, Topic, plain_words
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.types import new_id

LONGEST_REQUEST = 3_000
"""Characters; about four minutes of speech."""

QUOTA_A_MONTH = 20
"""Requests of one hamlet in a month; who needs more speaks with the office."""

LONGEST_ITEM = 12_000
"""Characters of a unit's contribution; about a quarter of an hour."""

LONGEST_VOICE = timedelta(minutes=2)
LONGEST_ITEM_VOICE = timedelta(minutes=10)
LONGEST_AUTHOR = 120
SPOKEN_TITLE = "Tin đọc từ điện thoại"
"""What a spoken request is called until somebody gives it a title."""


class RequestState(enum.Enum):
    """Where a request stands with the office; after ACCEPTED its bulletin tells the rest of the story."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass
class AnnouncementRequest:
    """What somebody asks to be said: a hamlet head in the own `hamlet`, a unit (`unit_id`) in the whole commune.

    A unit says of its item what it is about (`topic`) and who wrote it (`author`).
    """

    id: str
    commune_id: str
    hamlet: str
    person_id: str
    title: str
    text: str
    created_at: datetime
    wanted_at: datetime | None = None
    state: RequestState = RequestState.SUBMITTED
    answered_by: str | None = None
    answered_at: datetime | None = None
    reason: str = ""
    bulletin_id: str | None = None
    unit_id: str | None = None
    topic: Topic | None = None
    author: str = ""

    def answer(self, state: RequestState, *, by: Person, now: datetime, reason: str = "") -> None:
        """Record the office's or the asker's decision.

        Raises StationError `already_answered`, `reason_missing`, `not_allowed`.
        """
        if self.state is not RequestState.SUBMITTED:
            raise StationError("already_answered", state=self.state.value)
        if state is RequestState.CANCELLED and by.id != self.person_id:
            raise StationError("not_allowed", act=Act.REQUEST.value, role=by.role.value)
        if state in {RequestState.ACCEPTED, RequestState.REFUSED}:
            by.require(Act.ANSWER_REQUEST)
        if state is RequestState.REFUSED and not reason.strip():
            raise StationError("reason_missing")
        self.state, self.answered_by, self.answered_at, self.reason = state, by.id, now, reason.strip()

    def call_off(self, *, by: Person, now: datetime) -> None:
        """Take one's own request back, also after it was accepted. StationError `already_answered`, `not_allowed`."""
        if self.state not in {RequestState.SUBMITTED, RequestState.ACCEPTED}:
            raise StationError("already_answered", state=self.state.value)
        if by.id != self.person_id:
            raise StationError("not_allowed", act=Act.REQUEST.value, role=by.role.value)
        self.state, self.answered_by, self.answered_at, self.reason = RequestState.CANCELLED, by.id, now, ""


def ask(
    *,
    by: Person,
    title: str,
    text: str,
    wanted_at: datetime | None,
    now: datetime,
    is_spoken: bool = False,
) -> AnnouncementRequest:
    """Make a request for the asker's own hamlet; one that is spoken (`is_spoken`) needs no text.

    Raises StationError `not_allowed`, `text_missing`, `text_too_long`, `title_too_long`, `wanted_past`.
    """
    by.require(Act.REQUEST)
    return _asked(by, title, text, wanted_at, now, is_spoken=is_spoken, longest=LONGEST_REQUEST)


def contribute(
    *,
    by: Person,
    title: str,
    text: str,
    topic: Topic,
    author: str,
    now: datetime,
    wanted_at: datetime | None = None,
    is_spoken: bool = False,
) -> AnnouncementRequest:
    """Make an item of the sender's own unit, for the whole commune; without an author the sender is it.

    Raises what `ask` raises, `author_too_long`, and `unit_missing` for an account that belongs to no unit.
    """
    by.require(Act.CONTRIBUTE)
    if by.unit_id is None:
        raise StationError("unit_missing")
    written_by = " ".join(plain_words(author).split())
    if len(written_by) > LONGEST_AUTHOR:
        raise StationError("author_too_long", limit=LONGEST_AUTHOR)
    made = _asked(by, title, text, wanted_at, now, is_spoken=is_spoken, longest=LONGEST_ITEM)
    made.unit_id, made.topic, made.author = by.unit_id, topic, written_by or by.full_name
    return made


def _asked(
    by: Person,
    title: str,
    text: str,
    wanted_at: datetime | None,
    now: datetime,
    *,
    is_spoken: bool,
    longest: int,
) -> AnnouncementRequest:
    words, heading = plain_words(text), plain_words(title)
    if not words and not is_spoken:
        raise StationError("text_missing")
    if len(words) > longest:
        raise StationError("text_too_long", limit=longest, length=len(words))
    if len(heading) > LONGEST_TITLE:
        raise StationError("title_too_long", limit=LONGEST_TITLE, length=len(heading))
    if wanted_at is not None and wanted_at < now:
        raise StationError("wanted_past")
    return AnnouncementRequest(
        id=new_id(),
        commune_id=by.commune_id,
        hamlet=by.hamlet or "",
        person_id=by.id,
        title=heading or (words.splitlines() or [SPOKEN_TITLE])[0][:60],
        text=words,
        created_at=now,
        wanted_at=wanted_at,
    )
