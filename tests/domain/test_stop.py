"""A stop: one person silences, two let speak again, a slip of the hand is undone."""

from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.domain.device import Device
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person, Role
from broadcaster.domain.stop import UNDO_WITHIN, Area, AreaKind, Stop, check_stop, held_until

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
HERE, THERE = Device("LOA-1", "a", "go-sai"), Device("LOA-2", "b", "ao-sen")


def person(login: str, role: Role = Role.OPERATOR) -> Person:
    return Person(login, "mai-khe", login, login, role, None, "", NOW)


A, B, C = person("a"), person("b"), person("c")


def stop(kind: AreaKind = AreaKind.COMMUNE, code: str = "", hours: int = 1) -> Stop:
    return Stop("s", "mai-khe", kind, code, NOW + hours * HOUR, "thử", "a", NOW)


@pytest.mark.parametrize(
    ("kind", "code", "here", "there"),
    [
        (AreaKind.COMMUNE, "", True, True),
        (AreaKind.HAMLET, "go-sai", True, False),
        (AreaKind.SPEAKER, "LOA-2", False, True),
    ],
)
def test_areas(kind: AreaKind, code: str, here: bool, there: bool) -> None:  # noqa: FBT001  a table's columns
    area = Area(kind, code)
    assert (area.covers(HERE), area.covers(THERE)) == (here, there)


def test_an_area_has_a_name_unless_it_is_everything() -> None:
    with pytest.raises(ValueError, match="named"):
        Area(AreaKind.HAMLET)


def test_the_longest_stop_counts() -> None:
    stops = [stop(), stop(AreaKind.HAMLET, "go-sai", hours=3)]
    assert held_until(stops, HERE, NOW) == NOW + 3 * HOUR
    assert held_until(stops, THERE, NOW) == NOW + HOUR
    assert held_until(stops, HERE, NOW + 3 * HOUR) is None


def test_an_emergency_lifts_its_own_speakers_only() -> None:
    held = stop()
    held.lifted = ("LOA-1",)
    assert held_until([held], HERE, NOW) is None
    assert held_until([held], THERE, NOW) is not None


def test_a_slip_of_the_hand_is_undone_alone_within_two_minutes() -> None:
    assert stop().release(by=A, now=NOW + UNDO_WITHIN)
    assert not stop().release(by=A, now=NOW + UNDO_WITHIN + timedelta(seconds=1))
    assert not stop().release(by=B, now=NOW)


def test_sound_comes_back_by_two() -> None:
    held = stop()
    assert not held.release(by=B, now=NOW)
    with pytest.raises(StationError, match=r"^same_person"):
        held.release(by=B, now=NOW)
    assert held.release(by=C, now=NOW)
    assert not held.holds_at(NOW)
    with pytest.raises(StationError, match=r"^stop_over"):
        held.release(by=A, now=NOW)


def test_who_may_not_may_not() -> None:
    with pytest.raises(StationError, match=r"^not_allowed"):
        stop().release(by=person("v", Role.VIEWER), now=NOW)


@pytest.mark.parametrize(
    ("hours", "reason", "code"), [(0, "x", "hold_past"), (73, "x", "hold_long"), (1, " ", "reason_missing")]
)
def test_a_stop_says_how_long_and_why(hours: int, reason: str, code: str) -> None:
    with pytest.raises(StationError, match=rf"^{code}"):
        check_stop(NOW + hours * HOUR, reason, now=NOW)
