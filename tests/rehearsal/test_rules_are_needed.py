"""Take away any one rule, and some commune hears what it must not, or loses what it was promised."""

import pytest

from broadcaster.workers.rehearsal.commune import rehearse
from broadcaster.workers.rehearsal.faults import full
from tests.rehearsal import rules

SEEDS = 40
CASES = {
    "version": (rules.version, ("replay", "outage")),
    "order of epoch and version": (rules.order_of_epoch_and_version, ("theft",)),
    "epoch": (rules.epoch, ("theft",)),
    "late": (rules.late_window, ("power",)),
    "expiry": (rules.expiry, ("replay", "power", "outage")),
    "nonce": (rules.nonce, ("replay", "power")),
    "round trip": (rules.round_trip, ("delay", "power")),
    "mark before play": (rules.mark_before_play, ("power",)),
    "fsync": (rules.fsync, ("lost-write", "power")),
    "reconcile": (rules.reconcile, ("loss",)),
    "untrusted boot clock": (rules.untrusted_boot_clock, ("power", "outage")),
}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def broken(seed: int, faults: tuple[str, ...]) -> bool:
    """Tell whether a promise is broken where these faults strike as hard as they can."""
    return bool(rehearse(seed, days=2, speakers=2, allowed=faults, choose=full).violations)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_without_the_rule_a_promise_is_broken_and_with_it_none(name: str) -> None:
    remove, faults = CASES[name]
    with pytest.MonkeyPatch.context() as patch:
        remove(patch)
        found = next((seed for seed in range(1, SEEDS + 1) if broken(seed, faults)), None)
    assert found is not None, f"{SEEDS} communes did not miss the rule"
    assert not broken(found, faults), "the same commune is no better with the rule"
