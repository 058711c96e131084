"""Starting where something is in the way: one clear sentence, an exit code, and nothing changed."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.settings import Settings, as_environment
from tests.journeys.conftest import Found
from tests.journeys.stations import (
    PATIENCE_S,
    Part,
    broadcaster,
    free_ports,
    get,
    station_part,
    until,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
DEVICES = """\
commune: {code: mau, name: Xã Mẫu, is_sample: true}
hamlets: [{code: a, name: Thôn A, households: 90, residents: 300}]
devices: [{id: MK-01, name: Cổng, hamlet: a}]
"""


def new_home(folder: Path) -> Settings:
    web, objects, mqtt = free_ports(3)
    devices = folder / "devices.yaml"
    devices.write_text(DEVICES)
    return Settings(
        var=folder / "var",
        devices=devices,
        web_port=web,
        objects_port=objects,
        mqtt_port=mqtt,
        broker="amqtt",
        voice="espeak",
    )


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Part]:
    """Return a demo of one speaker that is not started yet."""
    part = station_part(new_home(tmp_path), tmp_path / "demo.log", "--demo")
    yield part
    part.kill()


def test_an_empty_home_is_told_what_to_do_and_stays_empty(tmp_path: Path) -> None:
    settings = new_home(tmp_path)
    done = refused(settings)
    assert "`broadcaster init`" in done.stderr
    assert "Chưa có đài nào" in done.stderr
    assert not settings.var.exists()


@pytest.mark.parametrize("port", ["web_port", "objects_port", "mqtt_port"])
def test_a_taken_port_is_named(found: Found, port: str) -> None:
    village = found(broker="mosquitto" if port == "mqtt_port" else "amqtt")
    number = getattr(village.settings, port)
    with socket.create_server(("127.0.0.1", number)):
        done = refused(village.settings)
    assert f"Port {number} on 127.0.0.1 is in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_device_file_is_told_line_by_line_and_makes_no_demo(tmp_path: Path) -> None:
    settings = new_home(tmp_path)
    settings.devices.write_text(DEVICES.replace("hamlet: a}", "hamlet: b, horns: 99}"))
    done = refused(settings, "--demo")
    assert f"{settings.devices}:3:" in done.stderr
    assert "2 problem(s)" in done.stderr
    assert not settings.var.exists()


def test_a_station_begins_with_its_own_fleet_where_the_file_is_broken(found: Found) -> None:
    village = found()
    village.settings.devices.write_text("commune: [\n")
    station = village.run_station()
    until(lambda: "The fleet stays as it is." in station.log(), "the station says so")
    assert f"{village.settings.devices}:" in station.log()
    assert station.stop() == 0


def test_a_demo_killed_while_it_is_made_is_made_anew(tmp_path: Path, demo: Part) -> None:
    """The first start of all is the likeliest to be interrupted."""
    demo.start(wait=False)
    until((tmp_path / "var" / "speakers" / "MK-01" / "identity.json").exists, "it is half made")
    demo.kill()
    assert not (tmp_path / "var" / "demo-accounts.txt").exists()
    demo.start()
    assert len((tmp_path / "var" / "demo-accounts.txt").read_text().splitlines()) == 7


def test_the_demo_takes_a_changed_file_over_and_its_new_speaker_joins(tmp_path: Path, demo: Part) -> None:
    demo.start()
    assert demo.stop() == 0
    settings_file = tmp_path / "devices.yaml"
    settings_file.write_text(DEVICES.replace("hamlet: a}]", "hamlet: a}, {id: MK-02, name: Chợ, hamlet: a}]"))
    demo.start()
    until(lambda: "+ thêm cụm loa MK-02 (Chợ)" in demo.log(), "the change is shown")
    until((tmp_path / "var" / "speakers" / "MK-02" / "journal").exists, "the new speaker lives")


def test_the_demo_does_not_move_into_the_home_of_a_real_station(found: Found) -> None:
    village = found()
    village.settings.devices.write_text(DEVICES)
    assert "holds a real station" in refused(village.settings, "--demo").stderr


def test_a_second_station_in_the_same_home_is_refused_and_the_first_goes_on(found: Found) -> None:
    village = found()
    station = village.run_station()
    assert "in charge" in refused(village.settings).stderr
    assert get(village.settings.web_port, "/health/live")[0] == 200
    assert station.alive


def refused(settings: Settings, *options: str) -> subprocess.CompletedProcess[str]:
    """Start a station that shall not start, and return what it said."""
    started = subprocess.Popen(
        broadcaster("run", *options),
        env={**os.environ, **as_environment(settings)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        out, err = started.communicate(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        started.send_signal(signal.SIGKILL)
        out, err = started.communicate()
        pytest.fail(f"it started:\n{out}\n{err}")
    assert started.returncode == 1, err
    return subprocess.CompletedProcess([], started.returncode, out, err)
