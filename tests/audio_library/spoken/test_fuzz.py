"""Some thousands of the texts that `python -m tests.audio_library.spoken.fuzz` reads for as long as one likes."""

import pytest

from tests.audio_library.spoken.fuzz import trials
from tests.soak.turns import take


@pytest.mark.slow
def test_texts_that_nobody_would_write_are_read_whole() -> None:
    turn = take(trials, seed=20261122, most=4_000)
    assert not turn.faults
    assert turn.came["read"] == 4_000
