"""Take away any one rule, and some commune hears what it must not, or loses what it was promised."""

from dataclasses import dataclass

import pytest

from broadcaster.workers.rehearsal.commune import rehearse
from broadcaster.workers.rehearsal.faults import full
from tests.rehearsal import rules

SEEDS = 40


@dataclass(frozen=True)
class Case:
    """A rule that is taken away, the faults that it is there for, and a seed that is known to miss it.

    The seed only saves time: where some change makes other days of it, others are tried.
    """

    remove: rules.Patch
    faults: tuple[str, ...]
    seed: int
    days: int = 2


CASES = {
    "signature": Case(rules.signature, ("theft",), 1, days=1),
    "revocation": Case(rules.revocation, ("theft",), 1, days=1),
    "address": Case(rules.address, ("theft",), 1, days=1),
    "role": Case(rules.role, ("theft",), 1, days=1),
    "epoch": Case(rules.epoch, ("theft",), 7, days=1),
    "version": Case(rules.version, ("replay", "outage"), 2),
    "order of epoch and version": Case(rules.order_of_epoch_and_version, ("theft",), 1, days=1),
    "expiry": Case(rules.expiry, ("replay", "power", "outage"), 7),
    "policy": Case(rules.policy, ("theft",), 4, days=1),
    "late": Case(rules.late_window, ("power",), 1, days=1),
    "nonce": Case(rules.nonce, ("replay", "power"), 2),
    "round trip": Case(rules.round_trip, ("delay", "power"), 1),
    "untrusted boot clock": Case(rules.untrusted_boot_clock, ("power", "outage"), 1, days=1),
    "mark before play": Case(rules.mark_before_play, ("power",), 1),
    "fsync": Case(rules.fsync, ("lost-write", "power"), 1, days=1),
    "reconcile": Case(rules.reconcile, ("loss",), 5),
    "acknowledgement": Case(rules.acknowledgement, ("loss",), 1, days=1),
}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def broken(case: Case, seed: int) -> bool:
    """Tell whether a promise is broken where these faults strike as hard as they can."""
    return bool(rehearse(seed, days=case.days, speakers=2, allowed=case.faults, choose=full).violations)


@pytest.mark.parametrize("name", CASES)
def test_without_the_rule_a_promise_is_broken_and_with_it_none(name: str) -> None:
    case = CASES[name]
    seeds = dict.fromkeys((case.seed, *range(1, SEEDS + 1)))
    with pytest.MonkeyPatch.context() as patch:
        case.remove(patch)
        found = next((seed for seed in seeds if broken(case, seed)), None)
    assert found is not None, f"{SEEDS} communes did not miss the rule"
    assert not broken(case, found), "the same commune is no better with the rule"
