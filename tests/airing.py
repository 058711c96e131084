"""Broadcasts that speakers report: one programme at five in the afternoon, heard where a test says so."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from broadcaster.db.airing_tables import broadcasts
from broadcaster.domain.asrun import ItemReport, Outcome
from broadcaster.services import dispatching, journal, reporting
from broadcaster.services.journal import Event, Told
from tests.factories import NOW, World, news_at, planned

AIR_AT = NOW + timedelta(hours=7)
"""Five in the afternoon."""


def at_five(world: World) -> None:
    """Put what is approved on air at five, every day, and hand the plans out."""
    news_at(world, time(17))
    planned(world)
    with world.memory.writes.begin() as session:
        due = dispatching.due(session, world.commune_id, now=NOW, limit=9)
        heads = [dispatching.made(each.desired, each.desired.digest.encode()) for each in due]
        dispatching.said(session, world.commune_id, heads, now=NOW)


def play(
    world: World,
    device: str,
    outcome: Outcome = Outcome.DONE,
    played_ms: int = 30_000,
    *,
    hamlet: str = "go-sai",
    at: datetime = AIR_AT,
) -> None:
    """Let a speaker report on the first item of its hamlet's broadcast at a moment."""
    with world.memory.writes.begin() as session:
        broadcast = session.scalars(
            select(broadcasts.c.id).where(broadcasts.c.hamlet == hamlet, broadcasts.c.start_at == at)
        ).one()
        status = reporting.known_speakers(session, world.commune_id, [device])[device]
        status.hear_state(on=True, boot=1, conn=1, now=at)
        status.playing = broadcast if outcome is Outcome.STARTED else ""
        item = ItemReport(0, outcome, at, at + timedelta(milliseconds=played_ms), played_ms, 4)
        journal.hear_events(session, [Told(status, "00", [Event(1, "ended", b"", broadcast, item)])], now=at)
