"""The broker that comes with the station: Mosquitto where it is installed, amqtt where it is not."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from broadcaster.adapters.broker_access import BrokerAccess
from broadcaster.adapters.listening import mqtt_answers
from broadcaster.adapters.mosquitto_child import MosquittoChild
from broadcaster.adapters.mosquitto_files import TlsListener
from broadcaster.domain.errors import StationError

if TYPE_CHECKING:
    from broadcaster.adapters.amqtt_thread import AmqttThread

Kind = Literal["mosquitto", "amqtt"]


class EmbeddedBroker:
    """One MQTT broker with the station's access list. It keeps nothing: every start begins empty.

    `folder` holds Mosquitto's files. `program` overrides where Mosquitto is looked for, `kind` the choice
    between the two. `tls` opens a second door with TLS, which amqtt has not.
    """

    def __init__(
        self,
        access: BrokerAccess,
        *,
        folder: Path,
        host: str = "127.0.0.1",
        port: int = 18830,
        kind: Kind | None = None,
        program: Path | None = None,
        tls: TlsListener | None = None,
    ) -> None:
        """Choose the broker; raise StationError `broker_without_tls` where TLS is asked of amqtt."""
        program = program or mosquitto_program()
        self.address = (host, port)
        self._engine: MosquittoChild | AmqttThread
        if kind == "amqtt" or (kind is None and program is None):
            if tls is not None:
                raise StationError("broker_without_tls")
            self._engine = _amqtt(access, host, port)
        elif program is None:
            raise ValueError("no Mosquitto is installed here")
        else:
            self._engine = MosquittoChild(program, access, host, port, folder, tls)

    @property
    def kind(self) -> str:
        """`mosquitto` or `amqtt`."""
        return self._engine.kind

    def start(self) -> None:
        """Return once the broker answers; raise StationError `port_taken` or DeliveryError."""
        self._engine.start()

    def stop(self) -> None:
        """End the broker; its retained messages are gone."""
        self._engine.stop()

    def alive(self) -> bool:
        """Tell whether the broker answers a client right now; takes up to a second."""
        return self._engine.running() and mqtt_answers(*self.address)

    def grant(self, access: BrokerAccess) -> None:
        """Put a new access list in force within a second; the revoked are hung up on."""
        self._engine.grant(access)

    def crash(self) -> None:
        """Kill the broker, for rehearsals of its death: it comes back by itself, empty."""
        self._engine.crash()


def _amqtt(access: BrokerAccess, host: str, port: int) -> "AmqttThread":
    from broadcaster.adapters.amqtt_thread import AmqttThread  # 20 MB that most stations never need

    return AmqttThread(access, host, port)


def mosquitto_program() -> Path | None:
    """Find Mosquitto on PATH, or where Debian keeps it, which is on nobody's PATH but root's."""
    places = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
    found = shutil.which("mosquitto", path=places)
    return Path(found) if found else None
