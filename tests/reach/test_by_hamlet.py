"""Figures of hamlets from counts per speaker, against the same sum written out."""

import numpy as np
import pytest

from broadcaster.reach.audience import exposure
from broadcaster.reach.by_hamlet import hamlet_exposure
from broadcaster.reach.quadrature import Habit

HABIT = Habit(0.35, 0.45)
PRESENCE = [1.0, 0.8]
AUDIBILITY = [0.3, 0.9]


def test_each_speaker_brings_its_own_people() -> None:
    rng = np.random.default_rng(2)
    counts = rng.integers(0, 9, (6, 3, 2))
    cells = rng.integers(0, 40, (6, 4, 2)) * (rng.random((6, 4, 1)) < 0.5)
    residents = cells.sum((0, 2)) + 50
    found = hamlet_exposure(counts, PRESENCE, cells, residents, AUDIBILITY, HABIT)
    for h in range(4):
        for t in range(3):
            alone = [
                exposure(counts[s, t], PRESENCE, cells[s, h] / residents[h], AUDIBILITY, HABIT)
                for s in range(6)
            ]
            assert found.once[h, t] == pytest.approx(sum(float(one.once) for one in alone), abs=1e-12)
            assert found.thrice[h, t] == pytest.approx(sum(float(one.thrice) for one in alone), abs=1e-12)
            assert found.contacts[h, t] == pytest.approx(sum(float(one.contacts) for one in alone), abs=1e-12)


def test_more_people_in_earshot_than_live_there_are_refused() -> None:
    with pytest.raises(ValueError, match="more persons in earshot"):
        hamlet_exposure([[[1, 1]]], PRESENCE, [[[5, 6]]], [10], AUDIBILITY, HABIT)
