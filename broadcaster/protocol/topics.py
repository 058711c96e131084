"""Where each message of LOA/1 travels: `loa/1/{site}/…`, built and parsed with every id checked."""

import enum
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from broadcaster.domain.device import DEVICE_ID, GROUP
from broadcaster.domain.places import SITE_CODE

PREFIX: Final = "loa/1"


class Kind(enum.Enum):
    """The topics below `loa/1/{site}/`; `+` stands for the device's id or the group's name."""

    KEYS = "keys"
    CTL_STATE = "ctl/state"
    HEAD = "d/+/head"
    POLICY = "d/+/policy"
    CMD = "d/+/cmd"
    TIME = "d/+/time"
    EVACK = "d/+/evack"
    GROUP_CMD = "g/+/cmd"
    STATE = "u/+/state"
    HELLO = "u/+/hello"
    REP = "u/+/rep"
    EV = "u/+/ev"

    @property
    def retained(self) -> bool:
        """Whether the broker keeps the last one for whoever connects later."""
        return self in _RETAINED


_RETAINED: Final = frozenset({Kind.KEYS, Kind.CTL_STATE, Kind.HEAD, Kind.POLICY, Kind.STATE})
_FORMS: Final = {
    kind: re.compile(kind.value.replace("+", f"({(GROUP if kind is Kind.GROUP_CMD else DEVICE_ID).pattern})"))
    for kind in Kind
}


@dataclass(frozen=True)
class Topic:
    """One topic. `name` is the device's id or the group's name; empty for `keys` and `ctl/state`."""

    site: str
    kind: Kind
    name: str = ""

    def __post_init__(self) -> None:
        if not SITE_CODE.fullmatch(self.site) or not _FORMS[self.kind].fullmatch(self._rest()):
            raise ValueError(f"no topic: {self.site!r} {self.kind.value} {self.name!r}")

    def __str__(self) -> str:
        return f"{PREFIX}/{self.site}/{self._rest()}"

    def _rest(self) -> str:
        if "+" not in self.kind.value and self.name:
            return ""  # a name where none belongs: no topic
        return self.kind.value.replace("+", self.name)


def parse(text: str) -> Topic:
    """Read a topic; raise ValueError for one that LOA/1 does not have."""
    prefix, _, below = text.partition(f"{PREFIX}/")
    site, _, rest = below.partition("/")
    if not prefix:
        for kind, form in _FORMS.items():
            if match := form.fullmatch(rest):
                return Topic(site, kind, match.group(1) if match.groups() else "")
    raise ValueError(f"no topic of LOA/1: {text[:120]!r}")


def for_speaker(site: str, device: str, groups: Collection[str]) -> list[str]:
    """Return what a speaker subscribes to: its own `d/`, its groups, `keys` and `ctl/state`."""
    own = [Topic(site, kind, device) for kind in (Kind.HEAD, Kind.POLICY, Kind.CMD, Kind.TIME, Kind.EVACK)]
    shared = [Topic(site, Kind.GROUP_CMD, group) for group in sorted(groups)]
    return [str(topic) for topic in (Topic(site, Kind.KEYS), Topic(site, Kind.CTL_STATE), *own, *shared)]


def for_controller(site: str) -> list[str]:
    """Return what a controller subscribes to: everything its speakers say."""
    return [f"{PREFIX}/{site}/{kind.value}" for kind in (Kind.STATE, Kind.HELLO, Kind.REP, Kind.EV)]
