"""Root names other keys: in good time, after a theft, for longer; a real speaker's trust judges the lists."""

import io
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from broadcaster.adapters.key_files import FileSigner
from broadcaster.bootstrap import build
from broadcaster.cli import main
from broadcaster.cli.keys import read_list
from broadcaster.protocol.key_list import Keys
from broadcaster.protocol.roles import Role
from broadcaster.settings import Settings

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOA_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("LOA_DEVICES", str(tmp_path / "devices.yaml"))
    monkeypatch.setattr(sys, "stdin", io.StringIO("Nui-Song-Dong-8812\n"))
    names = ["--name", "Xã Mẫu", "--code", "xa-mau", "--admin", "quan-tri", "--admin-name", "Trần Thị A"]
    with time_machine.travel(NOW, tick=False):
        assert main(["init", *names, "--password-stdin"]) == 0
    return tmp_path / "var" / "keys"


def told(keys: Path, *words: str, after: timedelta = timedelta(days=10)) -> Keys:
    with time_machine.travel(NOW + after, tick=False):
        assert main(["keys", *words]) == 0
    return read_list(keys)


def of_role(listed: Keys, role: Role) -> list[str]:
    return [entry.public for entry in listed.keys if entry.role is role]


def test_a_key_that_is_rotated_counts_beside_the_new_one_for_a_while(keys: Path) -> None:
    before = read_list(keys)
    after = told(keys, "rotate", "order")
    assert (after.scope.epoch, after.version) == (1, 2)
    new, old = of_role(after, Role.ORDER)
    assert new == FileSigner(keys).public(Role.ORDER).hex()
    assert [old] == of_role(before, Role.ORDER)
    leaving = next(entry for entry in after.keys if entry.public == old)
    assert leaving.not_after == int((NOW + timedelta(days=50)).timestamp())
    assert of_role(told(keys, "renew", after=timedelta(days=20)), Role.ORDER) == [new, old]
    assert of_role(told(keys, "renew", after=timedelta(days=51)), Role.ORDER) == [new]


def test_a_stolen_order_key_goes_with_all_that_it_signed(keys: Path) -> None:
    before = read_list(keys)
    after = told(keys, "revoke", "order")
    assert (after.scope.epoch, after.version) == (2, 1)
    assert set(of_role(after, Role.ORDER)).isdisjoint(of_role(before, Role.ORDER))
    assert of_role(after, Role.EMERGENCY) == of_role(before, Role.EMERGENCY)


def test_another_stolen_key_needs_no_new_epoch(keys: Path) -> None:
    before = read_list(keys)
    after = told(keys, "revoke", "emergency")
    assert (after.scope.epoch, after.version) == (1, 2)
    assert len(of_role(after, Role.EMERGENCY)) == 1
    assert of_role(after, Role.EMERGENCY) != of_role(before, Role.EMERGENCY)


def test_without_roots_own_key_nothing_changes(
    keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path.name: path.read_bytes() for path in keys.iterdir()}
    (keys / "root.key").rename(tmp_path / "away.key")
    assert main(["keys", "revoke", "order"]) == 1
    assert main(["keys", "revoke", "order", "--root", str(keys / "stop.key")]) == 1
    assert "nothing was changed" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in keys.iterdir()} == {
        name: data for name, data in before.items() if name != "root.key"
    }
    assert main(["keys", "rotate", "stop", "--root", str(tmp_path / "away.key")]) == 0
    assert main(["keys", "show"]) == 0
    assert "epoch 1, list 2" in capsys.readouterr().out


def test_a_station_knows_when_its_newest_keys_and_its_certificate_end(keys: Path) -> None:
    listed = told(keys, "rotate", "order", after=timedelta(days=300))
    assert main(["certs", "loa.xa-mau.vn"]) == 0
    certificate = keys.parent / "certificates" / "server.crt"
    station = build(Settings(var=keys.parent, certificate=str(certificate)))
    days = {each.what: each.days_left(NOW) for each in station.endings}
    station.close()
    assert len(of_role(listed, Role.ORDER)) == 2, (
        "the old key counts for forty days more, and is nobody's worry"
    )
    assert days["order"] == days["list"] == days["policy"] > 1_000
    assert set(days) == {"order", "policy", "emergency", "stop", "list", "certificate"}
