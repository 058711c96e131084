"""Keys and certificates are warned of months before they end, and more urgently as it comes near."""

from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.domain.ending import Ending, ending_soon

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def ending(days: float, what: str = "order") -> Ending:
    return Ending(what, NOW + timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "step", "is_urgent"),
    [
        (365, None, False),
        (90.01, None, False),
        (90, 90, False),
        (30.01, 90, False),
        (30, 30, False),
        (14.01, 30, False),
        (14, 14, True),
        (7, 7, True),
        (0.01, 7, True),
        (0, 0, True),
        (-3, 0, True),
    ],
)
def test_warnings_come_90_30_14_and_7_days_before(days: float, step: int | None, *, is_urgent: bool) -> None:
    assert (ending(days).step(NOW), ending(days).is_urgent(NOW)) == (step, is_urgent)


def test_the_emergency_key_is_urgent_below_sixty_days() -> None:
    assert not ending(61, "emergency").is_urgent(NOW)
    assert ending(60, "emergency").is_urgent(NOW)


def test_days_left_are_whole_ones() -> None:
    assert [ending(days).days_left(NOW) for days in (7.9, 0.5, -0.5)] == [7, 0, -1]


def test_what_ends_first_stands_first_and_what_is_far_away_nowhere() -> None:
    far, later, first = ending(400), ending(29, "certificate"), ending(-1, "policy")
    assert ending_soon([far, later, first], NOW) == (first, later)
