from pathlib import Path

import pytest

from broadcaster.cli import main

ROOT = Path(__file__).parent.parent.parent


def test_the_demo_commune_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["devices", "check", str(ROOT / "devices.yaml")]) == 0
    told = capsys.readouterr().out
    assert "Xã Mai Khê (dữ liệu mẫu)" in told
    assert "20 thôn" in told
    assert "40 cụm loa" in told


def test_problems_go_to_stderr_with_their_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "devices.yaml"
    path.write_text("commune: {code: MAU, name: Xã Mẫu}\nhamlet: []\n")
    assert main(["devices", "check", str(path)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"{path}:1:17: commune.code: " in captured.err
    assert "did you mean «hamlets»?" in captured.err
    assert captured.err.endswith(": 4 problem(s)\n")


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["devices", "check", str(tmp_path / "none.yaml")]) == 2
    assert "none.yaml: No such file" in capsys.readouterr().err


def test_what_is_not_declared_yet_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "devices.yaml"
    path.write_text(
        "commune: {code: mau, name: Xã Mẫu}\n"
        "hamlets: [{code: a, name: Thôn A, households: 9, residents: 30},"
        " {code: b, name: Thôn B, households: 9, residents: 30}]\n"
        "devices: [{id: MK-01, name: Cổng, hamlet: a}]\n"
    )
    assert main(["devices", "check", str(path)]) == 0
    told = capsys.readouterr().out
    assert "chưa có cụm loa: Thôn B" in told
    assert "chưa có tọa độ: MK-01" in told
