"""Edits of the fleet in devices.yaml: the wanted change, and not one character more."""

import dataclasses
import difflib
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from broadcaster.adapters.device_file import parse, read
from broadcaster.adapters.device_file_edits import rewrite, save
from broadcaster.adapters.device_file_nodes import DeviceFileError
from broadcaster.adapters.device_file_words import describe
from broadcaster.domain.device import Device
from broadcaster.domain.fleet import Change, Fleet, changes
from broadcaster.domain.places import Hamlet

TEXT = """\
# Our commune. Written by hand.
commune: {code: mau, name: Xã Mẫu}
hamlets:
  # The river side.
  - {code: dong,  name: Thôn Đông,  households: 300, residents: 1050}
  - {code: doai,  name: Thôn Đoài,  households: 200, residents:  700}   # two streets
devices:
  # Thôn Đông
  - id: MK-0101
    name: Nhà văn hóa   # by the pond
    hamlet: dong
    groups:
      - ven-song
      - truong
    households:   # to be counted
    gain_db: 0

  # Thôn Đoài
  - {id: MK-0201, name: "Đình", hamlet: doai, households: 90}
  - id: MK-0202
    name: Chợ
    hamlet: doai
# The end.
"""


def edited(text: str, *, device: str, **fields: Any) -> str:
    fleet = parse(text)
    before = next(each for each in fleet.devices if each.id == device)
    return rewrite(text, [Change(before, dataclasses.replace(before, **fields))])


def difference(old: str, new: str) -> list[str]:
    lines = difflib.ndiff(old.splitlines(), new.splitlines())
    return [line for line in lines if line[0] in "+-"]


def with_devices(fleet: Fleet, *devices: Device) -> Fleet:
    return dataclasses.replace(fleet, devices=devices)


def test_a_change_touches_its_value_only() -> None:
    assert difference(TEXT, edited(TEXT, device="MK-0101", name="Nhà văn hóa mới")) == [
        "-     name: Nhà văn hóa   # by the pond",
        "+     name: Nhà văn hóa mới   # by the pond",
    ]
    assert difference(TEXT, edited(TEXT, device="MK-0201", households=95)) == [
        '-   - {id: MK-0201, name: "Đình", hamlet: doai, households: 90}',
        '+   - {id: MK-0201, name: "Đình", hamlet: doai, households: 95}',
    ]


def test_a_value_that_was_not_written_gets_its_place() -> None:
    assert difference(TEXT, edited(TEXT, device="MK-0101", households=12)) == [
        "-     households:   # to be counted",
        "+     households: 12   # to be counted",
    ]
    assert difference(TEXT, edited(TEXT, device="MK-0202", lat=20.61, lon=106.2)) == [
        "+     lat: 20.61",
        "+     lon: 106.2",
    ]
    assert difference(TEXT, edited(TEXT, device="MK-0201", horns=3)) == [
        '-   - {id: MK-0201, name: "Đình", hamlet: doai, households: 90}',
        '+   - {id: MK-0201, name: "Đình", hamlet: doai, households: 90, horns: 3}',
    ]


def test_a_list_is_written_in_one_line() -> None:
    assert difference(TEXT, edited(TEXT, device="MK-0101", groups=("cho",))) == [
        "-     groups:",
        "+     groups: [cho]",
        "-       - ven-song",
        "-       - truong",
    ]


def test_a_device_that_goes_takes_its_own_lines_along() -> None:
    fleet = parse(TEXT)
    result = rewrite(TEXT, changes(fleet, with_devices(fleet, *fleet.devices[1:])))
    assert difference(TEXT, result) == [f"- {line}" for line in TEXT.splitlines()[8:16]], (
        "the comments around it stay"
    )
    for device in fleet.devices:
        without = rewrite(TEXT, [Change(device, None)])
        assert parse(without).devices == tuple(each for each in fleet.devices if each != device)


def test_a_device_that_comes_is_written_like_the_last_one() -> None:
    new = Device("MK-0203", "Ngã ba: số 1", "doai", horns=2, lat=20.6, lon=106.2)
    assert difference(TEXT, rewrite(TEXT, [Change(None, new)])) == [
        "+   - id: MK-0203",
        '+     name: "Ngã ba: số 1"',
        "+     hamlet: doai",
        "+     horns: 2",
        "+     lat: 20.6",
        "+     lon: 106.2",
    ]
    hamlet = Hamlet("bac", "Thôn Bắc", 10, 30)
    assert difference(TEXT, rewrite(TEXT, [Change(None, hamlet)])) == [
        "+   - {code: bac, name: Thôn Bắc, households: 10, residents: 30}"
    ]


