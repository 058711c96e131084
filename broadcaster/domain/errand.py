"""An errand: what the office asked to be done with a bulletin as soon as it can be done, so that one touch is enough.

Handing in waits for the sound, airing waits for the approval: an errand never takes the place of either person.
"""

import enum
from dataclasses import dataclass
from datetime import datetime


class ErrandState(enum.Enum):
    """How far it has come."""

    SOUND = "sound"
    """Waits until the sound is made, then hands the bulletin to the approvers."""
    APPROVAL = "approval"
    """Waits for an approver, then puts the bulletin on air at the wanted hour."""
    DONE = "done"
    STUCK = "stuck"
    """Something needs a person; `failure` names it."""


@dataclass
class Errand:
    """One bulletin's errand for one person; void as soon as anybody edits the words (`revision`)."""

    bulletin_id: str
    commune_id: str
    person_id: str
    revision: int
    made_at: datetime
    air_at: datetime | None = None
    state: ErrandState = ErrandState.SOUND
    failure: str = ""
