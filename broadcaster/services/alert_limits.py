"""What an alert may not do, looked up in the rows: reach hamlets that are not there, drill at night, come in swarms."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.command_tables import alerts as alert_rows
from broadcaster.domain import air_time
from broadcaster.domain.alert import Alert
from broadcaster.domain.errors import StationError
from broadcaster.domain.fleet import Fleet
from broadcaster.services import timetable

FIRED_AN_HOUR = 3
"""So many templates one hand may put on air in an hour; a speaker, too, takes no fourth new alert."""


def check_hamlets(session: Session, alert: Alert) -> None:
    """Refuse hamlets that the commune does not have. StationError `hamlet_unknown`."""
    known = {hamlet.code for hamlet in fleet_rows.load(session, alert.commune_id).hamlets}
    if unknown := set(alert.hamlets) - known:
        raise StationError("hamlet_unknown", hamlet=", ".join(sorted(unknown)))


def check_hours(session: Session, fleet: Fleet, alert: Alert, now: datetime) -> None:
    """Refuse an exercise that would go on outside the hours: every speaker would refuse it anyway.

    StationError `outside_air_hours`, `no_air_hours`.
    """
    length = timedelta(minutes=alert.lasting_min if alert.every_min else 1)
    air_time.check_span(timetable.air_hours(session, alert.commune_id), now, length, fleet.commune.zone)


def check_often(session: Session, template: Alert, now: datetime) -> None:
    """Refuse the fourth template in an hour: so many by one hand are no emergency but a mistake, or a theft.

    StationError `fired_often`.
    """
    column = alert_rows.c
    fired = session.scalar(
        select(func.count()).where(
            column.commune_id == template.commune_id,
            column.is_exercise == template.is_exercise,
            column.template_id.is_not(None),
            column.released_at > now - timedelta(hours=1),
        )
    )
    if (fired or 0) >= FIRED_AN_HOUR:
        raise StationError("fired_often", limit=FIRED_AN_HOUR)
