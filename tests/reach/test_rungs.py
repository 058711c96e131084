"""T0 and T1: what the log supports by itself."""

import pytest

from broadcaster.domain.device import Device
from broadcaster.domain.errors import StationError
from broadcaster.domain.places import Hamlet
from broadcaster.reach.ledger import Status
from broadcaster.reach.rungs import confirmed_share, opportunity
from tests.reach.reference import REFERENCE

DINH = Hamlet("xom-dinh", "Xóm Đình", 100, 350)
KHE = Hamlet("khe-gieng", "Khe Giếng", 50, 200)


def speaker(name: str, hamlet: Hamlet, households: int | None) -> Device:
    return Device(name, name, hamlet.code, households=households)


SPEAKERS = [speaker("LOA-01", DINH, 60), speaker("LOA-02", DINH, 40), speaker("LOA-03", KHE, 20)]


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


def test_opportunity_to_hear() -> None:
    heard = opportunity([DINH, KHE], SPEAKERS, confirmed={"LOA-01"}, possible={"LOA-03"})
    assert heard.residents == 550
    assert heard.low == pytest.approx(60 * 3.5)
    assert heard.high == pytest.approx(60 * 3.5 + 20 * 4)


def test_playing_again_adds_nobody() -> None:
    once = opportunity([DINH, KHE], SPEAKERS, {"LOA-01"}, {"LOA-01"})
    assert once.low == once.high


def test_households_not_declared_count_for_no_one_and_are_told() -> None:
    heard = opportunity([DINH], [speaker("LOA-04", DINH, None)], {"LOA-04"})
    assert (heard.low, heard.undeclared) == (0, ("LOA-04",))


def test_more_households_than_the_hamlet_has_are_refused() -> None:
    with pytest.raises(StationError) as refusal:
        opportunity([DINH], [speaker("LOA-01", DINH, 60), speaker("LOA-02", DINH, 41)], set())
    assert refusal.value.code == "households-exceed-hamlet"
    assert refusal.value.facts == {"hamlet": "xom-dinh", "declared": 101, "households": 100}


def test_a_speaker_of_nowhere_is_refused() -> None:
    with pytest.raises(StationError) as refusal:
        opportunity([DINH], [speaker("LOA-03", KHE, 1)], set())
    assert refusal.value.code == "speaker-without-hamlet"
