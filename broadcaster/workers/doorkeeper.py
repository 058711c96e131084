"""Keeps the embedded broker's access list like the fleet: who joined is let in, who was replaced or removed is not."""

from collections.abc import Callable
from datetime import datetime, timedelta

from broadcaster.adapters.broker_access import BrokerAccess, Credential, DeviceGrant, credential
from broadcaster.bootstrap import Station
from broadcaster.domain.places import EVERY_SPEAKER
from broadcaster.services import fleet

_LOOK = timedelta(seconds=2)


class Doorkeeper:
    """Compares every two seconds; `grant` puts a list in force, and `granted` is the one that is in force."""

    name = "doorkeeper"

    def __init__(
        self, station: Station, grant: Callable[[BrokerAccess], None], granted: BrokerAccess
    ) -> None:
        self._station, self._grant, self._granted = station, grant, granted

    def step(self, now: datetime) -> datetime:
        """Put the present list in force where it is another one."""
        access = broker_access(self._station)
        if access != self._granted:
            self._grant(access)
            self._granted = access
        return now + _LOOK


def broker_access(station: Station) -> BrokerAccess:
    """Return who may connect: the station, and every speaker that joined, each with its hamlet and groups."""
    with station.memory.reads() as session:
        wanted = {device.id: device for device in fleet.current(session, station.commune.code).devices}
        known = fleet.credentials(session, station.commune.code)
    grants = {
        device_id: DeviceGrant(Credential(**known[device_id]), (device.hamlet, *device.groups, EVERY_SPEAKER))
        for device_id, device in wanted.items()
        if device_id in known
    }
    return BrokerAccess(station.commune.code, credential(station.wire_secret), grants)
