"""What is made while it is heard: stations to relay with their history, the talk on air, how each source is doing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.db.commune_tables import hamlets
from broadcaster.db.stream_tables import live_talks, relay_stations, stream_watches
from broadcaster.db.timetable_tables import programmes
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.live_talk import LiveTalk
from broadcaster.domain.programme import Programme
from broadcaster.domain.programme_parts import Relay
from broadcaster.domain.relay_station import RelayStation
from broadcaster.domain.stream import StreamWatch
from broadcaster.queries.names import people_names

_SHOWN = 20


@dataclass(frozen=True)
class StationLine:
    """A station to relay, who allowed it and who ended that, the programmes that relay it, its latest airings."""

    station: RelayStation
    added_by: str
    ended_by: str
    programmes: tuple[str, ...]
    airings: tuple[StreamWatch, ...]


@dataclass(frozen=True)
class HamletEars:
    """How many speakers of a hamlet sound a talk, have it ready, or will not sound it."""

    name: str
    speakers: int
    sounding: int
    ready: int
    lost: int


@dataclass(frozen=True)
class TalkView:
    """A talk, who speaks, how the sound arrives, and who hears it."""

    talk: LiveTalk
    person: str
    watch: StreamWatch | None
    ears: tuple[HamletEars, ...]

    @property
    def speakers(self) -> int:
        """All that should sound."""
        return sum(each.speakers for each in self.ears)

    @property
    def sounding(self) -> int:
        """All that say that they sound, or did to the end."""
        return sum(each.sounding for each in self.ears)

    @property
    def ready(self) -> int:
        """All that hold the order, or sound already."""
        return sum(each.ready + each.sounding for each in self.ears)


def relay_lines(session: Session, commune_id: str) -> tuple[StationLine, ...]:
    """Return every station that was ever allowed: those in force first, then the newest."""
    column = relay_stations.c
    found = session.scalars(
        select(RelayStation)
        .where(column.commune_id == commune_id)
        .order_by(column.ended_at.is_not(None), column.added_at.desc(), column.id)
    ).all()
    names = people_names(session, commune_id)
    relaying: defaultdict[str, list[str]] = defaultdict(list)
    current = select(Programme).where(programmes.c.commune_id == commune_id, programmes.c.ended_at.is_(None))
    for programme in session.scalars(current.order_by(programmes.c.name)):
        for url in {part.url for part in programme.parts if isinstance(part, Relay)}:
            relaying[url].append(programme.name)
    return tuple(
        StationLine(
            station=each,
            added_by=names.get(each.added_by, ""),
            ended_by=names.get(each.ended_by or "", ""),
            programmes=tuple(relaying[each.url]) if each.ended_at is None else (),
            airings=_airings(session, each),
        )
        for each in found
    )


def talk_view(session: Session, talk: LiveTalk) -> TalkView:
    """Return how a talk is doing."""
    column = stream_watches.c
    watch = session.scalar(
        select(StreamWatch)
        .where(column.commune_id == talk.commune_id, column.address == talk.address)
        .order_by(column.started_at.desc())
        .limit(1)
    )
    return TalkView(
        talk, people_names(session, talk.commune_id).get(talk.person_id, ""), watch, _ears(session, talk)
    )


def past_talks(session: Session, commune_id: str) -> tuple[TalkView, ...]:
    """Return the latest talks that are over."""
    column = live_talks.c
    found = session.scalars(
        select(LiveTalk)
        .where(column.commune_id == commune_id, column.ended_at.is_not(None))
        .order_by(column.starts_at.desc())
        .limit(_SHOWN)
    ).all()
    return tuple(talk_view(session, talk) for talk in found)


def _airings(session: Session, station: RelayStation) -> tuple[StreamWatch, ...]:
    column = stream_watches.c
    until = station.ended_at or datetime.max.replace(tzinfo=station.added_at.tzinfo)
    found = session.scalars(
        select(StreamWatch)
        .where(
            column.commune_id == station.commune_id,
            column.address == station.url,
            column.started_at >= station.added_at,
            column.started_at <= until,
        )
        .order_by(column.started_at.desc())
        .limit(3)
    )
    return tuple(found)


def _ears(session: Session, talk: LiveTalk) -> tuple[HamletEars, ...]:
    outcome = as_run.c.outcome

    def count(*outcomes: Outcome) -> ColumnElement[int]:
        return func.sum(case((outcome.in_(outcomes), 1), else_=0))

    rows = session.execute(
        select(
            hamlets.c.name,
            func.count(),
            count(Outcome.STARTED, Outcome.DONE),
            count(Outcome.ACCEPTED, Outcome.READY),
            count(
                Outcome.PARTIAL,
                Outcome.PREEMPTED,
                Outcome.MISSED,
                Outcome.REJECTED,
                Outcome.CANCELLED,
                Outcome.UNKNOWN,
            ),
        )
        .join(broadcasts, broadcasts.c.id == as_run.c.broadcast_id)
        .join(hamlets, (hamlets.c.code == as_run.c.hamlet) & (hamlets.c.commune_id == as_run.c.commune_id))
        .where(broadcasts.c.schedule_id == talk.schedule_id)
        .group_by(hamlets.c.name, hamlets.c.position)
        .order_by(hamlets.c.position)
    )
    return tuple(HamletEars(*row) for row in rows)
