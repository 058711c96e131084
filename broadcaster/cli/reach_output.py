"""The JSON that `broadcaster reach estimate` prints, and a sentence for reports (docs/reach.md)."""

from dataclasses import asdict

from broadcaster.cli.reach_input import ReachInput
from broadcaster.reach.claim import Claim, Verdict
from broadcaster.reach.figures import Band, CommuneFigures, Interval, Ladder
from broadcaster.reach.places import Assumptions
from broadcaster.reach.quality import FEW_INTERVIEWS

VERDICTS = {
    Verdict.REACHED: "đạt",
    Verdict.NOT_REACHED: "chưa đạt",
    Verdict.NOT_PROVEN: "chưa đủ bằng chứng",
}
DEFINITION = (
    "share of residents who heard at least one confirmed bulletin of the topic, within the window, "
    "on the loudspeaker that is loudest at their home"
)


def report(given: ReachInput, figures: CommuneFigures) -> dict[str, object]:
    """Return the figures as JSON values; shares are numbers between 0 and 1, unrounded."""
    assumptions = given.parameters.assumptions()
    return {
        "commune": given.commune,
        "topic": given.topic,
        "window": given.window,
        "definition": DEFINITION,
        "parameters": _parameters(given, assumptions),
        "residents": figures.commune.residents,
        **_rungs(figures.commune, assumptions.target),
        "survey": asdict(figures.survey) if figures.survey else None,
        "cross_check": asdict(figures.cross_check) if figures.cross_check else None,
        "claim": _claim(figures.claim),
        "flags": [asdict(flag) for flag in figures.findings.flags],
        "unchecked": list(figures.findings.unchecked),
        "any_channel": asdict(figures.channels) if figures.channels else None,
        "hamlets": [
            {"name": one.name, "residents": one.residents, **_rungs(one, assumptions.target)}
            for one in figures.hamlets
        ],
        "statement": statement(given, figures, assumptions),
    }


def _parameters(given: ReachInput, assumptions: Assumptions) -> dict[str, object]:
    used = asdict(assumptions)
    presence = {part.name: asdict(part.presence) for place in given.places() for part in place.dayparts}
    habits = {"mu": used.pop("mean"), "rho": used.pop("correlation"), "presence": presence}
    return {**habits, **used, "absent_share": given.parameters.absent_share}


def _rungs(ladder: Ladder, target: float) -> dict[str, object]:
    played, published = ladder.played, ladder.published
    few = 0 < published.interviews < FEW_INTERVIEWS
    return {
        "confirmed_share": {"low": played.low, "high": played.high, **asdict(played)},
        "opportunity_to_hear": _band(ladder.opportunity),
        "reach_1plus": _band(ladder.once),
        "reach_3plus": _band(ladder.thrice),
        "grp": ladder.grp,
        "frequency": ladder.frequency,
        "naive_reach": ladder.naive,
        "model": asdict(ladder.model),
        "published": {
            **asdict(published.reach),
            "basis": "survey and model" if published.interviews else "model, not calibrated by a survey",
            "interviews": published.interviews,
            "model_interviews": published.model_interviews,
            "printed": _tens(published.reach) if few else printed(published.reach),
        },
        "ceiling": ladder.ceiling,
        "can_reach_target": ladder.ceiling > target,
        "occasions_needed": ladder.needed,
    }


def _band(band: Band) -> dict[str, float]:
    return {"low": band.low, "high": band.high}


def _claim(claim: Claim) -> dict[str, object]:
    return {
        "target": claim.target,
        "verdict": claim.verdict.value,
        "verdict_vi": VERDICTS[claim.verdict],
        "survey_mean": claim.mean,
        "lower_95": claim.lower,
        "exact_lower_95": claim.exact_lower,
        "probability": claim.chance,
        "blocked_by": list(claim.blocked_by),
    }


def printed(interval: Interval) -> str:
    """Return an interval as reports print it: whole per cent, never without its range."""
    return f"{100 * interval.mean:.0f} % ({100 * interval.low:.0f}–{100 * interval.high:.0f} %)"


def _tens(interval: Interval) -> str:
    band = interval.in_tens
    return f"{100 * band.low:.0f}–{100 * band.high:.0f} %"


def statement(given: ReachInput, figures: CommuneFigures, assumptions: Assumptions) -> str:
    """Return the Vietnamese sentence for a report: estimate, verdict, and what would help."""
    commune, target = figures.commune, f"{100 * assumptions.target:.0f} %"
    topic = f"bản tin {given.topic}" if given.topic else "bản tin"
    window = given.window.replace("days", "ngày")
    basis = "" if figures.survey else " (ước tính mô hình, chưa hiệu chuẩn bằng khảo sát)"
    sentences = [
        f"Ước tính {printed(commune.published.reach)} người dân đã nghe ≥ 1 {topic} trong {window}{basis}",
        f"mức {target}: {VERDICTS[figures.claim.verdict]}.",
    ]
    text = "; ".join(sentences)
    if commune.ceiling > assumptions.target:
        return text
    weakest = min(figures.hamlets, key=lambda one: (one.ceiling, -one.residents))
    return (
        f"{text} Trần phủ loa ≈ {100 * commune.ceiling:.0f} %: tăng số lần phát không đủ, "
        f"cần bổ sung hoặc xoay loa ({weakest.name}) và dùng kênh khác."
    )
