"""devices.yaml: what is right becomes a fleet, what is wrong is told with its line, all of it."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.adapters.device_file import parse, read
from broadcaster.adapters.device_file_nodes import MOST_BYTES, DeviceFileError, decode
from broadcaster.adapters.device_file_words import SENTENCES, Problem
from broadcaster.domain.device import Device
from broadcaster.domain.places import Commune, Hamlet

GOOD = """\
# Our commune.
commune: {code: mau, name: Xã Mẫu, zone: Asia/Ho_Chi_Minh}
hamlets:
  - {code: dong, name: Thôn Đông, households: 300, residents: 1050}
  - code: doai
    name: "Thôn Đoài"
    households: 200
    residents: 700
devices:
  - id: MK-0101
    name: Nhà văn hóa thôn Đông   # by the pond
    hamlet: dong
    groups: [ven-song, truong]
    horns: 3
    gain_db: -1.5
    delay_ms: 40
    lat: 20.61
    lon: 106.2
    households: 180
  - {id: MK-0201, name: Đình Đoài, hamlet: doai}
"""


BAD = [
    "{",
    "]",
    ": ",
    "- ",
    "\t",
    "&a ",
    "*a",
    "<<: ",
    "? ",
    "!!x ",
    "| ",
    "'",
    '"',
    "#",
    "\r",
    "%",
    "\x00",
    "{}",
    "é\u0301",
]


def problems_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(DeviceFileError) as caught:
        parse(text)
    for problem in caught.value.problems:
        assert problem.vi
        assert problem.en
        assert "{" not in problem.vi + problem.en.replace("{", "", text.count("{"))
        assert problem.column >= 1
    return [(problem.line, problem.code) for problem in caught.value.problems]


def one_problem(text: str) -> str:
    with pytest.raises(DeviceFileError) as caught:
        parse(text)
    assert len(caught.value.problems) == 1, caught.value
    return str(caught.value.problems[0])


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def test_a_good_file_becomes_a_fleet() -> None:
    fleet = parse(GOOD)
    assert fleet.commune == Commune("mau", "Xã Mẫu")
    assert fleet.hamlets == (Hamlet("dong", "Thôn Đông", 300, 1050), Hamlet("doai", "Thôn Đoài", 200, 700))
    assert fleet.devices == (
        Device(
            "MK-0101",
            "Nhà văn hóa thôn Đông",
            "dong",
            ("ven-song", "truong"),
            horns=3,
            gain_db=-1.5,
            delay_ms=40,
            lat=20.61,
            lon=106.2,
            households=180,
        ),
        Device("MK-0201", "Đình Đoài", "doai"),
    )


def test_decomposed_vietnamese_is_the_same_vietnamese() -> None:
    assert parse(unicodedata.normalize("NFD", GOOD)) == parse(GOOD)


@pytest.mark.parametrize("text", [GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD, f"---\n{GOOD}...\n"])
def test_what_other_editors_write_is_read_alike(text: str) -> None:
    assert parse(text) == parse(GOOD)


def test_a_skeleton_without_hamlets_and_devices_is_a_fleet() -> None:
    fleet = parse("commune: {code: a, name: A}\nhamlets:\n  # none yet\ndevices: []\n")
    assert (fleet.hamlets, fleet.devices) == ((), ())


def test_every_problem_is_told_in_the_order_of_the_file() -> None:
    text = """\
commune: {code: MAU, nane: Xã Mẫu}
hamlets:
  - {code: dong, name: Thôn Đông, households: "300", residents: 1.050}
  - {code: dong, name: Thôn Đông, households: 12, residents: -1}
devices:
  - {id: mk-1, name: 12, hamlet: dnog, lat: 106.2, lon: 20.61}
  - {id: MK-0001, name: A, hamlet: dong, horns: two, gain_db: "3", lat: 48.8, lon: 2.3, households: 13}
  - {id: MK-0001, name: B, hamlet: dong, groups: ven-song, lat: 20.1, password: hunter2}
  - text
