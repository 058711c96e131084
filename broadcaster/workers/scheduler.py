"""Looks ahead: makes broadcasts of schedules and plans of broadcasts, and settles what nobody reported."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from broadcaster.bootstrap import Station
from broadcaster.domain.calendar import day_of
from broadcaster.services import dispatching, planning, planning_marks, settling, silence

_LOOK = timedelta(seconds=1)
_AT_LEAST_EVERY = timedelta(minutes=10)
Writing = Callable[[Session], None]


class Scheduler:
    """Plans when something asked for it, when a day begins, and every ten minutes in any case."""

    name = "scheduler"

    def __init__(self, station: Station) -> None:
        self._station, self._commune_id = station, station.commune.code
        self._planned_at: datetime | None = None

    def step(self, now: datetime) -> datetime:
        """Bring every plan up to date, after what cannot wait for it."""
        self._end_silences(now)
        if self._is_due(now) and self._plan(now):
            self._planned_at = now
        self._settle(now)
        return now + _LOOK

    def _is_due(self, now: datetime) -> bool:
        """Tell whether plans may be out of date; a clock that jumped back counts as one that did, too."""
        if self._planned_at is None or not timedelta() <= now - self._planned_at < _AT_LEAST_EVERY:
            return True
        zone = self._station.commune.zone
        if day_of(now, zone) != day_of(self._planned_at, zone) or now.date() != self._planned_at.date():
            return True
        with self._station.memory.reads() as session:
            return planning_marks.is_open(session, self._commune_id)

    def _plan(self, now: datetime) -> bool:
        """Think, then write; False where somebody asked for something else meanwhile, and all begins anew."""
        with self._station.memory.reads() as session:
            wish = planning_marks.newest_wish(session, self._commune_id)
            writes = planning.foresee(session, self._commune_id, now=now)
        if not self._write(wish, [piece.run for write in writes for piece in write.pieces()]):
            return False
        with self._station.memory.reads() as session:
            wishes = dispatching.foresee(session, self._commune_id, epoch=self._station.epoch, now=now)
        if not self._write(wish, [self._wanting(piece, now) for piece in dispatching.pieces(wishes)]):
            return False
        return self._write(
            wish, [lambda session: planning_marks.fulfil(session, self._commune_id, wish, now=now)]
        )

    def _wanting(self, piece: "Iterable[dispatching.Wish]", now: datetime) -> Writing:
        return lambda session: dispatching.want(session, self._commune_id, list(piece), now=now)

    def _write(self, wish: int, writings: Iterable[Writing]) -> bool:
        """Write each piece in a transaction of its own, as long as what was thought is still what is wanted."""
        for writing in writings:
            with self._station.memory.writes.begin() as session:
                if not planning_marks.is_newest(session, self._commune_id, wish):
                    return False
                writing(session)
        return True

    def _end_silences(self, now: datetime) -> None:
        """Let alerts sound again that one person alone has kept silent for too long."""
        with self._station.memory.reads() as session:
            if not silence.is_over(session, self._commune_id, now=now):
                return
        with self._station.memory.writes.begin() as session:
            silence.bring_back(session, self._commune_id, tones=self._station.tones, now=now)

    def _settle(self, now: datetime) -> None:
        with self._station.memory.reads() as session:
            ids = settling.overdue(session, self._commune_id, now=now)
        if ids:
            with self._station.memory.writes.begin() as session:
                settling.give_up(session, ids, now=now)
