import io
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from audio_library.ffmpeg import FFmpeg
from audio_library.probe import measure_file
from broadcaster.cli import main

pytestmark = pytest.mark.slow  # nearly every test here starts a program

NEWS = "Ngày 16/6/2025, kính mời bà con họp thôn lúc 19h30."
PAGE = Path(__file__).parents[2] / "docs" / "voices.md"
DOCUMENTED = re.findall(r"^\$ broadcaster (render .+)$", PAGE.read_text(), re.MULTILINE)


def render(*words: str) -> int:
    return main(["render", *words, "--voice", "espeak"])


def test_a_file_becomes_a_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "news.txt", tmp_path / "news.mp3"
    source.write_text("\ufeff" + NEWS)
    assert render(str(source), "--out", str(out), "--title", "Họp thôn") == 0
    found = measure_file(FFmpeg.find(), out)
    assert found.loudness_lufs is not None
    assert abs(found.loudness_lufs + 16) <= 0.4
    said = capsys.readouterr()
    assert said.out == ""
    assert "100%" in said.err
    assert re.search(r"LUFS, .* dBTP, .*\(espeak-ng 1\.", said.err)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news.mp3", "news.txt"]


@pytest.mark.parametrize("line", DOCUMENTED)
def test_what_the_document_types_makes_a_sound(line: str, tmp_path: Path) -> None:
    source = tmp_path / "bulletin.txt"
    source.write_text(NEWS)
    typed, _, fed = line.partition(" < ")
    words = [*shlex.split(typed), "--voice", "espeak", "--quiet"]
    done = subprocess.run(
        [sys.executable, "-m", "broadcaster", *words],
        cwd=tmp_path,
        input=(tmp_path / fed).read_bytes() if fed else b"",
        capture_output=True,
        check=True,
    )
    (made,) = set(tmp_path.iterdir()) - {source}
    assert made.read_bytes()[:4] in {b"RIFF", b"OggS", b"ID3\x04"}
    assert b"\r" not in done.stderr
    assert (b"vi-VN-x-south" in done.stderr) == ("south" in line)


def test_the_document_types_something() -> None:
    assert {line.split("--out ")[1].split()[0] for line in DOCUMENTED} == {
        "bulletin.mp3", "bulletin.wav", "bulletin.opus",
    }  # fmt: skip


def test_an_existing_file_stays_when_nothing_can_be_said(tmp_path: Path) -> None:
    source, out = tmp_path / "empty.txt", tmp_path / "old.mp3"
    source.write_text(" \n")
    out.write_bytes(b"old")
    assert render(str(source), "--out", str(out)) == 3
    assert out.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.txt", "old.mp3"]


@pytest.mark.parametrize("name", ["out.aac", "out", "nowhere/out.mp3"])
def test_a_wrong_place_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    source = tmp_path / "news.txt"
    source.write_text(NEWS)
    assert render(str(source), "--out", str(tmp_path / name)) == 2
    assert "--out" in capsys.readouterr().err


def test_an_absent_or_unreadable_text_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert render(str(tmp_path / "absent.txt"), "--out", str(tmp_path / "x.mp3")) == 2
    (tmp_path / "latin.txt").write_bytes(b"\xe9\xff")
    assert render(str(tmp_path / "latin.txt"), "--out", str(tmp_path / "x.mp3")) == 2
    assert "absent.txt" in capsys.readouterr().err


def test_an_absent_ffmpeg_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(NEWS.encode())))
    assert render("-", "--out", str(tmp_path / "x.mp3"), "--ffmpeg", "/nowhere") == 1
    assert "ffmpeg_missing" in capsys.readouterr().err


def test_doubts_in_the_text_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "news.txt"
    source.write_text("Ban XYZQ họp.")
    assert render(str(source), "--out", str(tmp_path / "x.mp3"), "--quiet") == 0
    assert "? 'XYZQ'" in capsys.readouterr().err