"""
    assert problems_of(text) == [
        (1, "missing"),
        (1, "form"),
        (1, "unknown_key"),
        (3, "number_quoted"),
        (3, "thousands"),
        (4, "repeated"),
        (4, "households_above_total"),
        (4, "out_of_range"),
        (6, "form"),
        (6, "text_needed"),
        (6, "swapped"),
        (7, "whole_needed"),
        (7, "number_quoted"),
        (7, "outside_vietnam"),
        (8, "repeated"),
        (8, "list_needed"),
        (8, "half_a_place"),
        (8, "secret"),
        (9, "mapping_needed"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("gain_db: -1.5", "gian_db: -1.5", "did you mean «gain_db»?"),
        ("hamlet: doai}", "hamlet: daoi}", "20:44: devices[1].hamlet: không có thôn «daoi»; có phải «doai»?"),
        ("hamlet: doai}", "hamlet: thon-doai}", "có phải «doai»?"),
        ("zone: Asia/Ho_Chi_Minh", "zone: Asia/HoChiMinh", "did you mean «Asia/Ho_Chi_Minh»?"),
        ("households: 180", "households: 301", "declare 301 households, more than its total of 300"),
        ("households: 180", "households: 1,200", "without separators: 1200"),
        ("gain_db: -1.5", "gain_db: -1,5", "with a point: -1.5"),
        ("gain_db: -1.5", "gain_db: 7", "7 is outside -40 to 6"),
        ("gain_db: -1.5", "gain_db: .nan", "a number is needed here, not «.nan»"),
        ("horns: 3", "horns: 2.5", "a whole number is needed here, not «2.5»"),
        ("horns: 3", "horns: 0", "0 is outside 1 to 16"),
        ("horns: 3", "horns: yes", "a whole number is needed here, not «yes»"),
        ("horns: 3", "horns: [3]", "a single value is needed here"),
        ("horns: 3", "horns: 3\n    horns: 4", "«horns» stands already in line 14"),
        ("[ven-song, truong]", "[truong, truong]", "«truong» is written twice"),
        ("lat: 20.61", "lat: 2.61", "the place 2.61, 106.2 is outside Vietnam"),
        ("name: Đình Đoài", "name: '  '", "may not be blank"),
        ("name: Đình Đoài", f"name: {'a b' * 40}", "longer than 80 characters"),
        ("name: Đình Đoài", "name: 12", 'put it into quotes: "12"'),
        ("name: Đình Đoài", 'name: "a\\tb"', "U+0009"),
        ("name: Đình Đoài", "name: !!python/object:os.system x", "text is needed here"),
        ("id: MK-0201", "id: *x", "undefined alias"),
        ("id: MK-0201", "id: &x MK-0201", "anchors and aliases"),
        ("devices:\n", "devices: {}\nrest:\n", "a list is needed here"),
    ],
)
def test_a_problem_says_what_is_wrong_and_what_may_have_been_meant(old: str, new: str, told: str) -> None:
    with pytest.raises(DeviceFileError) as caught:
        parse(changed(old, new))
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        "secret: x",
        "mat_khau: x",
        "api_key: x",
        "Token: x",
        f"name: {'ab' * 16}",
        "name: -----BEGIN PRIVATE KEY-----",
    ],
)
def test_secrets_are_refused_and_not_repeated(line: str) -> None:
    key, _, value = line.partition(": ")
    text = changed("name: Đình Đoài", line if key == "name" else f"name: Đình Đoài, {line}")
    told = one_problem(text)
    assert "never stand in this file" in told
    assert value == "x" or value not in told


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 1, "empty"),
        ("# only a comment\n", 1, "empty"),
        ("- a\n", 1, "mapping_needed"),
        ("just words\n", 1, "mapping_needed"),
        (changed("    households: 200", "\thouseholds: 200"), 7, "tab"),
        (changed("name: Đình Đoài", "name: [Đình"), 20, "syntax"),
        (changed("code: doai", "code: doai: dong"), 5, "syntax"),
        (changed("Đình Đoài", "Đình \x07"), 20, "character"),
        ("commune: {code: a, name: A}\n---\nhamlets: []\n", 2, "syntax"),
        ("commune: &a [*a]\n", 1, "anchor"),
        ("[" * 5000, 1, "too_deep"),
        ("- " * 5000, 1, "too_deep"),
        ("x" * (MOST_BYTES + 1), 1, "too_large"),
    ],
)
def test_what_is_no_device_file_is_told_in_one_line(text: str, line: int, code: str) -> None:
    assert problems_of(text) == [(line, code)]


def test_every_tab_is_told() -> None:
    text = GOOD.replace("    households", "\thouseholds").replace("    horns", "  \thorns")
    assert problems_of(text) == [(7, "tab"), (14, "tab"), (19, "tab")]


def test_a_megabyte_of_rubbish_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "devices.yaml"
    path.write_bytes(bytes(range(256)) * 4096)
    with pytest.raises(DeviceFileError, match="1048576"):
        read(path)


def test_bytes_that_are_no_text_are_told_with_their_place() -> None:
    with pytest.raises(DeviceFileError) as caught:
        decode("a: 1\nb: é\n".encode("latin-1"))
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.code) == (2, 4, "not_utf8")


@settings(max_examples=150, deadline=None)
@given(
    at=st.integers(0, len(GOOD)), length=st.integers(0, 40), new=st.text(max_size=12) | st.sampled_from(BAD)
)
def test_any_damage_is_a_fleet_or_a_list_of_problems(at: int, length: int, new: str) -> None:
    text = GOOD[:at] + new + GOOD[at + length :]
    lines = [problem.line for problem in found_in(text)]
    assert lines == sorted(lines)
    assert all(1 <= line <= len(text.splitlines()) + 2 for line in lines)


def found_in(text: str) -> tuple[Problem, ...]:
    try:
        parse(text)
    except DeviceFileError as error:
        return error.problems
    return ()


def test_each_sentence_exists_in_both_languages() -> None:
    for code, (vi, en) in SENTENCES.items():
        assert vi.strip(), code
        assert en.strip(), code
        assert vi != en, code
