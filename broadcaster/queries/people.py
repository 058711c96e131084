"""People, roles and the commune's rules with their history: the rows of *Người dùng* and *Cài đặt*."""

from dataclasses import dataclass
from datetime import datetime, time

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
    signed_in_at: datetime | None


@dataclass(frozen=True)
class PolicyLine:
    """One version of the commune's rules of the air, with who set it and on what decision."""

    version: int
    windows: tuple[tuple[time, time], ...]
    minutes_a_day: int | None
    sessions_a_day: int | None
    decision: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True)
class SettingsView:
    """The rules in force first, older ones after it, and which voices the station can use now."""

    policies: tuple[PolicyLine, ...]
    voice: str
    voices: tuple[str, ...]
    allows_all_hours: bool
