"""Looks ahead: makes broadcasts of schedules and plans of broadcasts, and settles what nobody reported."""

from datetime import datetime, timedelta

from broadcaster.bootstrap import Station
from broadcaster.services import dispatching, planning, planning_marks, reporting

_LOOK = timedelta(seconds=1)
_AT_LEAST_EVERY = timedelta(minutes=1)


class Scheduler:
    """Plans when something asked for it, and once a minute in any case: days roll on by themselves."""

    name = "scheduler"

    def __init__(self, station: Station) -> None:
        self._station = station
        self._planned_at: datetime | None = None

    def step(self, now: datetime) -> datetime:
        """Bring every plan up to date."""
        commune_id = self._station.commune.code
        with self._station.memory.reads() as session:
            wish = planning_marks.open_wish(session, commune_id)
        if wish is not None or self._is_due(now):
            with self._station.memory.writes.begin() as session:
                planning.plan_ahead(session, commune_id, now=now)
                dispatching.refresh(session, commune_id, now=now)
                if wish is not None:
                    planning_marks.fulfil(session, commune_id, wish, now=now)
            self._planned_at = now
        with self._station.memory.writes.begin() as session:
            reporting.settle_overdue(session, commune_id, now=now)
        return now + _LOOK

    def _is_due(self, now: datetime) -> bool:
        """Tell whether a minute has passed; a clock that jumped back counts as one, too."""
        return self._planned_at is None or not timedelta() <= now - self._planned_at < _AT_LEAST_EVERY
