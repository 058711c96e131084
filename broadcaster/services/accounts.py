"""People and their accounts."""

import secrets
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db import commune_tables
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person, Role, check_account
from broadcaster.domain.types import new_id
from broadcaster.services import audit, units

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 128
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""Argon2id at OWASP's stated minimum: 19 MiB, two passes, one lane."""
_NOBODY = _HASHER.hash(secrets.token_urlsafe())
"""Checked when the login is unknown, so that the answer takes as long as for a known one."""


def check_password(password: str, *, login: str) -> None:
    """Refuse a password that is too short, too long, or too easily guessed."""
    if len(password) < SHORTEST_PASSWORD:
        raise StationError("password_short", limit=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise StationError("password_long", limit=LONGEST_PASSWORD)
    if len(set(password)) < 4 or login.casefold() in password.casefold() or password.isdecimal():
        raise StationError("password_easy")


def found(
    session: Session,
    *,
    commune_id: str,
    login: str,
    full_name: str,
    role: Role,
    password: str,
    now: datetime,
    hamlet: str | None = None,
    unit_id: str | None = None,
) -> Person:
    """Make an account on nobody's behalf: the first administrator, the demo's people."""
    return _add(session, None, commune_id, login, full_name, role, password, now, hamlet, unit_id)


def add_person(
    session: Session,
    *,
    by: Person,
    login: str,
    full_name: str,
    role: Role,
    password: str,
    now: datetime,
    hamlet: str | None = None,
    unit_id: str | None = None,
) -> Person:
    """Make an account. StationError `not_allowed`, `login_taken` and what `check_account`, `check_password` refuse."""
    by.require(Act.KEEP_PEOPLE)
    return _add(session, by, by.commune_id, login, full_name, role, password, now, hamlet, unit_id)


def _add(
    session: Session,
    by: Person | None,
    commune_id: str,
    login: str,
    full_name: str,
    role: Role,
    password: str,
    now: datetime,
    hamlet: str | None,
    unit_id: str | None,
) -> Person:
    login = login.strip().casefold()
    check_account(login=login, full_name=full_name, role=role, hamlet=hamlet, unit_id=unit_id)
    check_password(password, login=login)
    if session.scalar(select(Person).where(commune_tables.people.c.login == login)):
        raise StationError("login_taken", login=login)
    if hamlet is not None:
        known = select(commune_tables.hamlets.c.code).filter_by(commune_id=commune_id, code=hamlet)
        if session.scalar(known) is None:
            raise StationError("hamlet_unknown", hamlet=hamlet)
    if unit_id is not None and unit_id not in {each.id for each in units.owing(session, commune_id)}:
        raise StationError("unit_missing")
    person = Person(
        id=new_id(),
        commune_id=commune_id,
        login=login,
        full_name=full_name.strip(),
        role=role,
        hamlet=hamlet,
        password_hash=_HASHER.hash(password),
        created_at=now,
        unit_id=unit_id,
    )
    session.add(person)
    session.flush()
    audit.record(
        session,
        "account_added",
        person.id,
        by=by,
        commune_id=commune_id,
        now=now,
        login=login,
        role=role.value,
    )
    return person


def sign_in(session: Session, *, login: str, password: str) -> Person:
    """Return whose login and password these are. StationError `sign_in_refused`, the same for every cause."""
    person = session.scalar(select(Person).where(commune_tables.people.c.login == login.strip().casefold()))
    try:
        _HASHER.verify(person.password_hash if person else _NOBODY, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        raise StationError("sign_in_refused") from None
    if person is None or not person.is_active:
        raise StationError("sign_in_refused")
    return person


def by_login(session: Session, login: str) -> Person:
    """Return the account of that name. StationError `not_found`."""
    person = session.scalar(select(Person).where(commune_tables.people.c.login == login))
    if person is None:
        raise StationError("not_found", kind="person")
    return person


def set_active(session: Session, person_id: str, *, active: bool, by: Person, now: datetime) -> Person:
    """Close or open an account; all its sessions end. StationError `not_allowed`, `not_found`, `own_account`."""
    by.require(Act.KEEP_PEOPLE)
    person = _of_commune(session, person_id, by)
    if person.id == by.id:
        raise StationError("own_account")
    person.is_active = active
    person.session_epoch += 1
    audit.record(
        session, "account_active", person.id, by=by, commune_id=by.commune_id, now=now, active=active
    )
    return person


def set_password(session: Session, person_id: str, *, password: str, by: Person, now: datetime) -> Person:
    """Give an account a new password; all its sessions end. One's own, or anybody's for who keeps accounts."""
    if person_id != by.id:
        by.require(Act.KEEP_PEOPLE)
    person = _of_commune(session, person_id, by)
    check_password(password, login=person.login)
    person.password_hash = _HASHER.hash(password)
    person.session_epoch += 1
    audit.record(session, "password_set", person.id, by=by, commune_id=by.commune_id, now=now)
    return person


def _of_commune(session: Session, person_id: str, by: Person) -> Person:
    person = session.get(Person, person_id)
    if person is None or person.commune_id != by.commune_id:
        raise StationError("not_found", kind="person")
    return person
