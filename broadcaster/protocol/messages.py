"""Every message of LOA/1 by its type: spelled to a payload, read from one, checked against a role."""

from typing import Final

from broadcaster.protocol.commands import CtlState, EvAck, EvReq, Stop, TimeAnswer, ToneTest
from broadcaster.protocol.fields import NAME, Fields
from broadcaster.protocol.key_list import KeyEntry, Keys
from broadcaster.protocol.orders import Item, LiveOrder, Order, OrderClass, Sound
from broadcaster.protocol.plan import MAX_BODY, Body, Head
from broadcaster.protocol.policy import Policy, Window
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.reports import ClockState, Event, Held, Hello, Report, State
from broadcaster.protocol.roles import MAY_SIGN, Role
from broadcaster.protocol.scope import COMMON, Scope
from broadcaster.protocol.stream import Segment
from broadcaster.protocol.strict_json import dump, parse

__all__ = [
    "MAX_PAYLOAD", "Body", "ClockState", "CtlState", "EvAck", "EvReq", "Event", "Head", "Held", "Hello",
    "Item", "KeyEntry", "Keys", "LiveOrder", "Message", "Order", "OrderClass", "Policy", "Report", "Scope",
    "Segment", "Sound", "State", "Stop", "TimeAnswer", "ToneTest", "Window", "check_critical", "check_role", "read",
    "read_body", "spell",
]  # fmt: skip

MAX_PAYLOAD: Final = 4_000
"""Bytes of JSON in an envelope: a small device can hold it, and no broker cuts it."""

Message = (
    Keys | Head | Policy | LiveOrder | Stop | ToneTest | EvReq | EvAck | TimeAnswer | CtlState | State | Hello
    | Report | Event | Segment
)  # fmt: skip
"""What travels in an envelope."""

_TYPES: Final = {
    kind.TYPE: kind
    for kind in (
        Keys, Head, Policy, LiveOrder, Stop, ToneTest, EvReq, EvAck, TimeAnswer, CtlState, State, Hello,
        Report, Event, Segment,
    )
}  # fmt: skip


def spell(message: Message | Body) -> bytes:
    """Return the payload; raise ValueError for one too long to travel."""
    payload = dump({"t": message.TYPE, **message.scope.to_json(), **message.fields()})
    limit = MAX_BODY if isinstance(message, Body) else MAX_PAYLOAD
    if len(payload) > limit:
        raise ValueError(f"{message.TYPE}: {len(payload)} bytes where at most {limit} may be")
    return payload


def read(payload: bytes) -> Message:
    """Read the payload of an envelope; raise Refused (E01) for what is no message."""
    fields = Fields(parse(payload, limit=MAX_PAYLOAD), "message")
    named = fields.text("t", NAME)
    if named not in _TYPES:
        raise Refused(Code.ENVELOPE, f"no message is called {named}")
    return _TYPES[named].from_json(Scope.from_json(fields), Fields(fields.values, named))


def read_body(data: bytes) -> Body:
    """Read a fetched plan; raise Refused (E01, or E05 for something critical that is not known)."""
    fields = Fields(parse(data, limit=MAX_BODY), Body.TYPE)
    if fields.text("t", NAME) != Body.TYPE:
        raise Refused(Code.ENVELOPE, "not a body")
    body = Body.from_json(Scope.from_json(fields), fields)
    check_critical(body)
    return body


def check_critical(message: Message | Body) -> None:
    """Raise Refused (E05) where the message insists on a field that this reader does not know."""
    if not message.scope.critical:
        return
    if unknown := set(message.scope.critical) - COMMON - message.KNOWN:
        raise Refused(Code.ROLE, f"{message.TYPE} insists on {sorted(unknown)}")


def check_role(role: Role, message: Message) -> None:
    """Raise Refused (E05) where a key of this role may not sign this message."""
    if message.TYPE not in MAY_SIGN[role]:
        raise Refused(Code.ROLE, f"the {role.value} key may not sign {message.TYPE}")
    if isinstance(message, LiveOrder):
        emergency = message.order.kind is OrderClass.EMERGENCY
        if emergency != (role is Role.EMERGENCY):
            raise Refused(Code.ROLE, f"the {role.value} key may not sign a {message.order.kind.value} order")
        if message.order.overrides_quiet and not emergency:
            raise Refused(Code.ROLE, "only an emergency overrides quiet hours")
