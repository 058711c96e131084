"""Letting real speakers in: a technician opens a claim, a speaker that knows its code answers, six digits settle it."""

import base64
import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.enrolment_tables import claims
from broadcaster.domain.enrolment import CODE_LENGTH, CODE_LIVES, Claim, ClaimState
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.services import audit, fleet


def open_claim(session: Session, device_id: str, *, by: Person, now: datetime) -> Claim:
    """Make a code for a device of the fleet; an earlier one is void. StationError `not_allowed`, `not_found`."""
    by.require(Act.KEEP_FLEET)
    if device_id not in {device.id for device in fleet.current(session, by.commune_id).devices}:
        raise StationError("not_found", kind="device")
    withdraw(session, by.commune_id, device_id)
    claim = Claim(by.commune_id, device_id, _new_code(), now, now + CODE_LIVES)
    session.add(claim)
    audit.record(session, "claim_opened", device_id, by=by, commune_id=by.commune_id, now=now)
    return claim


def withdraw(session: Session, commune_id: str, device_id: str) -> None:
    """Void the code of a device, if it has one."""
    if (claim := session.get(Claim, (commune_id, device_id))) is not None:
        session.delete(claim)
        session.flush()


def claim_of(session: Session, commune_id: str, device_id: str) -> Claim | None:
    """Return the enrolment that is open for a device, in whatever state."""
    return session.get(Claim, (commune_id, device_id))


def open_claims(session: Session, commune_id: str) -> tuple[Claim, ...]:
    """Return all of them."""
    return tuple(session.scalars(select(Claim).where(claims.c.commune_id == commune_id)))


def take_up(
    session: Session,
    commune_id: str,
    device_id: str,
    *,
    public_key: str,
    is_proven_by: Callable[[str], bool],
    credential: dict[str, str],
    now: datetime,
) -> str | None:
    """Take a speaker's word that it knows the code; return the code, None where it may not or does not.

    A wrong proof is counted, and after the fifth nobody may try any more: the caller commits in either case.
    """
    claim = session.get(Claim, (commune_id, device_id))
    if claim is None or not claim.may_be_asked(public_key, now):
        return None
    if not is_proven_by(claim.code):
        claim.tries += 1
        if claim.state(now) is ClaimState.LOCKED:
            audit.record(session, "claim_locked", device_id, by=None, commune_id=commune_id, now=now)
        return None
    claim.take_up(public_key, credential, now)
    return claim.code


def confirm(session: Session, device_id: str, typed: str, *, root: bytes, by: Person, now: datetime) -> bool:
    """Compare the digits that the technician heard, and let the speaker in; tell whether they were right.

    A wrong answer is counted: the caller commits. StationError `not_allowed`, `not_found`, `claim_over`.
    """
    by.require(Act.KEEP_FLEET)
    claim = session.get(Claim, (by.commune_id, device_id))
    if claim is None:
        raise StationError("not_found", kind="claim")
    if claim.state(now) is not ClaimState.SPEAKING:
        raise StationError("claim_over", state=claim.state(now).value)
    if not claim.is_right(typed, root):
        return False
    fleet.enrol(
        session,
        by.commune_id,
        device_id,
        public_key=claim.public_key,
        credential=claim.credential,
        now=now,
        by=by,
    )
    session.delete(claim)
    return True


def _new_code() -> str:
    """Make ten letters and digits of base32: 50 bits."""
    return base64.b32encode(secrets.token_bytes(10)).decode()[:CODE_LENGTH]
