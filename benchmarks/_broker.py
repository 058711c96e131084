"""A broker for benchmarks, with everybody's secrets."""

import secrets
import socket
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from broadcaster.adapters.broker_access import CONTROLLER, BrokerAccess, DeviceGrant, credential
from broadcaster.adapters.embedded_broker import EmbeddedBroker, Kind

SITE = "xa-mau"


@dataclass(frozen=True)
class Stage:
    """A running broker: its port, and the secret of everybody who may connect."""

    port: int
    secrets: Mapping[str, str]


@contextmanager
def stage(kind: Kind, speakers: Sequence[str]) -> Iterator[Stage]:
    """Run one of the two embedded brokers for the station and these speakers, all of group `all`."""
    known = {name: secrets.token_urlsafe(32) for name in (CONTROLLER, *speakers)}
    grants = {name: DeviceGrant(credential(known[name]), ("all",)) for name in speakers}
    access = BrokerAccess(SITE, credential(known[CONTROLLER]), grants)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        broker = EmbeddedBroker(access, folder=Path(folder), port=port, kind=kind)
        broker.start()
        try:
            yield Stage(port, known)
        finally:
            broker.stop()
