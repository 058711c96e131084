"""The way to 80 % by 2030 as a drawing: waves with their ranges, and the band if nothing changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from broadcaster.reach.figures import Interval
from broadcaster.reach.trend import WavePoint, outlook

WIDTH, HEIGHT = 1000, 316
LEFT, RIGHT, TOP, BOTTOM = 60, 960, 20, 280
TARGET_YEAR = 2030


@dataclass(frozen=True)
class Point:
    """A wave at its place in the drawing; `x`, `y`, `low_y` and `high_y` in the drawing's units."""

    wave: WavePoint
    x: float
    y: float
    low_y: float
    high_y: float


@dataclass(frozen=True)
class Chart:
    """All that the drawing shows: paths as SVG spells them, marks with their places."""

    points: tuple[Point, ...]
    line: str
    band: str
    middle: str
    end: Interval | None
    years: tuple[tuple[int, float, float], ...]
    """Year, where it begins and the middle of its name."""
    shares: tuple[tuple[int, float], ...]
    goal_y: float


def draw(waves: Sequence[WavePoint], ceiling: float, first_year: int) -> Chart:
    """Draw the waves and what they let expect until the end of the target year."""
    last_year = max(TARGET_YEAR, *(wave.on.year for wave in waves)) if waves else TARGET_YEAR
    first_on, last_on = date(first_year, 1, 1), date(last_year, 12, 31)

    def x(on: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (on - first_on).days / (last_on - first_on).days, 1)

    points = tuple(_point(wave, x(wave.on)) for wave in waves)
    years = range(first_year, last_year + 1)
    band, middle, end = _ahead(waves, ceiling, last_year, x) if waves else ("", "", None)
    return Chart(
        points=points,
        line="M" + " L".join(f"{point.x} {point.y}" for point in points) if len(points) > 1 else "",
        band=band,
        middle=middle,
        end=end,
        years=tuple((year, x(date(year, 1, 1)), x(date(year, 7, 1))) for year in years),
        shares=tuple((share, _y(share / 100)) for share in range(0, 101, 20)),
        goal_y=_y(0.8),
    )


def _ahead(
    waves: Sequence[WavePoint], ceiling: float, last_year: int, x: Callable[[date], float]
) -> tuple[str, str, Interval]:
    last_on = max(wave.on for wave in waves)
    days = [last_on, *(date(year, 12, 31) for year in range(last_on.year, last_year + 1))]
    ahead = outlook(waves, days, ceiling)
    upper = [f"{x(each.on)} {_y(each.reach.high)}" for each in ahead]
    lower = [f"{x(each.on)} {_y(each.reach.low)}" for each in reversed(ahead)]
    middle = [f"{x(each.on)} {_y(each.reach.mean)}" for each in ahead]
    return "M" + " L".join(upper + lower) + "Z", "M" + " L".join(middle), ahead[-1].reach


def _point(wave: WavePoint, x: float) -> Point:
    return Point(wave, x, _y(wave.reach.mean), _y(wave.reach.low), _y(wave.reach.high))


def _y(share: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * share, 1)
