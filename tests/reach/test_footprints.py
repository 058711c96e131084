"""Hamlets whose speakers did not all play the same."""

import pytest

from broadcaster.reach.commune import estimate
from broadcaster.reach.ledger import Status
from broadcaster.reach.places import PRESENCE, Assumptions, Daypart, Footprint, Place

FEW_DRAWS = Assumptions(draws=400)


def mornings(confirmed: int, unconfirmed: int = 0) -> tuple[Daypart, ...]:
    plays = {Status.CONFIRMED: confirmed, Status.UNCONFIRMED: unconfirmed}
    return (Daypart("morning", PRESENCE["morning"], plays),)


def hamlet(*parts: tuple[float, tuple[Daypart, ...]], together: tuple[Daypart, ...]) -> Place:
    footprints = tuple(Footprint({1.0: share}, plays) for share, plays in parts)
    whole = {1.0: sum(share for share, _ in parts)}
    return Place("Ao Sen", 900, whole, together, is_declared=True, footprints=footprints)


def test_speakers_that_played_alike_are_one() -> None:
    parts = hamlet((0.5, mornings(8)), (0.3, mornings(8)), together=mornings(16))
    whole = Place("Ao Sen", 900, {1.0: 0.8}, mornings(8), is_declared=True)
    split, one = (estimate([place], FEW_DRAWS).commune for place in (parts, whole))
    assert split.once.low == pytest.approx(one.once.low)
    assert split.thrice.low == pytest.approx(one.thrice.low)
    assert split.model.mean == pytest.approx(one.model.mean)
    assert split.opportunity == one.opportunity


def test_only_those_hear_whose_speaker_played() -> None:
    figures = estimate(
        [hamlet((0.5, mornings(8)), (0.3, mornings(0, 4)), together=mornings(8, 4))], FEW_DRAWS
    )
    assert figures.commune.opportunity.low == pytest.approx(0.5)
    assert figures.commune.opportunity.high == pytest.approx(0.8)
    assert figures.commune.once.low < 0.5 < figures.commune.once.high < 0.8
    assert figures.commune.played.scheduled == 12


def test_plays_of_one_speaker_do_not_help_the_neighbours_of_another() -> None:
    uneven = hamlet((0.4, mornings(16)), (0.4, mornings(0)), together=mornings(16))
    averaged = hamlet((0.4, mornings(8)), (0.4, mornings(8)), together=mornings(16))
    assert estimate([uneven], FEW_DRAWS).commune.once.low < estimate([averaged], FEW_DRAWS).commune.once.low


def test_footprints_add_up_to_the_hamlet() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        Place("Ao Sen", 900, {1.0: 0.9}, (), footprints=(Footprint({1.0: 0.5}, ()),))
