"""Approval (*phê duyệt*): who answered for which exact spoken text and which exact sound. Append-only."""

import enum
from dataclasses import dataclass
from datetime import datetime

from broadcaster.domain.bulletin import Bulletin, BulletinState, Rendition
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.types import Sha256, new_id


class Verdict(enum.Enum):
    """What was decided."""

    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Heard:
    """What an approver had before eyes and ears when deciding."""

    spoken_sha: Sha256
    sound_sha: Sha256


@dataclass
class Approval:
    """One decision of one person over one rendition. Never changed, never deleted."""

    id: str
    commune_id: str
    bulletin_id: str
    revision: int
    verdict: Verdict
    person_id: str
    decided_at: datetime
    spoken_sha: Sha256 | None = None
    sound_sha: Sha256 | None = None
    reason: str = ""


def approve(bulletin: Bulletin, sound: Rendition, heard: Heard, *, by: Person, now: datetime) -> Approval:
    """Put exactly what was heard on air's threshold.

    Raises StationError: `not_allowed`, `own_words`, `not_submitted`, `sound_missing`, `heard_other` (the words or
    the sound changed after the approver opened the page).
    """
    by.require(Act.APPROVE)
    if by.id == bulletin.author_id:
        raise StationError("own_words")
    if bulletin.state is not BulletinState.SUBMITTED:
        raise StationError("not_submitted", state=bulletin.state.value)
    if not sound.is_ready or sound.revision != bulletin.revision:
        raise StationError("sound_missing")
    if heard != Heard(sound.spoken_sha, Sha256(sound.sound_sha or "")):
        raise StationError("heard_other")
    bulletin.state, bulletin.approved_at, bulletin.approved_rendition_id = (
        BulletinState.APPROVED,
        now,
        sound.id,
    )
    return _decided(bulletin, Verdict.APPROVED, by, now, heard=heard)


def send_back(bulletin: Bulletin, *, by: Person, reason: str, now: datetime) -> Approval:
    """Return a submitted bulletin to its author with a reason.

    Raises StationError `not_allowed`, `not_submitted`, `reason_missing`.
    """
    by.require(Act.APPROVE)
    if bulletin.state is not BulletinState.SUBMITTED:
        raise StationError("not_submitted", state=bulletin.state.value)
    if not reason.strip():
        raise StationError("reason_missing")
    bulletin.state = BulletinState.RETURNED
    return _decided(bulletin, Verdict.RETURNED, by, now, reason=reason)


def withdraw(
    bulletin: Bulletin, *, by: Person, reason: str, now: datetime, asked_by: str | None = None
) -> Approval:
    """Take a bulletin out for good; it leaves every plan not yet on air. Whoever asked for it (`asked_by`) may, too.

    Raises StationError `not_allowed`, `reason_missing`.
    """
    if not (by.may(Act.APPROVE) or by.may(Act.WRITE) or by.id == asked_by):
        by.require(Act.WRITE)
    if bulletin.state is BulletinState.WITHDRAWN:
        raise StationError("not_editable", state=bulletin.state.value)
    if not reason.strip():
        raise StationError("reason_missing")
    bulletin.state = BulletinState.WITHDRAWN
    bulletin.approved_at = bulletin.approved_rendition_id = None
    return _decided(bulletin, Verdict.WITHDRAWN, by, now, reason=reason)


def _decided(
    bulletin: Bulletin,
    verdict: Verdict,
    by: Person,
    now: datetime,
    *,
    heard: Heard | None = None,
    reason: str = "",
) -> Approval:
    return Approval(
        id=new_id(),
        commune_id=bulletin.commune_id,
        bulletin_id=bulletin.id,
        revision=bulletin.revision,
        verdict=verdict,
        person_id=by.id,
        decided_at=now,
        spoken_sha=heard.spoken_sha if heard else None,
        sound_sha=heard.sound_sha if heard else None,
        reason=reason.strip(),
    )
