"""People, roles and the commune's rules with their history: the rows of *Người dùng* and *Cài đặt*."""

from dataclasses import dataclass
from datetime import datetime

from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.hours_proposal import HoursProposal
from broadcaster.domain.people import Role


@dataclass(frozen=True)
class PersonLine:
    """A person who may sign in; `hamlet` is set for hamlet heads."""

    id: str
    login: str
    full_name: str
    role: Role
    hamlet: str | None
    is_active: bool
    created_at: datetime


@dataclass(frozen=True)
class DecisionLine:
    """One decision on air hours, with the full names of who entered and who confirmed it.

    Both are "" where the station itself began with it.
    """

    hours: AirHours
    set_by: str
    confirmed_by: str
    set_at: datetime
    is_in_force: bool


@dataclass(frozen=True)
class ProposalLine:
    """Air hours that wait for a second person, with the full name of who entered them."""

    proposal: HoursProposal
    proposed_by: str
