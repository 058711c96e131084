"""What should sound now: pure choices over orders, clock and what has sounded. Instants are UTC seconds."""

from collections.abc import Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from broadcaster.domain.precedence import Precedence
from broadcaster.protocol.messages import LiveOrder, Order, OrderClass, ToneTest

TONE: Final = "tone:"
SILENT: Final = f"{TONE}silent"
ATTENTION_S: Final = 4.0
TONE_NUMBER: Final = -1
"""The number of the attention tone before item 0: it is no item, and no event tells of it."""


@dataclass(frozen=True)
class Piece:
    """One sound of a task, `offset_s` after its start; with `stream`, that one, and the sound where it fails."""

    number: int
    sound: str
    offset_s: float
    duration_s: float
    gain_db: float
    stream: str = ""

    @property
    def built_in(self) -> bool:
        """Whether the speaker makes this sound itself."""
        return self.sound.startswith(TONE)


@dataclass(frozen=True)
class Task:
    """An order as a speaker sees it.

    A piece may begin at its instant or up to `late_s` later, never after `expires`; `delay_s` is by how much
    this speaker begins earlier than the order says.
    """

    id: str
    kind: OrderClass
    start: float
    late_s: float
    expires: float
    pieces: tuple[Piece, ...]
    severity: int = 0
    issued: float = 0.0
    overrides_quiet: bool = False
    delay_s: float = 0.0

    @property
    def is_emergency(self) -> bool:
        """Whether it may interrupt others."""
        return self.kind.precedence is Precedence.EMERGENCY

    @property
    def is_silent(self) -> bool:
        """Whether nobody hears it: a test of everything between the plan and the line."""
        return all(piece.sound == SILENT for piece in self.pieces)

    @property
    def duration_s(self) -> float:
        """From the start to the end of the last piece."""
        return self.pieces[-1].offset_s + self.pieces[-1].duration_s

    def planned(self, piece: Piece) -> float:
        """Return the instant at which the piece should begin."""
        return self.start - self.delay_s + piece.offset_s

    def latest(self, piece: Piece) -> float:
        """Return the last instant at which it may begin."""
        return min(self.planned(piece) + self.late_s, self.expires)

    def rank(self) -> tuple[float, float, float, float, str]:
        """Order tasks: precedence, among emergencies the graver and then the newer, else the earlier."""
        newer = -self.issued if self.is_emergency else 0.0
        return (-self.kind.precedence, -self.severity, newer, self.start, self.id)


@dataclass(frozen=True)
class Timed:
    """A piece and the instant at which it is to begin in this stream."""

    piece: Piece
    at: float

    @property
    def end(self) -> float:
        """When it will be over."""
        return self.at + self.piece.duration_s


def planned_task(order: Order, *, expires: float, gain_db: float, delay_s: float) -> Task:
    """See an order of a plan."""
    return Task(
        id=order.id,
        kind=order.kind,
        start=float(order.start),
        late_s=float(order.late_s),
        expires=expires,
        pieces=tuple(_pieces(order, gain_db)),
        delay_s=delay_s,
    )


def live_tasks(live: LiveOrder, *, accepted: float, now: float, gain_db: float) -> Iterator[Task]:
    """See a live order and, where it repeats, each repetition up to now as a task of its own, `{id}:{n}`.

    An emergency is worth hearing until it expires; everything else keeps its late window.
    """
    order, expires = live.order, float(live.scope.expires)
    emergency = order.kind is OrderClass.EMERGENCY
    first = Task(
        id=order.id,
        kind=order.kind,
        start=float(order.start) or accepted,
        late_s=expires if emergency else float(order.late_s),
        expires=expires,
        pieces=tuple(_pieces(order, gain_db)),
        severity=order.severity,
        issued=float(live.scope.issued),
        overrides_quiet=order.overrides_quiet,
    )
    yield first
    if order.every_s:
        end = min(expires, order.until or expires, now + order.every_s)
        for n in range(1, max(0, int((end - first.start) // order.every_s)) + 1):
            start = first.start + n * order.every_s
            if start < end:
                yield replace(first, id=f"{order.id}:{n}", start=start, late_s=float(order.every_s))


def tone_task(test: ToneTest, *, accepted: float) -> Task:
    """See a test tone."""
    piece = Piece(0, f"{TONE}{test.tone}", 0.0, float(test.seconds), 0.0)
    return Task(test.id, OrderClass.TEST, accepted, 10.0, float(test.scope.expires), (piece,))


def _pieces(order: Order, gain_db: float) -> Iterable[Piece]:
    shift = ATTENTION_S if order.tone else 0.0
    if order.tone:
        yield Piece(TONE_NUMBER, f"{TONE}{order.tone}", 0.0, ATTENTION_S, gain_db)
    for item in order.items:
        offset, length = item.offset_ms / 1_000 + shift, item.duration_ms / 1_000
        yield Piece(item.number, item.sha256, offset, length, item.gain_db + gain_db, item.stream)


def overdue(task: Task, done: Collection[int], now: float) -> list[Piece]:
    """Return the pieces that have not begun and may not begin any more."""
    return [piece for piece in task.pieces if piece.number not in done and task.latest(piece) < now]


def stream(task: Task, done: Collection[int], sounds: AbstractSet[str], earliest: float) -> list[Timed]:
    """Return what to play from `earliest` on; nothing where the next sound is not here.

    Every piece keeps its own instant; only a late beginning pushes those behind it, as far as their window
    lets it.
    """
    timed: list[Timed] = []
    for piece in task.pieces:
        if piece.number in done or task.latest(piece) < earliest:
            continue
        at = max(task.planned(piece), timed[-1].end if timed else earliest)
        if not (piece.built_in or piece.sound in sounds) or at > task.latest(piece):
            break
        timed.append(Timed(piece, at))
    return timed
