"""Reach, first rungs: one month, by topic and by hamlet.

Counted from the as-run log itself: what a speaker confirmed of each item, matched to the item's bulletin and topic.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.tables import as_run, broadcasts, bulletins
from broadcaster.domain.asrun import ItemReport, Outcome
from broadcaster.domain.bulletin import Topic
from broadcaster.domain.calendar import moment_at
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.rundown import RundownItem
from broadcaster.queries.audience import HamletReach, ReachView, TopicReach
from broadcaster.reach.ledger import COMPLETE
from broadcaster.reach.rungs import opportunity


@dataclass(frozen=True)
class _Play:
    """One bulletin that was to sound in one broadcast on one speaker; confirmed by that speaker, or not."""

    bulletin_id: str
    topic: Topic
    hamlet: str
    device_id: str
    pair: str
    is_confirmed: bool


def reach_view(
    session: Session, commune_id: str, *, month_on: date, now: datetime, topic: Topic | None = None
) -> ReachView:
    """Return one month of the commune; broadcasts still to come count for nothing."""
    fleet = fleet_rows.load(session, commune_id)
    plays = _plays(session, commune_id, fleet.commune.zone, month_on, now)
    chosen = [play for play in plays if topic in (None, play.topic)]
    return ReachView(
        month_on=month_on,
        topic=topic,
        residents=sum(hamlet.residents for hamlet in fleet.hamlets),
        undeclared_speakers=sum(device.households is None for device in fleet.devices),
        topics=tuple(
            _topic_reach(fleet, each, [play for play in plays if play.topic is each])
            for each in Topic
            if any(play.topic is each for play in plays)
        ),
        hamlets=_hamlet_reaches(fleet, chosen),
    )


def _plays(session: Session, commune_id: str, zone: str, month_on: date, now: datetime) -> list[_Play]:
    from_at = moment_at(month_on, datetime.min.time(), zone)
    next_month = (month_on.replace(day=28) + timedelta(days=4)).replace(day=1)
    until_at = min(moment_at(next_month, datetime.min.time(), zone), now)
    span = (as_run.c.commune_id == commune_id, as_run.c.start_at >= from_at, as_run.c.start_at < until_at)
    topics = {
        row.id: row.topic
        for row in session.execute(
            select(bulletins.c.id, bulletins.c.topic).where(bulletins.c.commune_id == commune_id)
        )
    }
    rundowns = {
        row.id: row.rundown.items
        for row in session.execute(
            select(broadcasts.c.id, broadcasts.c.rundown).where(
                broadcasts.c.commune_id == commune_id,
                broadcasts.c.start_at >= from_at,
                broadcasts.c.start_at < until_at,
            )
        )
    }
    rows = session.execute(
        select(
            as_run.c.id, as_run.c.broadcast_id, as_run.c.device_id, as_run.c.hamlet, as_run.c["items"]
        ).where(*span, as_run.c.outcome != Outcome.CANCELLED)
    )
    return [
        _Play(
            item.bulletin_id,
            topics[item.bulletin_id],
            row.hamlet,
            row.device_id,
            row.id,
            _confirmed(item, number, row.items),
        )
        for row in rows
        for number, item in enumerate(rundowns.get(row.broadcast_id, ()))
        if item.bulletin_id in topics
    ]


def _confirmed(item: RundownItem, number: int, reports: Mapping[str, object]) -> bool:
    """Tell whether the speaker itself says that it played the item, whole or at least four fifths of it."""
    told = reports.get(str(number))
    if not isinstance(told, dict):
        return False
    report = ItemReport.from_plain(told)
    return report.outcome is Outcome.DONE or report.played_ms >= COMPLETE * item.duration_ms


def _topic_reach(fleet: Fleet, topic: Topic, plays: Iterable[_Play]) -> TopicReach:
    told = list(plays)
    heard = {play.device_id for play in told if play.is_confirmed}
    return TopicReach(
        topic=topic,
        bulletins=len({play.bulletin_id for play in told}),
        planned=len({play.pair for play in told}),
        confirmed=len({play.pair for play in told if play.is_confirmed}),
        residents=round(opportunity(fleet.hamlets, fleet.devices, heard).low),
    )


def _hamlet_reaches(fleet: Fleet, plays: Iterable[_Play]) -> tuple[HamletReach, ...]:
    by_hamlet: defaultdict[str, list[_Play]] = defaultdict(list)
    for play in plays:
        by_hamlet[play.hamlet].append(play)
    return tuple(
        HamletReach(
            hamlet_code=hamlet.code,
            hamlet=hamlet.name,
            residents=hamlet.residents,
            households=hamlet.households,
            declared_households=sum(d.households or 0 for d in fleet.devices if d.hamlet == hamlet.code),
            planned=len({play.pair for play in by_hamlet[hamlet.code]}),
            confirmed=len({play.pair for play in by_hamlet[hamlet.code] if play.is_confirmed}),
            reached=round(
                opportunity(
                    [hamlet],
                    [device for device in fleet.devices if device.hamlet == hamlet.code],
                    {play.device_id for play in by_hamlet[hamlet.code] if play.is_confirmed},
                ).low
            ),
        )
        for hamlet in fleet.hamlets
    )
