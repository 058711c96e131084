"""devices apply and devices provision, beside a station that stands still."""

import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.bootstrap import build
from broadcaster.cli import main
from broadcaster.cli.installation import prepare_home
from broadcaster.db.session import open_memory
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.places import Commune
from broadcaster.services import fleet
from broadcaster.settings import Settings
from broadcaster.speaker.identity import load_identity, load_key
from broadcaster.workers.doorkeeper import broker_access

FILE = """\
commune: {code: mau, name: Xã Mẫu}
hamlets: [{code: a, name: Thôn A, households: 90, residents: 300}]
devices: [{id: MK-01, name: Cổng, hamlet: a}, {id: MK-02, name: Chợ, hamlet: a}]
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings = Settings(var=tmp_path / "var", devices=tmp_path / "devices.yaml")
    memory = prepare_home(settings, "mau", now=datetime.now(UTC))
    with memory.writes.begin() as session:
        fleet.apply(session, Fleet(Commune("mau", "Xã Mẫu")), old=None, now=datetime.now(UTC))
    memory.close()
    settings.devices.write_text(FILE)
    monkeypatch.setenv("LOA_VAR", str(settings.var))
    monkeypatch.setenv("LOA_DEVICES", str(settings.devices))
    return settings


def current(settings: Settings) -> Fleet:
    memory = open_memory(settings.database)
    with memory.reads() as session:
        found = fleet.current(session, "mau")
    memory.close()
    return found


def test_changes_are_shown_and_taken_over_only_when_somebody_agrees(
    home: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("builtins.input", lambda _question: "n")
    assert main(["devices", "apply"]) == 1
    assert current(home).devices == ()
    assert "+ thêm cụm loa MK-01 (Cổng)" in capsys.readouterr().out

    monkeypatch.setattr("builtins.input", lambda _question: "y")
    assert main(["devices", "apply"]) == 0
    assert [device.id for device in current(home).devices] == ["MK-01", "MK-02"]

    home.devices.write_text(FILE.replace(", {id: MK-02, name: Chợ, hamlet: a}", "").replace("Cổng", "Đình"))
    capsys.readouterr()
    assert main(["devices", "apply", "--yes"]) == 0
    told = capsys.readouterr().out
    assert "~ sửa cụm loa MK-01 (Đình): name Cổng → Đình" in told
    assert "- bỏ cụm loa MK-02 (Chợ)" in told
    assert main(["devices", "apply", "--yes"]) == 0
    assert "nothing to change" in capsys.readouterr().out


def test_nobody_at_the_terminal_is_no_agreement(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_question: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    assert main(["devices", "apply"]) == 1
    assert current(home).devices == ()


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (FILE.replace("name: Cổng", "nmae: Cổng"), 1, ":3:"),
        (FILE.replace("code: mau", "code: khac"), 1, "another commune, khac"),
        (None, 2, "No such file"),
    ],
)
def test_what_is_no_fleet_of_ours_changes_nothing(
    home: Settings, capsys: pytest.CaptureFixture[str], text: str | None, code: int, said: str
) -> None:
    if text is None:
        home.devices.unlink()
    else:
        home.devices.write_text(text)
    assert main(["devices", "apply", "--yes"]) == code
    assert said in capsys.readouterr().err
    assert current(home).devices == ()


def test_a_provisioned_folder_is_a_speaker_that_the_broker_lets_in(home: Settings, tmp_path: Path) -> None:
    """Root's own key is elsewhere by then, as `broadcaster init` advises."""
    (home.path("keys") / "root.key").unlink()
    assert main(["devices", "apply", "--yes"]) == 0
    assert main(["devices", "provision", "MK-01", "--state", str(tmp_path / "mk-01")]) == 0
    identity = load_identity(tmp_path / "mk-01")
    assert (identity.site, identity.device) == ("mau", "MK-01")
    assert stat.S_IMODE((tmp_path / "mk-01").stat().st_mode) == 0o700
    with closing(build(home)) as station:
        access = broker_access(station)
    assert access.admits("MK-01", identity.secret, "MK-01")
    assert not access.admits("MK-02", identity.secret, "MK-02")


def test_another_speaker_of_the_same_name_is_locked_out_only_when_somebody_agrees(
    home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda _question: "")
    main(["devices", "apply", "--yes"])
    old, new = tmp_path / "old", tmp_path / "new"
    assert main(["devices", "provision", "MK-01", "--state", str(old)]) == 0
    assert main(["devices", "provision", "MK-01", "--state", str(new)]) == 1
    assert not new.exists()
    assert main(["devices", "provision", "MK-01", "--state", str(new), "--yes"]) == 0
    with closing(build(home)) as station:
        access = broker_access(station)
    assert not access.admits("MK-01", load_identity(old).secret, "MK-01")
    assert access.admits("MK-01", load_identity(new).secret, "MK-01")


def test_a_folder_keeps_its_key_and_gets_a_new_secret(home: Settings, tmp_path: Path) -> None:
    main(["devices", "apply", "--yes"])
    folder = tmp_path / "mk-01"
    for _ in range(2):
        before = (load_key(folder).public, load_identity(folder).secret) if folder.exists() else None
        assert main(["devices", "provision", "MK-01", "--state", str(folder)]) == 0
        after = (load_key(folder).public, load_identity(folder).secret)
        assert before is None or (before[0] == after[0] and before[1] != after[1])


def test_an_unknown_speaker_and_a_strange_folder_are_refused(
    home: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["devices", "apply", "--yes"])
    assert main(["devices", "provision", "MK-03", "--state", str(tmp_path / "x")]) == 1
    assert "Did you mean MK-0" in capsys.readouterr().err
    assert main(["devices", "provision", "MK-01", "--state", str(tmp_path / "x")]) == 0
    assert main(["devices", "provision", "MK-02", "--state", str(tmp_path / "x")]) == 1
    assert "home of MK-01" in capsys.readouterr().err
