"""The lunar calendar (*âm lịch*) as Việt Nam keeps it: new moons and solar terms by the clock of UTC+7.

The method is Hồ Ngọc Đức's ("Thuật toán tính âm lịch", informatik.uni-leipzig.de/~duc/amlich), its astronomy that of
Jean Meeus, "Astronomical Algorithms" (1998), chapters 25 and 49, shortened. A month begins on the day of its new moon;
month 11 holds the winter solstice; where thirteen months lie between two of them, the first without a principal solar
term is the leap month. It holds for 1900 to 2199; before 1968 printed calendars did not always follow UTC+7.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import floor, pi, sin

_UTC_PLUS = 7 / 24
_MONTH = 29.530588853
"""Days from new moon to new moon, on average."""
_EPOCH = 2415021.076998695
"""Julian day of the first new moon of 1900."""
_ORDINAL = 1721425
"""What a proleptic Gregorian ordinal lacks to a Julian day number."""
_DEGREE = pi / 180


@dataclass(frozen=True, order=True)
class LunarDay:
    """A day of the lunar calendar; `is_leap` of the second month of one number."""

    year: int
    month: int
    day: int
    is_leap: bool = False

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1 <= self.day <= 30):
            raise ValueError(f"no such lunar day: {self.day}/{self.month}")


def lunar_of(day: date) -> LunarDay:
    """Return the lunar day of a civil day."""
    number = day.toordinal() + _ORDINAL
    start = _month_start(number)
    year = day.year if start >= _month_eleven(day.year) else day.year - 1
    # Months are counted from the one that holds the solstice before.
    eleven, next_eleven = _month_eleven(year), _month_eleven(year + 1)
    nth = round((start - eleven) / _MONTH)
    leap = _leap_month(eleven) if next_eleven - eleven > 365 else 13
    is_leap = nth == leap
    month = (nth - (nth >= leap) + 10) % 12 + 1
    lunar_year = year if month >= 11 and nth < 4 else year + 1
    return LunarDay(lunar_year, month, number - start + 1, is_leap)


@lru_cache(maxsize=64)
def tet(year: int) -> date:
    """Return the first day of the lunar year that begins in this civil year."""
    first = _month_start(date(year, 2, 19).toordinal() + _ORDINAL)
    return date.fromordinal(first - _ORDINAL)


def _month_start(number: int) -> int:
    """Return the Julian day on which the lunar month of a day begins."""
    nth = floor((number - _EPOCH) / _MONTH) + 1
    while (start := _new_moon(nth)) > number:
        nth -= 1
    return start


@lru_cache(maxsize=64)
def _month_eleven(year: int) -> int:
    """Return the day that begins the month of the winter solstice of this civil year."""
    last = date(year, 12, 31).toordinal() + _ORDINAL
    nth = floor((last - _EPOCH) / _MONTH)
    start = _new_moon(nth)
    return _new_moon(nth - 1) if _solar_term(start) >= 9 else start


def _leap_month(eleven: int) -> int:
    """Return which month after month 11 has no principal solar term."""
    first = round((eleven - _EPOCH) / _MONTH)
    nth, term = 1, _solar_term(_new_moon(first + 1))
    while True:
        following = _solar_term(_new_moon(first + nth + 1))
        if following == term:
            return nth
        nth, term = nth + 1, following


@lru_cache(maxsize=4096)
def _new_moon(nth: int) -> int:
    """Return the Julian day, by the clock of UTC+7, of the nth new moon since 1900."""
    t = nth / 1236.85  # centuries
    mean = 2415020.75933 + 29.53058868 * nth + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t**2) * _DEGREE)
    sun = (359.2242 + 29.10535608 * nth - 0.0000333 * t**2 - 0.00000347 * t**3) * _DEGREE
    moon = (306.0253 + 385.81691806 * nth + 0.0107306 * t**2 + 0.00001236 * t**3) * _DEGREE
    node = (21.2964 + 390.67050646 * nth - 0.0016528 * t**2 - 0.00000239 * t**3) * _DEGREE
    shift = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun)
    shift += -0.4068 * sin(moon) + 0.0161 * sin(2 * moon) - 0.0004 * sin(3 * moon)
    shift += 0.0104 * sin(2 * node) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
    shift += 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun) - 0.0006 * sin(2 * node + moon)
    shift += 0.0010 * sin(2 * node - moon) + 0.0005 * sin(2 * moon + sun)
    late = -0.000278 + 0.000265 * t + 0.000262 * t**2  # dynamical time runs ahead of the clock
    return floor(mean + shift - late + 0.5 + _UTC_PLUS)


@lru_cache(maxsize=4096)
def _solar_term(number: int) -> int:
    """Return in which twelfth of the ecliptic, from 0, the sun stands when a day begins by the clock of UTC+7."""
    t = (number - 2451545.5 - _UTC_PLUS) / 36525
    anomaly = (357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3) * _DEGREE
    mean = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    center = (1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
    center += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    return floor((mean + center) % 360 / 30)
