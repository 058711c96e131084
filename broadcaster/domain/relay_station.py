"""A station to be relayed (*đài tiếp âm*): its stream, the hosts that may be asked for it, and what stands in."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person
from broadcaster.domain.types import Sha256, new_id

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?::[0-9]{1,5})?")
LONGEST_ADDRESS = 400
MOST_HOSTS = 8


@dataclass
class RelayStation:
    """An entity. It is never changed: who wants another address ends it and adds another one, so the history stays.

    `more_hosts` are those to which its own host may send on; `fallback` sounds where the stream fails.
    """

    id: str
    commune_id: str
    name: str
    url: str
    more_hosts: tuple[str, ...]
    fallback: Sha256
    fallback_title: str
    fallback_ms: int
    added_by: str
    added_at: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that may be asked for its stream, with the port where it is not the usual one."""
        return frozenset({host_of(self.url), *self.more_hosts})

    def end(self, *, by: Person, now: datetime) -> None:
        """Ask it for nothing any more."""
        if self.ended_at is None:
            self.ended_by, self.ended_at = by.id, now


def host_of(url: str) -> str:
    """Return the host of an HTTP address, in lower case, with its port where it is not the usual one.

    Raises StationError `stream_address` where it is none, or carries a name and password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise StationError("stream_address") from error
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    if usual is None or not parts.hostname or parts.username is not None or len(url) > LONGEST_ADDRESS:
        raise StationError("stream_address")
    return parts.hostname.lower() + (f":{port}" if port not in (None, usual) else "")


def add_station(
    *,
    name: str,
    url: str,
    more_hosts: tuple[str, ...],
    fallback: Sha256,
    fallback_title: str,
    fallback_ms: int,
    by: Person,
    now: datetime,
) -> RelayStation:
    """Make a station to be relayed. StationError `name_missing`, `stream_address`, `stream_hosts`."""
    if not name.strip():
        raise StationError("name_missing")
    host_of(url.strip())
    if not re.fullmatch(r"[!-~]+", url.strip()):
        raise StationError("stream_address")
    wanted = tuple(dict.fromkeys(host.strip().lower() for host in more_hosts if host.strip()))
    if len(wanted) > MOST_HOSTS or not all(_HOST.fullmatch(host) for host in wanted):
        raise StationError("stream_hosts", limit=MOST_HOSTS)
    return RelayStation(
        id=new_id(),
        commune_id=by.commune_id,
        name=name.strip(),
        url=url.strip(),
        more_hosts=wanted,
        fallback=fallback,
        fallback_title=fallback_title,
        fallback_ms=fallback_ms,
        added_by=by.id,
        added_at=now,
    )
