"""A speaker joins over HTTP, from the code to its first words at the broker's door."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.adapters.object_server import ObjectServer
from broadcaster.bootstrap import Station
from broadcaster.domain.enrolment import Claim
from broadcaster.domain.errors import DeliveryError
from broadcaster.services import enrolment
from broadcaster.speaker.identity import load_identity, load_key, load_ways
from broadcaster.speaker.joining import join
from broadcaster.workers import welcome
from broadcaster.workers.doorkeeper import broker_access
from tests.adapters.certificates import certificate
from tests.factories import NOW, World


@pytest.fixture
def address(station: Station) -> Iterator[str]:
    server = ObjectServer(
        "mai-khe", lambda _sha: None, join=lambda asked: welcome.answer(station, asked), port=0
    )
    server.start()
    yield "http://{}:{}".format(*server.address)
    server.stop()


def code_for(station: Station, world: World, device: str = "GS-01") -> Claim:
    with station.memory.writes.begin() as session:
        return enrolment.open_claim(session, device, by=world.technician, now=NOW)


def test_a_speaker_that_says_the_right_digits_may_connect(
    station: Station, world: World, address: str, tmp_path: Path
) -> None:
    home = tmp_path / "loa"
    digits = join(home, address, "GS-01", code_for(station, world).code.lower())
    identity, ways = load_identity(home), load_ways(home)
    assert (identity.site, identity.device, identity.root) == ("mai-khe", "GS-01", station.root)
    assert ways is not None
    assert (ways.broker, ways.http, ways.tls) == ("127.0.0.1:18830", "http://127.0.0.1:8081", False)
    assert not broker_access(station).admits("GS-01", identity.secret, "GS-01"), "nobody has heard it yet"
    with station.memory.writes.begin() as session:
        assert enrolment.confirm(session, "GS-01", digits, root=station.root, by=world.technician, now=NOW)
    assert broker_access(station).admits("GS-01", identity.secret, "GS-01")
    assert not any(identity.secret in path.read_text(errors="replace") for path in tmp_path.glob("*.db*"))


def test_without_the_code_nobody_learns_anything(
    station: Station, world: World, address: str, tmp_path: Path
) -> None:
    code_for(station, world)
    for device in ("GS-01", "AS-01", "KHAC-01"):
        with pytest.raises(DeliveryError, match="the station refuses"):
            join(tmp_path / device, address, device, "AAAAAAAAAA")
        assert load_ways(tmp_path / device) is None


def test_a_folder_in_which_another_one_lives_is_left_alone(
    station: Station, world: World, address: str, tmp_path: Path
) -> None:
    home = tmp_path / "loa"
    join(home, address, "GS-01", code_for(station, world).code)
    key = load_key(home).public
    with pytest.raises(ValueError, match="home of GS-01"):
        join(home, address, "AS-01", code_for(station, world, "AS-01").code)
    assert (load_identity(home).device, load_key(home).public) == ("GS-01", key)


@pytest.mark.parametrize("http", ["http://10.1.2.3:8081", "ftp://127.0.0.1", "10.1.2.3:8081"])
def test_no_secret_goes_in_clear_over_a_network(http: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"address is needed|read by everybody"):
        join(tmp_path, http, "GS-01", "AAAAAAAAAA")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_station_without_the_sites_certificate_is_not_spoken_to(
    station: Station, world: World, tmp_path: Path
) -> None:
    made, key = certificate(tmp_path)
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(made, key)
    server = ObjectServer(
        "mai-khe", lambda _sha: None, join=lambda asked: welcome.answer(station, asked), port=0, tls=shown
    )
    server.start()
    http, claim = f"https://localhost:{server.address[1]}", code_for(station, world)
    with pytest.raises(DeliveryError, match="CERTIFICATE_VERIFY_FAILED"):
        join(tmp_path / "loa", http, "GS-01", claim.code, tls=ssl.create_default_context())
    trusting = ssl.create_default_context(cafile=str(made))
    assert len(join(tmp_path / "loa", http, "GS-01", claim.code, tls=trusting)) == 6
    server.stop()
