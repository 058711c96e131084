import io
import stat
import sys
from pathlib import Path

import pytest

from broadcaster.cli import main


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOA_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("LOA_DEVICES", str(tmp_path / "devices.yaml"))
    monkeypatch.setattr(sys, "stdin", io.StringIO("Nui-Song-Dong-8812\n"))
    names = ["--name", "Xã Mẫu", "--code", "xa-mau", "--admin", "quan-tri", "--admin-name", "Trần Thị A"]
    assert main(["init", *names, "--password-stdin"]) == 0
    return tmp_path


@pytest.mark.parametrize(
    ("broker", "files"),
    [("mosquitto", {"loa-thon.conf", "passwords", "acl"}), ("emqx", {"emqx.conf", "acl.conf", "users.csv"})],
)
def test_it_writes_a_folder_that_only_its_owner_can_read(station: Path, broker: str, files: set[str]) -> None:
    folder = station / "out"
    assert main(["broker-config", broker, "--folder", str(folder), "--port", "8884"]) == 0
    written = {path.name: path for path in folder.iterdir()}
    assert written.keys() == files
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in written.values())
    everything = "".join(path.read_text() for path in written.values())
    assert "8884" in everything
    assert "loa/1/xa-mau/u/#" in everything
    for key in (station / "var" / "keys").iterdir():
        assert key.read_bytes().strip() not in everything.encode() or key.name == "site"


def test_without_a_station_it_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOA_VAR", str(tmp_path / "nothing"))
    assert main(["broker-config", "mosquitto", "--folder", str(tmp_path / "out")]) == 1
    assert "broadcaster init" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
