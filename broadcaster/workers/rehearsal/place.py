"""Where the rehearsal takes place: one commune of one hamlet, and the hours of its loudspeakers."""

from datetime import date, time
from typing import Final

from broadcaster.domain.air_hours import AirHours, AirWindow
from broadcaster.domain.recurrence import EVERY_DAY

SITE: Final = "xa-tap"
HAMLET: Final = "thon-1"
DAY_S: Final = 86_400
UTC_OFFSET_MIN: Final = 420
OPENS, CLOSES = 5 * 60, 21 * 60
"""The minutes of the local day within which loudspeakers may sound."""
HOURS: Final = AirHours(date(2026, 1, 1), (AirWindow(EVERY_DAY, time(OPENS // 60), time(CLOSES // 60)),))
