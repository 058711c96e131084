"""Which key may sign what. A key outside its role is refused however good its signature is."""

import enum
from typing import Final


class Role(enum.Enum):
    """What a key is for."""

    ROOT = "root"
    """Kept offline; says which other keys count."""
    ORDER = "order"
    POLICY = "policy"
    EMERGENCY = "emergency"
    STOP = "stop"
    DEVICE = "device"
    """Made on a speaker, never leaves it."""


MAY_SIGN: Final[dict[Role, frozenset[str]]] = {
    Role.ROOT: frozenset({"keys"}),
    Role.ORDER: frozenset({"head", "order", "test", "time", "evack", "evreq", "ctl", "seg"}),
    Role.POLICY: frozenset({"policy"}),
    Role.EMERGENCY: frozenset({"order"}),
    Role.STOP: frozenset({"stop"}),
    Role.DEVICE: frozenset({"state", "hello", "rep", "ev"}),
}
