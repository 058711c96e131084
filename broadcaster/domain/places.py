"""The commune and its hamlets: where people live and who they are counted with."""

import re
from dataclasses import dataclass

SITE_CODE = re.compile(r"[a-z0-9-]{1,32}")
EVERY_SPEAKER = "all"
"""The reserved group to which every speaker of a commune belongs."""


@dataclass(frozen=True)
class Commune:
    """A commune (*xã*). `code` is also its site name on the wire; `zone` an IANA time zone that decides its days."""

    code: str
    name: str
    zone: str = "Asia/Ho_Chi_Minh"
    is_sample: bool = False

    def __post_init__(self) -> None:
        if not SITE_CODE.fullmatch(self.code):
            raise ValueError(f"a commune code is 1-32 of a-z, 0-9 and '-': {self.code!r}")
        if not self.name.strip():
            raise ValueError("a commune has a name")

    @property
    def plain_name(self) -> str:
        """Its name without a remark in brackets, such as that it is sample data, for where that is said beside it."""
        return self.name.partition("(")[0].strip() or self.name


@dataclass(frozen=True)
class Hamlet:
    """A hamlet (*thôn*; ấp, bản, tổ dân phố): its code is also a group name on the wire."""

    code: str
    name: str
    households: int
    residents: int

    def __post_init__(self) -> None:
        if not SITE_CODE.fullmatch(self.code):
            raise ValueError(f"a hamlet code is 1-32 of a-z, 0-9 and '-': {self.code!r}")
        if self.code == EVERY_SPEAKER:
            raise ValueError(f"{self.code!r} is the group of all speakers, and no hamlet's code")
        if self.households < 0 or self.residents < 0:
            raise ValueError(f"{self.code}: households and residents are not negative")
