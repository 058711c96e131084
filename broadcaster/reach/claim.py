"""May the commune say "at least 80 % of residents were reached"? Only the survey may answer, never the model.

Two tests must both hold, since each alone can err at the edge: the chance, given the answers by hamlet and
the false "yes", that the target is reached (Jeffreys' prior), and the exact one-sided bound of Clopper and
Pearson on the effective number of interviews. Neither is helped by the finite population correction.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from broadcaster.reach.sampling import clopper_pearson
from broadcaster.reach.survey import Foil, Stratum, posterior, without_false_yes

CONFIDENCE = 0.95


class Verdict(enum.Enum):
    """*Đạt*, *chưa đạt*, *chưa đủ bằng chứng*."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NOT_PROVEN = "not_proven"


@dataclass(frozen=True)
class Claim:
    """The verdict on a target and what it rests on; `mean` to `exact_lower` are None without a survey."""

    target: float
    verdict: Verdict
    mean: float | None = None
    lower: float | None = None
    chance: float | None = None
    exact_lower: float | None = None
    blocked_by: tuple[str, ...] = ()


def judge(
    strata: Sequence[Stratum],
    foil: Foil,
    rng: np.random.Generator,
    *,
    target: float = 0.8,
    blocked_by: Sequence[str] = (),
    draws: int = 20_000,
) -> Claim:
    """Judge the target. `blocked_by` names flaws of the data that forbid a claim, whatever the answers."""
    if not any(stratum.asked for stratum in strata):
        return Claim(target, Verdict.NOT_PROVEN, blocked_by=tuple(blocked_by))
    residents = np.array([stratum.residents for stratum in strata], np.float64)
    commune = posterior(strata, None, foil, rng, draws) @ (residents / residents.sum())
    chance = float((commune >= target).mean())
    exact = exact_lower(strata, foil)
    if chance <= 1 - CONFIDENCE:
        verdict = Verdict.NOT_REACHED
    elif chance >= CONFIDENCE and exact > target and not blocked_by:
        verdict = Verdict.REACHED
    else:
        verdict = Verdict.NOT_PROVEN
    return Claim(
        target,
        verdict,
        mean=float(commune.mean()),
        lower=float(np.quantile(commune, 1 - CONFIDENCE)),
        chance=chance,
        exact_lower=exact,
        blocked_by=tuple(blocked_by),
    )


def exact_lower(strata: Sequence[Stratum], foil: Foil) -> float:
    """Return the exact one-sided 95 % lower bound of the share reached; unasked hamlets count as unreached.

    With one stratum it is the binomial bound itself. With several it stands on the effective number of
    interviews, at most those made.
    """
    seen = [stratum for stratum in strata if stratum.asked > 0]
    residents = sum(stratum.residents for stratum in seen)
    asked = sum(stratum.asked for stratum in seen)
    share = sum(stratum.residents / residents * stratum.yes / stratum.asked for stratum in seen)
    variance = sum(
        (s.residents / residents) ** 2 * s.yes / s.asked * (1 - s.yes / s.asked) / s.asked for s in seen
    )
    effective = min(asked, share * (1 - share) / variance) if variance > 0 else asked
    low, _ = clopper_pearson(min(share, 1.0) * effective, effective, 2 * CONFIDENCE - 1)
    known = residents / sum(stratum.residents for stratum in strata)
    return known * without_false_yes(low, foil.rate)
