"""`broadcaster speaker`: what it says when it cannot begin, and that a device needs no more than it carries."""

import subprocess
import sys
from pathlib import Path

import pytest

from broadcaster.cli import main
from broadcaster.speaker.identity import load_identity, load_key, provision

WHERE = ["--broker", "127.0.0.1:9", "--http", "http://127.0.0.1:9"]
HEAVY = {"sqlalchemy", "flask", "pydantic", "numpy", "alembic", "amqtt", "waitress"}


def test_without_an_identity_it_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["speaker", "--state", str(tmp_path), *WHERE]) == 2
    assert main(["speaker", "--simulate", str(tmp_path), *WHERE]) == 2
    assert "identity.json" in capsys.readouterr().err


def test_a_false_address_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    provision(tmp_path / "a", site="xa-thu", device="LOA-0001", root=bytes(32), secret="s")
    told = ["--broker", "127.0.0.1:9", "--http", "ftp://x", "--player", "null"]
    assert main(["speaker", "--state", str(tmp_path / "a"), *told]) == 2
    assert "HTTP address" in capsys.readouterr().err


def test_help_says_how_to_install_on_a_raspberry_pi(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["speaker", "--help"])
    assert "Raspberry Pi" in capsys.readouterr().out


def test_a_device_imports_nothing_heavy() -> None:
    told = "import sys, broadcaster.cli.speaker; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", told], check=True, capture_output=True, text=True
    ).stdout.split()
    assert "paho" in loaded
    assert not HEAVY.intersection(loaded)


def test_a_state_folder_is_its_owners_alone_and_keeps_its_key(tmp_path: Path) -> None:
    folder = tmp_path / "LOA-0001"
    first = provision(folder, site="xa-thu", device="LOA-0001", root=bytes(32), secret="one")
    assert provision(folder, site="xa-thu", device="LOA-0001", root=bytes(32), secret="two") == first
    assert load_key(folder).public == first
    assert load_identity(folder).secret == "two"
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    with pytest.raises(ValueError, match="no identity"):
        provision(tmp_path / "x", site="xa-thu", device="../x", root=bytes(32), secret="s")
