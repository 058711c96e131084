"""Rows of an invented day, for layouts that need no database."""

from datetime import UTC, datetime, timedelta

from broadcaster.domain.asrun import Outcome
from broadcaster.domain.precedence import Precedence
from broadcaster.queries.on_air import AirBlock, AirItem, Kind, Lane, Tally
from broadcaster.queries.timetable import PlannedAiring

MORNING = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
"""05:30 on Tuesday in the commune."""
AFTERNOON = MORNING + timedelta(hours=11, minutes=30)


def block(
    starts_at: datetime = MORNING,
    *titles: str,
    outcome: Outcome = Outcome.PLANNED,
    speakers: int = 2,
    minutes: int = 10,
    reason: str = "",
) -> AirBlock:
    """Return a broadcast of parts of equal length."""
    parts = titles or ("Bản tin xã",)
    each = timedelta(minutes=minutes) / len(parts)
    items = tuple(
        AirItem(title, Kind.BULLETIN, starts_at + each * number, round(each.total_seconds() * 1000))
        for number, title in enumerate(parts)
    )
    return AirBlock(
        broadcast_id=f"{starts_at:%H%M}-{parts[0]}",
        title=parts[0],
        precedence=Precedence.ROUTINE,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        items=items,
        tally=Tally(((outcome, speakers),)),
        reason=reason,
    )


def lane(name: str, *blocks: AirBlock, speakers: int = 2, silent: int = 0) -> Lane:
    return Lane(name.lower(), name, speakers, silent, MORNING if silent else None, blocks)


def airing(
    starts_at: datetime, minutes: int = 30, *, schedule_id: str = "s", new: bool = False
) -> PlannedAiring:
    return PlannedAiring(
        schedule_id=schedule_id,
        title="Bản tin sáng",
        kind=Kind.BULLETIN,
        precedence=Precedence.ROUTINE,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        hamlets=("Gò Sải",),
        speakers=2,
        is_whole_commune=False,
        is_one_off=False,
        is_new_hour=new,
    )
