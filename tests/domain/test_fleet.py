import dataclasses
from typing import Any

import pytest

from broadcaster.domain.device import Device
from broadcaster.domain.fleet import Change, Fleet, Subject, changes, faults
from broadcaster.domain.places import Commune, Hamlet

COMMUNE = Commune("mau", "Xã Mẫu")
EAST = Hamlet("dong", "Thôn Đông", 100, 350)
WEST = Hamlet("doai", "Thôn Đoài", 80, 280)
A = Device("MK-0001", "A", "dong", households=60)
B = Device("MK-0002", "B", "dong", households=40)
FLEET = Fleet(COMMUNE, (EAST, WEST), (A, B))


def test_households_may_add_up_to_the_hamlets_and_not_above() -> None:
    assert list(faults(FLEET.hamlets, FLEET.devices)) == []
    (fault,) = faults(FLEET.hamlets, (A, dataclasses.replace(B, households=41)))
    assert (fault.code, fault.subject, fault.index) == ("households_above_total", Subject.HAMLET, 0)


@pytest.mark.parametrize(
    ("hamlets", "devices", "code"),
    [
        ((EAST, EAST), (), "repeated"),
        ((EAST,), (A, A), "repeated"),
        ((WEST,), (A,), "unknown_hamlet"),
        ((EAST,), (A, B, Device("MK-0003", "C", "dong", households=1)), "households_above_total"),
    ],
)
def test_a_fleet_that_breaks_a_rule_cannot_be(
    hamlets: tuple[Hamlet, ...], devices: tuple[Device, ...], code: str
) -> None:
    with pytest.raises(ValueError, match=code):
        Fleet(COMMUNE, hamlets, devices)


def test_the_first_fleet_is_all_new() -> None:
    assert [change.key for change in changes(None, FLEET)] == ["mau", "dong", "doai", "MK-0001", "MK-0002"]
    assert all(change.before is None for change in changes(None, FLEET))


def test_order_is_no_difference() -> None:
    assert changes(FLEET, Fleet(COMMUNE, (WEST, EAST), (B, A))) == ()


def test_each_difference_is_named_once() -> None:
    louder = dataclasses.replace(A, gain_db=3.0, horns=2)
    new = Device("MK-0009", "I", "doai")
    renamed = dataclasses.replace(COMMUNE, name="Xã Mới")
    found = changes(FLEET, Fleet(renamed, (EAST, WEST), (louder, new)))
    assert found == (Change(COMMUNE, renamed), Change(A, louder), Change(None, new), Change(B, None))
    assert found[1].differences == (("horns", 1, 2), ("gain_db", 0.0, 3.0))
    assert [change.subject for change in found] == [Subject.COMMUNE, *[Subject.DEVICE] * 3]


def test_a_change_is_of_one_thing() -> None:
    with pytest.raises(ValueError, match="one kind"):
        Change(EAST, A)
    with pytest.raises(ValueError, match="a before or an after"):
        Change(None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "mk-1"},
        {"horns": 0},
        {"gain_db": 6.5},
        {"gain_db": float("nan")},
        {"delay_ms": -1},
        {"households": -1},
        {"lat": 91.0, "lon": 100.0},
        {"lat": 20.0},
        {"groups": ("A b",)},
    ],
)
def test_a_device_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        dataclasses.replace(A, **wrong)
