"""Whether the air time that is asked for keeps to the hours and minutes that the commune allows itself.

Asked twice: when a schedule is saved (`check`, on the rules, the whole slot counted) and when a broadcast is
planned (`refusal`, on the day itself), for a decision may have changed in between.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from broadcaster.domain.air_hours import AirHours, in_force
from broadcaster.domain.calendar import local
from broadcaster.domain.civil_days import ONE_DAY
from broadcaster.domain.errors import StationError
from broadcaster.domain.recurrence import LATEST
from broadcaster.domain.schedule import DAY_MS, Slot

Span = tuple[int, int]
"""From and until in milliseconds since the midnight that begins a day; until may lie in the next day."""
_MINUTE_MS = 60_000


def check(name: str, slot: Slot, others: Mapping[str, Slot], decisions: Sequence[AirHours]) -> None:
    """Refuse a slot that, beside the others on air, breaks a decision on some day of its life.

    Raises StationError with the first day on which it would: no_air_hours, outside_air_hours,
    session_too_long, too_many_sessions or too_many_minutes. All count on the day on which they begin.
    """
    beside = [other for other_name, other in others.items() if other_name != name]
    companies = list(_companies(slot, beside))
    for day in _telling_days(slot, beside, decisions):
        for span in _spans(slot, day):
            _raise(_outside(decisions, day, span))
        for hamlet, company in companies:
            spans = [span for other in company for span in _spans(other, day)]
            _raise(_too_much(in_force(decisions, day), day, hamlet, spans))


def refusal(
    decisions: Sequence[AirHours], hamlet: str, day: date, spans: Sequence[Span]
) -> StationError | None:
    """Return why the last of these spans of a hamlet's day may not air beside the ones before it."""
    try:
        hours = in_force(decisions, day)
    except StationError as no_hours:
        return no_hours
    return _outside(decisions, day, spans[-1]) or _too_much(hours, day, hamlet, spans)


def check_span(decisions: Sequence[AirHours], start_at: datetime, length: timedelta, zone: str) -> None:
    """Refuse a stretch of time outside every window. StationError `no_air_hours`, `outside_air_hours`."""
    day, span = span_of(start_at, length // timedelta(milliseconds=1), zone)
    _raise(_outside(decisions, day, span))


def span_of(start_at: datetime, duration_ms: int, zone: str) -> tuple[date, Span]:
    """Return the commune's day on which a broadcast begins, and its span by the clock on the wall."""
    start, end = local(start_at, zone), local(start_at + timedelta(milliseconds=duration_ms), zone)
    days_later = (end.date() - start.date()).days
    return start.date(), (_since_midnight(start.time()), days_later * DAY_MS + _since_midnight(end.time()))


def _raise(refused: StationError | None) -> None:
    if refused:
        raise refused


def _outside(decisions: Sequence[AirHours], day: date, span: Span) -> StationError | None:
    """Return the refusal of a span that no window, nor several that touch, cover."""
    reached_ms = span[0]
    windows = list(_open_spans(decisions, day))
    for opens_ms, closes_ms in sorted(windows):
        if opens_ms <= reached_ms < closes_ms:
            reached_ms = closes_ms
    if reached_ms >= span[1]:
        return None
    hours = in_force(decisions, day)
    return StationError(
        "outside_air_hours",
        day_on=day,
        starts=_clock(span[0]),
        ends=_clock(span[1]),
        allowed=", ".join(f"{_clock(a)}-{_clock(b)}" for a, b in sorted(windows) if 0 <= a < DAY_MS),
        effective_from=hours.effective_from,
        decided_by=hours.decided_by,
    )


def _open_spans(decisions: Sequence[AirHours], day: date) -> Iterator[Span]:
    """Yield the windows of a day and of the next, for what lasts beyond midnight."""
    for days_later in (0, 1):
        on = day + days_later * ONE_DAY
        for window in in_force(decisions, on).windows:
            if on.weekday() in window.weekdays:
                closes_ms = _since_midnight(window.closes) or DAY_MS
                yield days_later * DAY_MS + _since_midnight(window.opens), days_later * DAY_MS + closes_ms


def _too_much(hours: AirHours, day: date, hamlet: str, spans: Iterable[Span]) -> StationError | None:
    """Return the refusal of what airs in a hamlet on one day if it is too long, too often or too much."""
    ordered = sorted(spans)
    sessions = _sessions(ordered, hours.session_gap_minutes * _MINUTE_MS)
    rules = (
        ("session_too_long", hours.session_minutes, _minutes(max((b - a for a, b in sessions), default=0))),
        ("too_many_sessions", hours.sessions_per_day, len(sessions)),
        ("too_many_minutes", hours.daily_minutes, _minutes(sum(b - a for a, b in ordered))),
    )
    for code, limit, asked in rules:
        if limit is not None and asked > limit:
            return StationError(
                code,
                day_on=day,
                hamlet=hamlet,
                limit=limit,
                asked=asked,
                effective_from=hours.effective_from,
                decided_by=hours.decided_by,
            )
    return None


def _sessions(ordered: Sequence[Span], gap_ms: int) -> list[Span]:
    """Join spans that follow each other within the gap."""
    sessions: list[Span] = []
    for from_ms, until_ms in ordered:
        if sessions and from_ms - sessions[-1][1] < gap_ms:
            sessions[-1] = (sessions[-1][0], max(sessions[-1][1], until_ms))
        else:
            sessions.append((from_ms, until_ms))
    return sessions


def _companies(slot: Slot, beside: Sequence[Slot]) -> Iterator[tuple[str, list[Slot]]]:
    """Yield each hamlet that the slot reaches with all that airs there; "" is one without own slots."""
    hamlets = slot.hamlets or ("", *dict.fromkeys(hamlet for other in beside for hamlet in other.hamlets))
    for hamlet in hamlets:
        yield hamlet, [slot, *(other for other in beside if other.reaches(hamlet))]


def _telling_days(slot: Slot, beside: Sequence[Slot], decisions: Iterable[AirHours]) -> Iterator[date]:
    """Yield, of the slot's days, enough to tell of all: a week after each day on which anything changes.

    Between two such days nothing begins, ends or is left out, so every week is like the first.
    """
    rules = [slot.recurrence, *(other.recurrence for other in beside)]
    turns = {slot.recurrence.first_on}
    for rule in rules:
        turns |= {rule.first_on, rule.ends_on + ONE_DAY}
        turns |= {day + n * ONE_DAY for day in rule.except_on for n in (0, 1)}
    for decision in decisions:
        turns |= {decision.effective_from - ONE_DAY, decision.effective_from}
    ordered = sorted(turns)
    for turn, next_turn in zip(ordered, [*ordered[1:], LATEST], strict=True):
        week = (turn + n * ONE_DAY for n in range(7))
        yield from (day for day in week if day < next_turn and slot.recurrence.falls_on(day))


def _spans(slot: Slot, day: date) -> list[Span]:
    rule = slot.recurrence
    if not rule.falls_on(day):
        return []
    return [(start := _since_midnight(at), start + slot.length_ms) for at in rule.times]


def _since_midnight(at: time) -> int:
    return (at.hour * 3600 + at.minute * 60 + at.second) * 1000 + at.microsecond // 1000


def _minutes(ms: int) -> int:
    """Return minutes, begun ones counted whole."""
    return -(-ms // _MINUTE_MS)


def _clock(ms: int) -> str:
    minutes = ms // _MINUTE_MS
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
