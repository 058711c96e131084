"""A speaker cluster (*cụm loa*): one addressable device on a pole, with one or more horns."""

import re
from dataclasses import dataclass

DEVICE_ID = re.compile(r"[A-Z0-9-]{4,20}")
GROUP = re.compile(r"[a-z0-9-]{1,32}")
HORNS = (1, 16)
GAIN_DB = (-40.0, 6.0)
DELAY_MS = (0, 5000)
HOUSEHOLDS = (0, 100_000)


@dataclass(frozen=True)
class Device:
    """What the commune wants of a speaker; what the speaker says of itself is its reported state.

    `gain_db` shifts the loudness of everything it plays (0 is nominal, never above +6); `delay_ms` is
    subtracted from its start so that slow amplifiers sound together with fast ones; `households` are those
    for which this is the loudest speaker (None: not declared).
    """

    id: str
    name: str
    hamlet: str
    groups: tuple[str, ...] = ()
    horns: int = 1
    gain_db: float = 0.0
    delay_ms: int = 0
    lat: float | None = None
    lon: float | None = None
    households: int | None = None

    def __post_init__(self) -> None:
        if not DEVICE_ID.fullmatch(self.id):
            raise ValueError(f"a device id is 4-20 of A-Z, 0-9 and '-': {self.id!r}")
        for group in self.groups:
            if not GROUP.fullmatch(group):
                raise ValueError(f"{self.id}: a group is 1-32 of a-z, 0-9 and '-': {group!r}")
        _within(f"{self.id}: horns", self.horns, HORNS)
        _within(f"{self.id}: gain_db", self.gain_db, GAIN_DB)
        _within(f"{self.id}: delay_ms", self.delay_ms, DELAY_MS)
        _within(f"{self.id}: households", self.households, HOUSEHOLDS)
        _within(f"{self.id}: lat", self.lat, (-90.0, 90.0))
        _within(f"{self.id}: lon", self.lon, (-180.0, 180.0))
        if (self.lat is None) != (self.lon is None):
            raise ValueError(f"{self.id}: a place is a latitude and a longitude")


def _within(what: str, value: float | None, limits: tuple[float, float]) -> None:
    if value is not None and not limits[0] <= value <= limits[1]:
        raise ValueError(f"{what} lies between {limits[0]:g} and {limits[1]:g}, not {value}")
