"""The levels that were measured in front of one speaker, for its page."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.commune_tables import people
from broadcaster.db.coverage_tables import level_readings
from broadcaster.reach.acoustics import calibrated_level


@dataclass(frozen=True)
class ReadingLine:
    """A reading with who entered it; `level_at_1m` is what it says of the horn itself."""

    id: str
    taken_on: date
    level_dba: float
    distance_m: float
    gain_db: float
    entered_by: str
    is_struck: bool

    @property
    def level_at_1m(self) -> float:
        """The level one metre in front that this measurement stands for, dBA."""
        return calibrated_level(self.level_dba, self.distance_m)


def readings_of(session: Session, commune_id: str, device_id: str) -> tuple[ReadingLine, ...]:
    """Return a speaker's readings, the newest first."""
    column = level_readings.c
    rows = session.execute(
        select(
            column.id,
            column.taken_on,
            column.level_dba,
            column.distance_m,
            column.gain_db,
            people.c.full_name,
            column.struck_at.is_not(None),
        )
        .join(people, people.c.id == column.entered_by)
        .where(column.commune_id == commune_id, column.device_id == device_id)
        .order_by(column.taken_on.desc(), column.entered_at.desc())
    )
    return tuple(ReadingLine(*row) for row in rows)
