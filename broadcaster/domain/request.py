"""A hamlet head's request for an announcement, from the phone to the pole or to a refusal with its reason."""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.domain.bulletin import LONGEST_TITLE, plain_words
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.types import new_id

LONGEST_REQUEST = 3_000
"""Characters; about four minutes of speech."""

LONGEST_VOICE = timedelta(minutes=2)
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
    """What a hamlet head asks to be said in the own hamlet."""

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
    words, heading = plain_words(text), plain_words(title)
    if not words and not is_spoken:
        raise StationError("text_missing")
    if len(words) > LONGEST_REQUEST:
        raise StationError("text_too_long", limit=LONGEST_REQUEST, length=len(words))
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
