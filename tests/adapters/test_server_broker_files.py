import hashlib
import os
import secrets
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest

from broadcaster.adapters import server_broker_files, site_certificates
from broadcaster.adapters.broker_access import CONTROLLER, BrokerAccess, DeviceGrant, credential
from broadcaster.adapters.embedded_broker import EmbeddedBroker
from broadcaster.adapters.listening import mqtt_answers
from broadcaster.adapters.mosquitto_files import TlsListener
from broadcaster.adapters.server_broker_files import Place
from broadcaster.domain.errors import StationError
from broadcaster.mqtt import MQTT_VERSIONS, Link
from tests.adapters.certificates import certificate
from tests.adapters.wire import ROOT, SITE, Heard, at_once, free_port, wait_until
from tests.tools import mosquitto_path

SECRETS = {name: secrets.token_urlsafe(32) for name in (CONTROLLER, "LOA-001", "LOA-002")}
ACCESS = BrokerAccess(
    SITE,
    credential(SECRETS[CONTROLLER]),
    {name: DeviceGrant(credential(SECRETS[name]), ("all",)) for name in ("LOA-001", "LOA-002")},
)


@dataclass(frozen=True)
class Server:
    place: Place
    authority: Path


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made, key = certificate(tmp_path)
    place = Place(PurePosixPath(tmp_path), PurePosixPath(made), PurePosixPath(key), free_port(), free_port())
    for name, text in server_broker_files.mosquitto(ACCESS, place).items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o600)
    if os.geteuid() == 0:
        with (tmp_path / "loa-thon.conf").open("a") as out:
            out.write("user root\n")  # this folder is root's
    with subprocess.Popen([mosquitto_path(), "-c", tmp_path / "loa-thon.conf"]) as child:
        wait_until(lambda: mqtt_answers("127.0.0.1", place.loopback_port))
        yield Server(place, made)
        child.terminate()


def link(name: str, heard: Heard, port: int, tls: ssl.SSLContext | None, version: str = "3.1.1") -> Link:
    made = Link(
        "localhost" if tls else "127.0.0.1", port, name, name, SECRETS[name], tls=tls, waits=at_once,
        version=MQTT_VERSIONS[version],
        on_message=lambda topic, payload, retained: heard.messages.append((topic, payload, retained)),
        on_error=heard.troubles.append,
    )  # fmt: skip
    made.subscribe([f"{ROOT}/u/#", f"{ROOT}/ctl/#"] if name == CONTROLLER else [f"{ROOT}/d/{name}/#"])
    made.start()
    return made


@pytest.mark.broker
def test_the_mosquitto_that_we_configure_carries_the_wire_over_tls(server: Server) -> None:
    told, heard = Heard(), Heard()
    station = link(CONTROLLER, told, server.place.loopback_port, None)
    speaker = link(
        "LOA-001", heard, server.place.port, ssl.create_default_context(cafile=str(server.authority))
    )
    wait_until(lambda: station.online and speaker.online)
    speaker.publish(f"{ROOT}/u/LOA-001/ev", b"played")
    speaker.publish(f"{ROOT}/d/LOA-002/cmd", b"evil")
    wait_until(lambda: told.messages)
    station.publish(f"{ROOT}/d/LOA-002/cmd", b"not for you")
    wait_until(lambda: station.publish(f"{ROOT}/d/LOA-001/cmd", b"play") and heard.messages)
    assert {payload for _, payload, _ in heard.messages} == {b"play"}
    speaker.stop()
    station.stop()


@pytest.mark.broker
def test_no_one_gets_in_without_tls_or_trusts_another_certificate(server: Server) -> None:
    plain, strict = Heard(), Heard()
    assert not mqtt_answers("127.0.0.1", server.place.port)
    without = link("LOA-001", plain, server.place.port, None)
    distrusting = link("LOA-002", strict, server.place.port, ssl.create_default_context())
    wait_until(lambda: strict.troubles)
    assert not without.online
    assert not distrusting.online
    without.stop(patience_s=0.3)
    distrusting.stop(patience_s=0.3)


@pytest.mark.parametrize("write", [server_broker_files.mosquitto, server_broker_files.emqx])
def test_no_file_holds_a_secret_and_every_user_is_named(write: object) -> None:
    files = write(ACCESS, Place(PurePosixPath("/x"), PurePosixPath("/c"), PurePosixPath("/k")))  # type: ignore[operator] # one of two functions
    everything = "\n".join(files.values())
    assert not any(secret in everything for secret in SECRETS.values())
    assert all(user in everything for user in SECRETS)
    assert "8883" in everything


def test_emqx_learns_the_plain_sha256_of_each_secret() -> None:
    files = server_broker_files.emqx(
        ACCESS, Place(PurePosixPath("/x"), PurePosixPath("/c"), PurePosixPath("/k"))
    )
    hashed = hashlib.sha256(SECRETS["LOA-001"].encode()).hexdigest()
    assert f"LOA-001,{hashed},,false\n" in files["users.csv"]
    assert f'"{ROOT}/d/${{username}}/#"' in files["acl.conf"]
    assert files["emqx.conf"].count("{") == files["emqx.conf"].count("}")


def test_without_a_station_on_the_same_machine_there_is_no_plain_port() -> None:
    place = Place(PurePosixPath("/x"), PurePosixPath("/c"), PurePosixPath("/k"), loopback_port=0)
    assert "127.0.0.1" not in server_broker_files.mosquitto(ACCESS, place)["loa-thon.conf"]
    assert "127.0.0.1" not in server_broker_files.emqx(ACCESS, place)["emqx.conf"]


@pytest.mark.broker
@pytest.mark.slow
@pytest.mark.parametrize("version", ["3.1.1", "5"])
def test_the_stations_own_mosquitto_opens_a_second_door_with_the_sites_certificate(
    version: str, tmp_path: Path
) -> None:
    site_certificates.make(tmp_path, SITE, ["localhost"], now=datetime.now(UTC))
    door = TlsListener("127.0.0.1", free_port(), tmp_path / "server.crt", tmp_path / "server.key")
    broker = EmbeddedBroker(ACCESS, folder=tmp_path / "broker", port=free_port(), kind="mosquitto", tls=door)
    broker.start()
    told, heard, strict = Heard(), Heard(), Heard()
    trusting = ssl.create_default_context(cafile=str(tmp_path / "ca.crt"))
    station = link(CONTROLLER, told, broker.address[1], None, version)
    speaker = link("LOA-001", heard, door.port, trusting, version)
    stranger = link("LOA-002", strict, door.port, ssl.create_default_context(), version)
    wait_until(lambda: station.online and speaker.online and strict.troubles)
    wait_until(lambda: station.publish(f"{ROOT}/d/LOA-001/cmd", b"play") and heard.messages)
    wait_until(lambda: speaker.publish(f"{ROOT}/u/LOA-001/ev", b"played") and told.messages)
    assert not stranger.online
    for each in (speaker, stranger, station):
        each.stop(patience_s=0.3)
    broker.stop()


def test_amqtt_has_no_second_door(tmp_path: Path) -> None:
    door = TlsListener("127.0.0.1", 1, tmp_path / "server.crt", tmp_path / "server.key")
    with pytest.raises(StationError, match="broker_without_tls"):
        EmbeddedBroker(ACCESS, folder=tmp_path, kind="amqtt", tls=door)
