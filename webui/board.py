"""The board of *Hôm nay*: a folded time axis, and lanes where what is alike is quiet, what differs loud.

Pure layout: rows of `queries.on_air` in, percentages of the track's width out. Sessions are stretched by
their length; the silent hours between them are folded to a narrow hatched stripe.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.domain.asrun import Outcome
from broadcaster.queries.on_air import AirBlock, AirItem, Kind, Lane, Tally

Name = tuple[str, datetime, Kind]
"""What makes two hamlets' parts the same: title, instant and kind."""
JOIN = timedelta(minutes=20)
"""Broadcasts closer together than this are drawn as one session."""
FOLD = 4.0
"""Width of a folded silence, in percent, while there are few of them."""
TROUBLE = (Outcome.MISSED, Outcome.REJECTED, Outcome.UNKNOWN, Outcome.PARTIAL)
QUIET = (Outcome.PLANNED, Outcome.SENT, Outcome.ACCEPTED, Outcome.READY)
_WORST_FIRST = (
    *TROUBLE,
    Outcome.PREEMPTED,
    Outcome.STARTED,
    Outcome.DONE,
    Outcome.CANCELLED,
    *reversed(QUIET),
)


@dataclass(frozen=True)
class Session:
    """A stretch of the day in which something sounds somewhere."""

    starts_at: datetime
    ends_at: datetime
    at: float
    width: float


@dataclass(frozen=True)
class Axis:
    """The day folded: `sessions` with their places in percent; everything else is silence."""

    sessions: tuple[Session, ...]

    def place(self, moment: datetime) -> float:
        """Return where a moment stands, in percent; inside a silence it moves along the fold."""
        before_end, before_at = None, 0.0
        for session in self.sessions:
            if moment < session.starts_at:
                return before_at + (session.at - before_at) * _share(before_end, moment, session.starts_at)
            if moment <= session.ends_at:
                return session.at + session.width * _share(session.starts_at, moment, session.ends_at)
            before_end, before_at = session.ends_at, session.at + session.width
        return before_at + (100 - before_at) * (_share(before_end, moment, None) if self.sessions else 0.5)

    @property
    def silences(self) -> tuple[tuple[float, float], ...]:
        """The folded stretches as (place, width) in percent."""
        ends = [0.0, *(session.at + session.width for session in self.sessions)]
        starts = [*(session.at for session in self.sessions), 100.0]
        return tuple((end, start - end) for end, start in zip(ends, starts, strict=True))

    @property
    def minutes(self) -> float:
        """How many minutes are stretched out."""
        return sum((session.ends_at - session.starts_at).total_seconds() for session in self.sessions) / 60


def _share(start: datetime | None, moment: datetime, end: datetime | None) -> float:
    """Return how far a moment is between two others; a silence without one end counts eight hours."""
    start = start or (end - timedelta(hours=8) if end else moment)
    end = end or start + timedelta(hours=8)
    return min(max((moment - start) / (end - start), 0.0), 1.0)


def axis(lanes: tuple[Lane, ...]) -> Axis:
    """Fold the day of these lanes."""
    spans: list[list[datetime]] = []
    for start, end in sorted((block.starts_at, block.ends_at) for lane in lanes for block in lane.blocks):
        if spans and start - spans[-1][1] <= JOIN:
            spans[-1][1] = max(spans[-1][1], end)
        else:
            spans.append([start, end])
    fold = min(FOLD, 30 / (len(spans) + 1))
    room = 100 - fold * (len(spans) + 1)
    # The square root keeps a two-minute session wide enough to point at beside one of 45 minutes.
    weights = [max((end - start).total_seconds(), 60.0) ** 0.5 for start, end in spans]
    sessions, at = [], fold
    for (start, end), weight in zip(spans, weights, strict=True):
        width = room * weight / sum(weights)
        sessions.append(Session(start, end, at, width))
        at += width + fold
    return Axis(tuple(sessions))


@dataclass(frozen=True)
class Frame:
    """What every piece is laid out against: the axis, the present moment, and what most hamlets share."""

    axis: Axis
    now: datetime
    common: frozenset[Name]


@dataclass(frozen=True)
class Piece:
    """One stretch of a lane: an item of a broadcast, or a whole broadcast where it failed (`item` None)."""

    block: AirBlock
    item: AirItem | None
    outcome: Outcome
    at: float
    width: float
    is_common: bool
    played: float

    @property
    def is_narrow(self) -> bool:
        """Tell whether there is room for a sign only."""
        return self.width < 4.2  # percent of a track of about 1,200 px: one short word


@dataclass(frozen=True)
class Row:
    """One drawn lane, for one hamlet or for all hamlets whose day is alike."""

    lanes: tuple[Lane, ...]
    blocks: tuple[AirBlock, ...]
    pieces: tuple[Piece, ...]

    @property
    def size(self) -> int:
        """Count its hamlets."""
        return len(self.lanes)

    @property
    def speakers(self) -> int:
        """Count the speakers of its hamlets."""
        return sum(lane.speakers for lane in self.lanes)

    @property
    def silent(self) -> int:
        """Count those of them that are lost."""
        return sum(lane.silent for lane in self.lanes)


