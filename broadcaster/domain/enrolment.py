"""A real speaker joins: a claim code opens the door for a quarter of an hour, six spoken digits say who came in.

The code proves to either side that the other one knows it; the digits, heard at the pole and typed at the desk, prove
that both sides mean the same two keys. Neither is worth anything afterwards.
"""

import enum
import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

CODE_LENGTH: Final = 10
CODE_LIVES: Final = timedelta(minutes=15)
MOST_TRIES: Final = 5
"""Wrong proofs of one code; 50 bits are not guessed in five tries."""
MOST_GUESSES: Final = 3
"""Wrong digits: who mishears, hears them again; who guesses has three chances in a million."""
_LOOK_ALIKES: Final = str.maketrans({"0": "O", "1": "I", "8": "B"})


class ClaimState(enum.Enum):
    """Where an enrolment stands."""

    WAITING = "waiting"
    """The code waits for a speaker that knows it."""
    SPEAKING = "speaking"
    """A speaker knew it and says its six digits."""
    LOCKED = "locked"
    EXPIRED = "expired"


@dataclass
class Claim:
    """One enrolment, of one device of the fleet, from the code on the page to the digits typed there.

    `public_key` (hexadecimal) and `credential` (hashes of its broker secret) are those of the speaker that knew the
    code; they count only once the digits were right.
    """

    commune_id: str
    device_id: str
    code: str
    made_at: datetime
    expires_at: datetime
    tries: int = 0
    guesses: int = 0
    public_key: str = ""
    credential: dict[str, str] = field(default_factory=dict)

    def state(self, now: datetime) -> ClaimState:
        """Say where it stands."""
        if self.tries >= MOST_TRIES or self.guesses >= MOST_GUESSES:
            return ClaimState.LOCKED
        if now >= self.expires_at:
            return ClaimState.EXPIRED
        return ClaimState.SPEAKING if self.public_key else ClaimState.WAITING

    def may_be_asked(self, public_key: str, now: datetime) -> bool:
        """Tell whether a speaker may try: the code is used once, but an answer that got lost is given again."""
        state = self.state(now)
        return state is ClaimState.WAITING or (state is ClaimState.SPEAKING and public_key == self.public_key)

    def take_up(self, public_key: str, credential: dict[str, str], now: datetime) -> None:
        """Note who knew the code; its digits may be typed for as long as the code was good."""
        self.public_key, self.credential = public_key, credential
        self.expires_at = now + CODE_LIVES

    def is_right(self, typed: str, root: bytes) -> bool:
        """Compare the digits that somebody heard; a wrong answer counts."""
        digits = "".join(letter for letter in typed if letter.isdecimal())
        if digits == spoken_digits(bytes.fromhex(self.public_key), root):
            return True
        self.guesses += 1
        return False


def spoken_digits(device_key: bytes, root: bytes) -> str:
    """Return the six digits of two public keys: another station, or another speaker, would say others."""
    number = int.from_bytes(hashlib.sha256(device_key + root).digest()) % 1_000_000
    return f"{number:06}"


def typed_code(text: str) -> str:
    """Read a code as people type it: blanks, hyphens and look-alikes do not matter."""
    return "".join(letter for letter in text.upper() if letter.isalnum()).translate(_LOOK_ALIKES)
