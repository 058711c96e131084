"""The policy as the speaker applies it: may something sound from here to there? Instants are UTC seconds."""

from itertools import pairwise
from typing import Final

from broadcaster.protocol.messages import Policy, Window
from broadcaster.speaker.memory import Memory
from broadcaster.speaker.timetable import Task

MINUTE_S: Final = 60
DAY_S: Final = 86_400
MAX_ALERTS_AN_HOUR: Final = 3


def overstepped(policy: Policy, task: Task, begin: float, memory: Memory) -> str:
    """Return what the task would overstep, beginning at `begin`; empty where it may sound."""
    if task.is_emergency and task.overrides_quiet:
        return ""
    if not _within(policy, begin, begin + task.duration_s):
        return "outside the hours"
    if task.is_emergency:
        return ""
    if any(piece.gain_db > policy.max_gain_db for piece in task.pieces):
        return "too loud"
    midnight = _day(policy, begin) * DAY_S - policy.utc_offset_min * MINUTE_S
    played_s = memory.seconds_between(midnight, midnight + DAY_S)
    return (
        "" if played_s + task.duration_s <= policy.max_minutes * MINUTE_S else "the day's minutes are used up"
    )


def too_many_alerts(memory: Memory, reference: str | None, now: float) -> bool:
    """Tell whether one more new alert is too much; what names an accepted alert is not new."""
    if reference is not None and reference in memory.alerts:
        return False
    return sum(at > now - 3_600 for at in memory.alerts.values()) >= MAX_ALERTS_AN_HOUR


def _day(policy: Policy, instant: float) -> int:
    """Return the local day, counted from 1 January 1970, a Thursday."""
    return int((instant + policy.utc_offset_min * MINUTE_S) // DAY_S)


def _within(policy: Policy, begin: float, end: float) -> bool:
    """Tell whether all of it lies in the windows and none of it in quiet hours."""
    edges = [begin, *_edges(policy, begin, end), end]
    middles = [(early + late) / 2 for early, late in pairwise(edges)]
    return all(
        _covers(policy, policy.windows, instant) and not _covers(policy, policy.quiet, instant)
        for instant in middles
    )


def _edges(policy: Policy, begin: float, end: float) -> list[float]:
    """Return every instant within at which a window may open or close, in order."""
    minutes = {0} | {edge for w in (*policy.windows, *policy.quiet) for edge in (w.begin, w.end)}
    days = range(_day(policy, begin), _day(policy, end) + 1)
    edges = (day * DAY_S + (minute - policy.utc_offset_min) * MINUTE_S for day in days for minute in minutes)
    return sorted(edge for edge in edges if begin < edge < end)


def _covers(policy: Policy, windows: tuple[Window, ...], instant: float) -> bool:
    day = _day(policy, instant)
    minute = (instant + policy.utc_offset_min * MINUTE_S - day * DAY_S) / MINUTE_S
    weekday = str((day + 3) % 7 + 1)
    return any(weekday in w.days and w.begin <= minute < w.end for w in windows)
