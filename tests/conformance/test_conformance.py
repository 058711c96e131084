"""The conformance test, against our own speaker and against the reference client for makers, over a real broker."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broadcaster.adapters.embedded_broker import mosquitto_program
from broadcaster.speaker.identity import provision
from broadcaster.workers.conformance.clauses import CLAUSES
from broadcaster.workers.conformance.keys import load_keys

pytestmark = [pytest.mark.broker, pytest.mark.slow]
SITE, DEVICE = "xa-thu", "LOA-0001"
REFERENCE = Path(__file__).parents[2] / "docs" / "reference_speaker.py"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    program = mosquitto_program()
    assert program, "this test needs Mosquitto: apt-get install mosquitto"
    port = free_port()
    config = tmp_path / "mosquitto.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    with running([str(program), "-c", str(config)]):
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.05)
        yield f"127.0.0.1:{port}"


@pytest.mark.timeout(400)
@pytest.mark.parametrize("make", ["ours", "reference"])
def test_the_speaker_keeps_every_clause(make: str, broker: str, tmp_path: Path) -> None:
    keys, state, http = tmp_path / "keys", tmp_path / "state", f"127.0.0.1:{free_port()}"
    public = provision(state, site=SITE, device=DEVICE, root=load_keys(keys).root, secret="x")
    ours = ["-m", "broadcaster", "speaker", "--state", str(state), "--broker", broker, "--player", "null"]
    reference = [str(REFERENCE), str(state), broker, f"http://{http}"]
    speaker = [*ours, "--http", f"http://{http}"] if make == "ours" else reference
    kit = ["-m", "broadcaster", "speaker-conformance", "--device", DEVICE, "--broker", broker, "--http", http]
    with running([sys.executable, *speaker]):
        done = subprocess.run(
            [sys.executable, *kit, "--keys", str(keys), "--device-key", public.hex()],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.stdout.count("PASS ") == len(CLAUSES), done.stdout + done.stderr
    assert done.returncode == 0