@dataclass(frozen=True)
class Board:
    """The whole board: the row of all that is alike, rows with something of their own, rows in trouble."""

    axis: Axis
    alike: Row | None
    own: tuple[Row, ...]
    trouble: tuple[Row, ...]
    now: float

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows from top to bottom."""
        return (*((self.alike,) if self.alike else ()), *self.own, *self.trouble)


def board(lanes: tuple[Lane, ...], now: datetime) -> Board:
    """Lay out a day. Hamlets whose day is alike share a row; a hamlet with a lost speaker always has its own."""
    usual = Counter(_names(lane) for lane in lanes).most_common(1)
    common = frozenset(usual[0][0]) if usual else frozenset[Name]()
    calm = _groups(lane for lane in lanes if not _in_trouble(lane))
    troubled = _groups(lane for lane in lanes if _in_trouble(lane))
    alike = next((group for group in calm if frozenset(_names(group[0])) == common), ())
    folded = axis(lanes)
    frame = Frame(folded, now, common)
    return Board(
        axis=folded,
        alike=_row(alike, Frame(folded, now, frozenset())) if alike else None,
        own=tuple(_row(group, frame) for group in calm if group is not alike),
        trouble=tuple(_row(group, frame) for group in troubled),
        now=folded.place(now),
    )


def _groups(lanes: Iterable[Lane]) -> list[tuple[Lane, ...]]:
    """Put hamlets together that heard the same and fared the same."""
    groups: dict[tuple[object, ...], list[Lane]] = {}
    for lane in lanes:
        groups.setdefault(_signature(lane), []).append(lane)
    return [tuple(group) for group in groups.values()]


def worst(tally: Tally) -> Outcome:
    """Return the outcome that a block is painted with: the worst that any of its speakers stands at."""
    return next((outcome for outcome in _WORST_FIRST if tally.of(outcome)), Outcome.PLANNED)


def _in_trouble(lane: Lane) -> bool:
    return bool(lane.silent) or any(block.tally.of(*TROUBLE) for block in lane.blocks)


def _names(lane: Lane) -> tuple[Name, ...]:
    return tuple((item.title, item.starts_at, item.kind) for block in lane.blocks for item in block.items)


def _signature(lane: Lane) -> tuple[object, ...]:
    fared = tuple((_mood(block), block.reason) for block in lane.blocks)
    return (_names(lane), fared, lane.hamlet_code if lane.silent else "")


def _mood(block: AirBlock) -> Outcome:
    """Return the outcome as far as it tells hamlets apart: those that go well are alike at every step of it."""
    found = worst(block.tally)
    return found if found in (*TROUBLE, Outcome.CANCELLED, Outcome.PREEMPTED) else Outcome.PLANNED


def _row(lanes: tuple[Lane, ...], frame: Frame) -> Row:
    blocks = tuple(
        first if len(lanes) == 1 else _together(first, [lane.blocks[number] for lane in lanes])
        for number, first in enumerate(lanes[0].blocks)
    )
    return Row(lanes, blocks, tuple(piece for block in blocks for piece in _pieces(block, frame)))


def _together(first: AirBlock, blocks: list[AirBlock]) -> AirBlock:
    counts: dict[Outcome, int] = {}
    for outcome, count in (pair for block in blocks for pair in block.tally.counts):
        counts[outcome] = counts.get(outcome, 0) + count
    return AirBlock(
        broadcast_id=first.broadcast_id,
        title=first.title,
        precedence=first.precedence,
        starts_at=first.starts_at,
        ends_at=first.ends_at,
        items=first.items,
        tally=Tally(tuple(counts.items())),
        reason=first.reason,
        latest_ms=max((block.latest_ms for block in blocks if block.latest_ms is not None), default=None),
    )


def _pieces(block: AirBlock, frame: Frame) -> list[Piece]:
    outcome = worst(block.tally)
    if outcome in TROUBLE or outcome is Outcome.CANCELLED or not block.items:
        return [_piece(block, None, outcome, frame)]
    return [
        _piece(block, item, _phase(outcome, item.starts_at, _end(item), frame.now), frame)
        for item in block.items
    ]


def _end(item: AirItem) -> datetime:
    return item.starts_at + timedelta(milliseconds=item.duration_ms)


def _phase(outcome: Outcome, starts_at: datetime, ends_at: datetime, now: datetime) -> Outcome:
    """While a broadcast sounds, its items are past, present or to come."""
    if outcome is not Outcome.STARTED:
        return outcome
    if ends_at <= now:
        return Outcome.DONE
    return Outcome.STARTED if starts_at <= now else Outcome.PLANNED


def _piece(block: AirBlock, item: AirItem | None, outcome: Outcome, frame: Frame) -> Piece:
    starts_at, ends_at = (item.starts_at, _end(item)) if item else (block.starts_at, block.ends_at)
    at = frame.axis.place(starts_at)
    return Piece(
        block=block,
        item=item,
        outcome=outcome,
        at=round(at, 3),
        width=round(max(frame.axis.place(ends_at) - at, 0.25), 3),
        is_common=item is not None and (item.title, item.starts_at, item.kind) in frame.common,
        played=round(100 * _share(starts_at, frame.now, ends_at), 1),
    )


def ticks(session: Session) -> tuple[tuple[datetime, float], ...]:
    """Return the quarter hours inside a session that can be written without touching each other."""
    room, marks = 4.6, []
    last = session.at
    quarter = session.starts_at.replace(minute=session.starts_at.minute // 15 * 15, second=0, microsecond=0)
    length = session.ends_at - session.starts_at
    while (quarter := quarter + timedelta(minutes=15)) < session.ends_at:
        at = session.at + session.width * ((quarter - session.starts_at) / length)
        if at - last >= room and session.at + session.width - at >= room:
            marks.append((quarter, round(at, 3)))
            last = at
    return tuple(marks)
