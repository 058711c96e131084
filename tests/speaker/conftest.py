"""What the speaker's tests share."""

import pytest

from tests.speaker.village import Village


@pytest.fixture
def village() -> Village:
    """Return a speaker that knows its keys, its policy and the time."""
    village = Village()
    village.set_up()
    return village
