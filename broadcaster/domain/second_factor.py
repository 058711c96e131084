"""A person's second factor: the secret shared with a phone, and the codes for the day on which it is lost."""

from dataclasses import dataclass
from datetime import datetime

from broadcaster.domain import totp


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
