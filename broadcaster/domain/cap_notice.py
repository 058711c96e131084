"""A message of another office, brought by the watched feed (CAP 1.2): it waits for people, never sounds by itself."""

import enum
from dataclasses import dataclass
from datetime import datetime

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person


class CapState(enum.Enum):
    """Where a message that came stands."""

    WAITING = "waiting"
    USED = "used"
    """Somebody took it into the form."""
    DISMISSED = "dismissed"
    REPLACED = "replaced"
    """A later message of its sender took its place, or took it back."""


class CapSignature(enum.Enum):
    """What the check of a message's digital signature found."""

    NONE = "none"
    UNKNOWN = "unknown"
    """Signed by nobody whom this commune trusts."""
    ALTERED = "altered"
    """In the name of somebody trusted, but not what they signed."""
    EXPIRED = "expired"
    """Right, with a certificate that has ended or has not begun."""
    REFUSED = "refused"
    """Not over the whole message, or by a method that is no longer safe."""
    GOOD = "good"


@dataclass
class CapNotice:
    """An entity: one message of a feed, once. `replaces` are the identifiers of its sender's earlier messages.

    `signature` is what was found when it came, `signer` whose it is where it is right. `body` is the message itself, so
    that taking it into the form later reads what came and nothing else.
    """

    id: str
    commune_id: str
    sender: str
    identifier: str
    sent_at: datetime
    received_at: datetime
    status: str
    kind: str
    event: str
    replaces: tuple[str, ...]
    expires_at: datetime | None
    signature: CapSignature
    signer: str
    body: str
    state: CapState = CapState.WAITING
    handled_by: str | None = None
    handled_at: datetime | None = None

    @property
    def ends_others(self) -> bool:
        """Tell whether it takes the place of earlier messages."""
        return self.kind in {"Update", "Cancel"}

    @property
    def is_verified(self) -> bool:
        """Tell whether it surely is its signer's."""
        return self.signature is CapSignature.GOOD

    def may_displace(self, older: "CapNotice") -> bool:
        """Tell whether its word about an earlier message counts: what is signed, only its own signer takes back."""
        return not older.is_verified or (self.is_verified and self.signer == older.signer)

    def waits_at(self, now: datetime) -> bool:
        """Tell whether people should look at it: nobody has, and it has not expired."""
        return self.state is CapState.WAITING and (self.expires_at is None or now < self.expires_at)

    def handle(self, state: CapState, *, by: Person, now: datetime) -> None:
        """Write down what somebody did with it. StationError `not_allowed`."""
        by.require(Act.ALERT)
        self.state, self.handled_by, self.handled_at = state, by.id, now


def check_open(notice: CapNotice) -> None:
    """Raise StationError `cap_replaced` for a message whose sender has said something else since."""
    if notice.state is CapState.REPLACED:
        raise StationError("cap_replaced")
