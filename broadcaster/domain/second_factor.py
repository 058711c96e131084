"""A person's second factor: the secret shared with a phone, and the codes for the day on which it is lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.domain import totp
from broadcaster.domain.people import Act, Person

GRACE = timedelta(days=14)
"""So long somebody who must have a phone may work without it, from the day of the account on."""


@dataclass
class SecondFactor:
    """An entity, one a person. It counts once its owner has shown a first code (`confirmed_at`).

    `last_step` is the time step of the last code taken: no code of it or of an earlier one counts again.
    `recovery` are hashes of codes not used yet.
    """

    person_id: str
    secret: str
    begun_at: datetime
    confirmed_at: datetime | None = None
    last_step: int = 0
    recovery: tuple[str, ...] = ()

    def takes(self, typed: str, *, now: datetime) -> bool:
        """Take a code of the phone, once."""
        step = totp.matching_step(self.secret, typed, now=now, after=self.last_step)
        if step is None:
            return False
        self.last_step = step
        return True

    def takes_recovery(self, typed: str) -> bool:
        """Take a recovery code, once."""
        named = totp.recovery_hash(typed)
        if named not in self.recovery:
            return False
        self.recovery = tuple(each for each in self.recovery if each != named)
        return True

    def would_take(self, typed: str, *, now: datetime) -> bool:
        """Tell whether a code of the phone is right, without using it up."""
        return totp.matching_step(self.secret, typed, now=now, after=self.last_step) is not None


def due_at(person: Person) -> datetime | None:
    """Return from when on a person may only work with a phone; None for those who need none.

    Who approves or keeps accounts can let others speak: so a stolen password alone must not be enough.
    """
    return person.created_at + GRACE if person.may(Act.APPROVE) or person.may(Act.KEEP_PEOPLE) else None
