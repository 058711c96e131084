"""T0: what the log supports by itself."""

import pytest

from broadcaster.reach.ledger import Status
from broadcaster.reach.rungs import confirmed_share
from tests.reach.reference import REFERENCE


def test_confirmed_share() -> None:
    played = confirmed_share(
        {
            Status.CONFIRMED: 6,
            Status.PARTIAL: 1,
            Status.UNCONFIRMED: 1,
            Status.FAILED: 2,
        }
    )
    assert (played.low, played.high) == (0.6, 0.8)
    assert (confirmed_share({}).low, confirmed_share({}).high) == (None, None)


def test_device_success_leaves_out_what_was_never_reported() -> None:
    played = confirmed_share({Status.CONFIRMED: 14, Status.UNCONFIRMED: 9, Status.FAILED: 3})
    assert played.device_success == pytest.approx(REFERENCE["device_success_14_17"])
