"""A topic's figures as plain values, for reports that are frozen and for files that other communes read."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.domain.months import last_day
from broadcaster.queries.reach_figures import TopicReach, reach_view

FORMAT = "loa-thon-reach-1"


def plain_topic(found: TopicReach) -> dict[str, Any]:
    """Return the rungs with their ends, what the claim rests on, and the flags."""
    rungs, survey, claim = found.figures.commune, found.figures.survey, found.figures.claim
    return {
        "topic": found.topic.value,
        "scheduled": rungs.played.scheduled,
        "confirmed": rungs.played.confirmed,
        "t0": [rungs.played.low, rungs.played.high] if rungs.played.scheduled else None,
        "t1": [rungs.opportunity.low, rungs.opportunity.high],
        "t2": [rungs.model.mean, rungs.model.low, rungs.model.high],
        "t3": [survey.corrected.mean, survey.corrected.low, survey.corrected.high] if survey else None,
        "asked": found.wave.asked if found.wave else 0,
        "ceiling": rungs.ceiling,
        "verdict": claim.verdict.value,
        "flags": [flag.code for flag in found.figures.findings.flags],
    }


def figures_to_share(
    session: Session, commune_id: str, months: Sequence[date], *, version: str, now: datetime
) -> dict[str, Any]:
    """Return what another commune, or the province, may lay beside its own figures: no names, no places."""
    commune = fleet_rows.commune(session, commune_id)
    view = reach_view(session, commune_id, months)
    return {
        "format": FORMAT,
        "commune": {"code": commune.code, "name": commune.name, "is_sample": commune.is_sample},
        "from_on": months[0].isoformat(),
        "until_on": last_day(months[-1]).isoformat(),
        "made_at": now.isoformat(),
        "version": version,
        "residents": view.residents,
        "topics": [plain_topic(each) for each in view.topics],
    }
