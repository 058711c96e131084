"""The people of a station: who they are and what each role may do."""

import enum
from dataclasses import dataclass
from datetime import datetime

from broadcaster.domain.errors import StationError


class Role(enum.Enum):
    """What somebody is at the station. One person has one role; two hats are two accounts."""

    OPERATOR = "operator"
    APPROVER = "approver"
    HAMLET_HEAD = "hamlet_head"
    CONTRIBUTOR = "contributor"
    TECHNICIAN = "technician"
    VIEWER = "viewer"
    ADMINISTRATOR = "administrator"


class Act(enum.Enum):
    """What a role may or may not do; every page and every service asks for one of these."""

    WRITE = "write"
    APPROVE = "approve"
    SCHEDULE = "schedule"
    REQUEST = "request"
    CONTRIBUTE = "contribute"
    """Send items to the inbox for the own unit, and follow them."""
    ANSWER_REQUEST = "answer_request"
    KEEP_UNITS = "keep_units"
    """Say which units owe items, and how many a month."""
    SEE_STATION = "see_station"
    SEE_PEOPLE = "see_people"
    KEEP_FLEET = "keep_fleet"
    KEEP_PEOPLE = "keep_people"
    KEEP_SETTINGS = "keep_settings"
    DECIDE_HOURS = "decide_hours"
    """Enter what UBND xã decided about air hours, or be the second person who confirms it."""
    STOP = "stop"
    ALERT = "alert"
    """Prepare an alert, be one of the two who release it, end it."""
    PLAN_SURVEY = "plan_survey"
    ENTER_ANSWERS = "enter_answers"
    """What people said when they were asked; a hamlet head only for the own hamlet."""
    MAKE_REPORT = "make_report"
    SPEAK_LIVE = "speak_live"
    """Speak to hamlets from the own microphone: who answers for words may answer for unwritten ones."""


MAY: dict[Role, frozenset[Act]] = {
    Role.OPERATOR: frozenset(
        {
            Act.WRITE,
            Act.SCHEDULE,
            Act.ANSWER_REQUEST,
            Act.KEEP_UNITS,
            Act.SEE_STATION,
            Act.STOP,
            Act.ALERT,
            Act.PLAN_SURVEY,
            Act.ENTER_ANSWERS,
            Act.MAKE_REPORT,
        }
    ),
    Role.APPROVER: frozenset(
        {
            Act.APPROVE,
            Act.SEE_STATION,
            Act.DECIDE_HOURS,
            Act.STOP,
            Act.ALERT,
            Act.PLAN_SURVEY,
            Act.MAKE_REPORT,
            Act.SPEAK_LIVE,
        }
    ),
    Role.HAMLET_HEAD: frozenset({Act.REQUEST, Act.ENTER_ANSWERS}),
    Role.CONTRIBUTOR: frozenset({Act.CONTRIBUTE}),
    Role.TECHNICIAN: frozenset({Act.KEEP_FLEET, Act.SEE_STATION, Act.STOP}),
    Role.VIEWER: frozenset({Act.SEE_STATION}),
    Role.ADMINISTRATOR: frozenset(
        {
            Act.KEEP_PEOPLE,
            Act.SEE_PEOPLE,
            Act.KEEP_SETTINGS,
            Act.DECIDE_HOURS,
            Act.KEEP_UNITS,
            Act.SEE_STATION,
        }
    ),
}
"""Nobody who writes approves, nobody who keeps accounts or machines publishes."""


@dataclass
class Person:
    """An account. `hamlet` is set for a hamlet head, `unit_id` for a contributor, and for nobody else."""

    id: str
    commune_id: str
    login: str
    full_name: str
    role: Role
    hamlet: str | None
    password_hash: str
    created_at: datetime
    is_active: bool = True
    session_epoch: int = 0
    """Raised when rights change, so that every older session ends at once."""
    unit_id: str | None = None

    def may(self, act: Act) -> bool:
        """Tell whether this account, if active, has the right to `act`."""
        return self.is_active and act in MAY[self.role]

    def require(self, act: Act) -> None:
        """Raise StationError `not_allowed` unless this account may `act`."""
        if not self.may(act):
            raise StationError("not_allowed", act=act.value, role=self.role.value)


def check_account(
    *, login: str, full_name: str, role: Role, hamlet: str | None, unit_id: str | None = None
) -> None:
    """Refuse an account that could not work.

    StationError `login_invalid`, `name_missing`, `hamlet_missing`, `hamlet_unwanted`, `unit_missing`, `unit_unwanted`.
    """
    if not 3 <= len(login) <= 60 or not login.replace(".", "").replace("-", "").isalnum():
        raise StationError("login_invalid", login=login)
    if not full_name.strip():
        raise StationError("name_missing")
    if (role is Role.HAMLET_HEAD) != (hamlet is not None):
        raise StationError("hamlet_missing" if hamlet is None else "hamlet_unwanted")
    if (role is Role.CONTRIBUTOR) != (unit_id is not None):
        raise StationError("unit_missing" if unit_id is None else "unit_unwanted")
