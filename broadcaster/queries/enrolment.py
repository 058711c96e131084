"""Which speakers have joined and which are about to: the page on which a technician lets a new one in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.domain.enrolment import MOST_GUESSES, Claim, ClaimState
from broadcaster.services import dispatching, enrolment


@dataclass(frozen=True)
class Place:
    """A device of the fleet as enrolment sees it; `state` is None where no code was made for it."""

    id: str
    name: str
    hamlet: str
    has_joined: bool
    state: ClaimState | None


@dataclass(frozen=True)
class ClaimView:
    """An enrolment under way. `code` is written in two halves; `guesses_left` count the digits typed wrongly."""

    place: Place
    code: str
    expires_at: datetime
    guesses_left: int


def places(session: Session, commune_id: str, *, now: datetime) -> tuple[Place, ...]:
    """Return every device of the fleet, those that have not joined first."""
    return tuple(sorted(_places(session, commune_id, now), key=lambda place: place.has_joined))


def view(
    session: Session, commune_id: str, device_id: str, *, now: datetime
) -> tuple[Place | None, ClaimView | None]:
    """Return one device, None where the fleet has none of this name, and its enrolment, if one was begun."""
    place = next((each for each in _places(session, commune_id, now) if each.id == device_id), None)
    claim = enrolment.claim_of(session, commune_id, device_id)
    if place is None or claim is None:
        return place, None
    half = len(claim.code) // 2
    written = f"{claim.code[:half]}-{claim.code[half:]}"
    return place, ClaimView(place, written, claim.expires_at, max(0, MOST_GUESSES - claim.guesses))


def _places(session: Session, commune_id: str, now: datetime) -> Iterator[Place]:
    fleet = fleet_rows.load(session, commune_id)
    hamlets = {hamlet.code: hamlet.name for hamlet in fleet.hamlets}
    joined = dispatching.joined(session, commune_id)
    claims: dict[str, Claim] = {each.device_id: each for each in enrolment.open_claims(session, commune_id)}
    for device in fleet.devices:
        claim = claims.get(device.id)
        state = claim.state(now) if claim else None
        yield Place(device.id, device.name, hamlets[device.hamlet], device.id in joined, state)
