"""What devices.yaml wants and the station does not have yet, and taking it over. Shared by `devices` and `run`."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from broadcaster.adapters import device_file
from broadcaster.adapters.device_file_words import describe
from broadcaster.bootstrap import Station
from broadcaster.domain.errors import StationError
from broadcaster.domain.fleet import Change, Fleet, changes
from broadcaster.services import fleet


@dataclass(frozen=True)
class WantedFleet:
    """The fleet of a device file beside the one that it would replace."""

    current: Fleet
    wanted: Fleet

    @property
    def changes(self) -> tuple[Change, ...]:
        """What would change, in the order of the file."""
        return changes(self.current, self.wanted)


def compare(station: Station, file: Path) -> WantedFleet:
    """Read a device file beside the station's fleet.

    Raises DeviceFileError, OSError, and StationError `other_commune` for the file of another station.
    """
    wanted = device_file.read(file)
    code = station.commune.code
    if wanted.commune.code != code:
        raise StationError("other_commune", file=file, theirs=wanted.commune.code, ours=code)
    with station.memory.reads() as session:
        return WantedFleet(fleet.current(session, code), wanted)


def take_over(station: Station, found: WantedFleet) -> int:
    """Make the file's fleet the station's and return how many changes that was.

    Raises StationError `fleet_changed_meanwhile` where the fleet is no longer the one that was compared.
    """
    with station.memory.writes.begin() as session:
        current = fleet.current(session, station.commune.code)
        if current != found.current:
            raise StationError("fleet_changed_meanwhile")
        return len(fleet.apply(session, found.wanted, old=current, now=station.clock.now()))


def told(changed: Iterable[Change]) -> str:
    """Say each change in a line of its own, marked as added (+), removed (-) or altered (~)."""
    return "\n".join(f"{_mark(change)} {describe(change)}" for change in changed)


def _mark(change: Change) -> str:
    if change.before is None:
        return "+"
    return "-" if change.after is None else "~"