@pytest.mark.parametrize(
    "empty", ["devices: []  # none yet", "devices:  # none yet", "devices: ~", "devices: [ ]"]
)
def test_the_first_device_finds_its_place(empty: str) -> None:
    hamlets = "hamlets: [{code: x, name: X, households: 9, residents: 9}]"
    text = f"commune: {{code: a, name: A}}\n{empty}\n{hamlets}\n"
    new = [Device("MK-0001", "A", "x"), Device("MK-0002", "B", "x")]
    result = rewrite(text, [Change(None, device) for device in new])
    assert list(parse(result).devices) == new
    assert ("none yet" in text) == ("none yet" in result)
    bare = rewrite(result, [Change(device, None) for device in new])
    assert parse(bare).devices == ()


def test_line_ends_and_byte_order_marks_stay() -> None:
    windows = "\ufeff" + TEXT.replace("\n", "\r\n")
    result = edited(windows, device="MK-0202", lat=20.61, lon=106.2)
    assert result.startswith("\ufeff# Our")
    assert result.count("\n") == result.count("\r\n") == windows.count("\r\n") + 2


def test_what_people_changed_meanwhile_stays() -> None:
    fleet = parse(TEXT)
    edit = Change(fleet.devices[1], dataclasses.replace(fleet.devices[1], name="Đình làng"))
    meanwhile = TEXT.replace("households: 90", "households: 120")
    assert parse(rewrite(meanwhile, [edit])).devices[1] == dataclasses.replace(
        fleet.devices[1], name="Đình làng", households=120
    )


def test_an_edit_that_breaks_a_rule_or_finds_nothing_is_refused() -> None:
    with pytest.raises(DeviceFileError, match="declare 201 households"):
        edited(TEXT, device="MK-0201", households=201)
    with pytest.raises(DeviceFileError, match="there is no hamlet «bac»"):
        edited(TEXT, device="MK-0201", hamlet="bac")
    gone = Device("MK-9999", "A", "dong")
    with pytest.raises(DeviceFileError, match="MK-9999 does not stand in the file"):
        rewrite(TEXT, [Change(gone, dataclasses.replace(gone, name="B"))])
    with pytest.raises(DeviceFileError, match="there is no key"):
        rewrite(TEXT + "more: 1\n", [])


LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S")) | st.just(" ")
NAMES = st.text(LETTERS, min_size=1, max_size=30)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(
    name=NAMES, gain=st.floats(-40, 6), where=st.floats(9, 23), device=st.sampled_from(["MK-0101", "MK-0201"])
)
def test_any_value_is_read_again_as_it_was_written(name: str, gain: float, where: float, device: str) -> None:
    assume(name.strip())
    result = edited(TEXT, device=device, name=name, gain_db=gain, lat=where, lon=106.0)
    again = next(each for each in parse(result).devices if each.id == device)
    assert (again.name, again.gain_db, again.lat) == (
        unicodedata.normalize("NFC", name).strip(),
        gain,
        where,
    )


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "devices.yaml"
    path.write_text(TEXT)
    path.chmod(0o640)
    was = read(path)
    edit = Change(was.devices[2], dataclasses.replace(was.devices[2], horns=4))
    now = save(path, [edit])
    assert read(path) == now
    assert changes(was, now) == (edit,)
    assert path.stat().st_mode & 0o777 == 0o640
    assert [file.name for file in tmp_path.iterdir()] == ["devices.yaml"]
    with pytest.raises(DeviceFileError):
        save(path, [Change(None, Device("MK-0001", "A", "nowhere"))])
    assert read(path) == now


def test_a_change_is_told_in_a_sentence() -> None:
    device = Device("MK-0101", "Chợ", "dong", horns=2)
    moved = dataclasses.replace(device, hamlet="doai", groups=("cho", "truong"), gain_db=-1.5)
    assert describe(Change(None, device)) == "thêm cụm loa MK-0101 (Chợ)"
    assert describe(Change(device, None), "en") == "remove speaker MK-0101 (Chợ)"
    assert describe(Change(device, moved)) == (
        "sửa cụm loa MK-0101 (Chợ): hamlet dong → doai, groups – → cho truong, gain_db 0 → -1.5"
    )
