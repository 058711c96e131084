"""Proving anew who sits before the page, just before a dangerous act: a code of the phone, or the password."""

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.command_tables import second_factors
from broadcaster.db.commune_tables import people
from broadcaster.domain import totp
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person
from broadcaster.domain.second_factor import SecondFactor
from broadcaster.services import audit

_HASHER = PasswordHasher()
"""Verifies only; a hash carries its own parameters."""


def has_factor(session: Session, person_id: str) -> bool:
    """Tell whether a person proves with a phone; who does not, proves with the password."""
    found = session.get(SecondFactor, person_id)
    return found is not None and found.confirmed_at is not None


def shows_code(session: Session, login: str, typed: str, *, now: datetime) -> bool:
    """Tell whether the phone of that account shows this code now; the code is not used up."""
    factor = session.scalar(
        select(SecondFactor)
        .join(people, people.c.id == second_factors.c.person_id)
        .where(people.c.login == login.strip().casefold(), second_factors.c.confirmed_at.is_not(None))
    )
    return factor is not None and bool(typed) and factor.would_take(typed, now=now)


def prove(session: Session, person: Person, typed: str, *, now: datetime) -> None:
    """Take a fresh factor: a code or a recovery code, each once, or, without a phone, the password.

    StationError `factor_refused`. Call it in the transaction of the act: a code is used up where the act was done.
    """
    factor = session.get(SecondFactor, person.id, with_for_update=True)
    if factor is None or factor.confirmed_at is None:
        _check_password(person, typed)
    elif not factor.takes(typed, now=now):
        if not factor.takes_recovery(typed):
            raise StationError("factor_refused", kind="code")
        audit.record(
            session,
            "recovery_code_used",
            person.id,
            by=person,
            commune_id=person.commune_id,
            now=now,
            left=len(factor.recovery),
        )


def begin(session: Session, person: Person, *, now: datetime) -> SecondFactor:
    """Make a new secret for a phone; the old one, if any, counts until the new one is confirmed.

    StationError `factor_present` where a phone is confirmed already: it is removed first, with a factor.
    """
    factor = session.get(SecondFactor, person.id)
    if factor is not None and factor.confirmed_at is not None:
        raise StationError("factor_present")
    if factor is None:
        factor = SecondFactor(person.id, totp.new_secret(), now)
        session.add(factor)
    return factor


def confirm(session: Session, person: Person, *, password: str, code: str, now: datetime) -> tuple[str, ...]:
    """Let the phone count, shown a first code and the password; return the recovery codes, told this once.

    StationError `factor_refused`, `factor_present`.
    """
    factor = session.get(SecondFactor, person.id, with_for_update=True)
    if factor is None or factor.confirmed_at is not None:
        raise StationError("factor_present")
    _check_password(person, password)
    if not factor.takes(code, now=now):
        raise StationError("factor_refused", kind="code")
    codes = totp.new_recovery_codes()
    factor.confirmed_at, factor.recovery = now, tuple(totp.recovery_hash(each) for each in codes)
    audit.record(session, "second_factor_set", person.id, by=person, commune_id=person.commune_id, now=now)
    return codes


def remove(session: Session, person: Person, typed: str, *, now: datetime) -> None:
    """Give up the phone, proven with one of its codes. StationError `factor_refused`."""
    prove(session, person, typed, now=now)
    factor = session.get(SecondFactor, person.id)
    if factor is not None:
        session.delete(factor)
    audit.record(
        session, "second_factor_removed", person.id, by=person, commune_id=person.commune_id, now=now
    )


def _check_password(person: Person, typed: str) -> None:
    try:
        _HASHER.verify(person.password_hash, typed)
    except (VerificationError, InvalidHashError):
        raise StationError("factor_refused", kind="password") from None
