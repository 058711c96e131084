"""`broadcaster spoken-form`, as a shell calls it."""

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # nearly every test here starts a program


def run(*words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "broadcaster", "spoken-form", *words],
        input=stdin,
        capture_output=True,
        check=False,
    )


def test_prints_one_line_for_each_line(tmp_path: Path) -> None:
    file = tmp_path / "bulletin.txt"
    file.write_text("I. THÔNG BÁO\n\n- Họp lúc 8h00\r\n\tGió cấp 8-9", encoding="utf-8")
    result = run(str(file))
    assert result.returncode == 0
    assert result.stdout.decode().split("\n") == [
        "THÔNG BÁO",
        "",
        "Họp lúc tám giờ",
        "\tGió cấp tám đến cấp chín",
        "",
    ]


def test_reads_standard_input_in_the_southern_way() -> None:
    assert run("-", "--region", "south", stdin="105 hộ\n".encode()).stdout.decode() == "một trăm lẻ năm hộ\n"


def test_json_gives_spans_rules_and_confidence() -> None:
    told = json.loads(run("-", "--json", stdin="họp 5/6".encode()).stdout)
    assert told["text"] == "họp ngày mồng năm tháng sáu"
    (mark,) = told["marks"]
    assert (mark["start"], mark["end"], mark["rule"], mark["confidence"]) == (4, 7, "stroke", "ask")
    assert told["text"][mark["spoken_start"] : mark["spoken_end"]] == mark["spoken"] == mark["choices"][0]


def test_emergency_says_times_twice() -> None:
    assert "xin nhắc lại" in run("-", "--emergency", stdin=b"17h30").stdout.decode()


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("---", 1),
        ("a\n---", 2),
        ("|---|\n| 1 |", 2),
        ("…", 1),
        ("\n\n", 2),
        ("a\r\nb\rc", 3),
        ("a\fb\u2028c\n", 1),
        ("\ufeffSố 5\n", 1),
        ("\ufeff", 0),
        ("1.\n\n  \n./.\n", 4),
    ],
)
def test_every_line_is_one_line_whatever_ends_it(written: str, lines: int) -> None:
    assert run("-", stdin=written.encode()).stdout.count(b"\n") == lines


def test_places_are_counted_behind_a_byte_order_mark() -> None:
    told = json.loads(run("-", "--json", stdin="\ufeffgió cấp 8-9\r\nngày 5/6".encode()).stdout)
    for mark in told["marks"]:
        assert told["source"][mark["start"] : mark["end"]] == mark["written"]
    assert told["source"].startswith("gió")


def test_nothing_in_is_nothing_out() -> None:
    result = run("-")
    assert (result.returncode, result.stdout) == (0, b"")


def test_a_missing_file_is_named() -> None:
    result = run("missing.txt")
    assert result.returncode == 2
    assert "missing.txt" in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()


def test_a_text_that_is_not_utf8_is_refused() -> None:
    result = run("-", stdin="họp".encode("utf-16"))
    assert result.returncode == 2
    assert "UTF-8" in result.stderr.decode()


@pytest.mark.parametrize(
    ("shell", "said"),
    [
        ("spoken-form - <&-", "standard input is closed"),
        ("spoken-form {file} >&-", "standard output"),
        ("spoken-form {file} >/dev/full", "standard output"),
        ("spoken-form {folder}", "directory"),
    ],
)
def test_a_door_that_is_shut_is_told_in_one_sentence(tmp_path: Path, shell: str, said: str) -> None:
    file = tmp_path / "bulletin.txt"
    file.write_text("Gió cấp 8-9\n", encoding="utf-8")
    command = f"{sys.executable} -m broadcaster {shell.format(file=file, folder=tmp_path)}"
    result = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert result.returncode == 2
    assert said in result.stderr.decode()
    assert result.stderr.count(b"\n") == 1


def test_composed_or_not_a_text_reads_alike_and_control_characters_are_blanks() -> None:
    decomposed = unicodedata.normalize("NFD", "Thu 5.000 đồng/hộ\n")
    assert run("-", stdin=decomposed.encode()).stdout.decode() == "Thu năm nghìn đồng một hộ\n"
    assert run("-", stdin=b"5\x00 con\n\x00\n").stdout.decode().split() == ["năm", "con"]


def test_a_line_of_two_hundred_thousand_bytes_is_one_line() -> None:
    line = "Giá lúa 6.800 đ/kg; " * 8_500
    spoken = run("-", stdin=f"{line}\n2".encode()).stdout.decode()
    assert spoken.count("\n") == 2
    assert spoken.endswith("\nhai\n")
