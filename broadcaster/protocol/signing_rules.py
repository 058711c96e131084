"""What the signer signs whoever asks: the role's own messages, of this site, of this hour, and no flood of alerts.

A program that was taken over can then ask only for what the station might say right now: nothing for next week, no
second epoch, no root.
"""

from dataclasses import dataclass, field
from typing import Final

from broadcaster.protocol.commands import EvAck, EvReq, Stop, TimeAnswer, ToneTest
from broadcaster.protocol.messages import Head, LiveOrder, Message, OrderClass, check_role
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.roles import Role
from broadcaster.protocol.stream import Segment

CLOCK_SLACK_S: Final = 120
"""Between asking and signing; more is a message for another time."""
LONGEST_S: Final[dict[type[Message], int]] = {
    Stop: 60,
    TimeAnswer: 120,
    EvAck: 120,
    EvReq: 120,
    Segment: 120,
    ToneTest: 600,
    LiveOrder: 25 * 3_600,
    Head: 41 * 86_400,
}
"""How long what was signed may count, by its kind."""
ALERTS_AN_HOUR: Final = 12
"""New alerts, however many addresses each is signed for: more than any night of storm needed."""
_HOUR_S: Final = 3_600


@dataclass
class SigningRules:
    """The rules of one site. `alerts` remembers when each alert was first signed (UTC seconds)."""

    site: str
    alerts: dict[str, int] = field(default_factory=dict)

    def check(self, role: Role, message: Message, *, now: int) -> None:
        """Raise Refused: E05 for what root alone or another role may sign, E04, E08 or E11 for the rest."""
        if role in {Role.ROOT, Role.DEVICE}:
            raise Refused(Code.ROLE, f"the {role.value} key is not here")
        check_role(role, message)
        if message.scope.site != self.site:
            raise Refused(Code.ADDRESS, f"not for {self.site}")
        self._check_times(message, now)
        if isinstance(message, LiveOrder) and message.order.kind is OrderClass.EMERGENCY:
            self._count_alert(message, now)

    def _check_times(self, message: Message, now: int) -> None:
        scope, longest = message.scope, LONGEST_S.get(type(message))
        if longest is None:
            return  # a policy and the station's presence say since when and until when themselves
        if abs(scope.issued - now) > CLOCK_SLACK_S:
            raise Refused(Code.EXPIRED, f"issued {scope.issued - now:+} s from now")
        if not scope.issued < scope.expires <= scope.issued + longest:
            raise Refused(Code.EXPIRED, f"a {message.TYPE} counts for {longest} s at most")

    def _count_alert(self, live: LiveOrder, now: int) -> None:
        self.alerts = {name: at for name, at in self.alerts.items() if at > now - _HOUR_S}
        known = live.order.id in self.alerts or live.order.reference in self.alerts
        if not known and len(self.alerts) >= ALERTS_AN_HOUR:
            raise Refused(Code.POLICY, f"more than {ALERTS_AN_HOUR} new alerts in an hour")
        self.alerts.setdefault(live.order.id, now)
