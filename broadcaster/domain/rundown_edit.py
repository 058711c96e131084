"""What a person wants of one start's rundown: this in, that out, these in this order; with a reason, and undone."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.types import new_id

LONGEST_REASON = 300


class EditKind(enum.Enum):
    """What is asked of the programme."""

    PIN = "pin"
    """In, before all others of its class, whatever freshness and repeats say; never what has expired."""
    SKIP = "skip"
    """Out, this once."""
    ORDER = "order"
    """Those named go in this order, PRIORITY among themselves first; the rest follow by rule."""


@dataclass
class RundownEdit:
    """One decision about a start, in one hamlet or ("") in all that hear it. An entity, never deleted."""

    id: str
    commune_id: str
    schedule_id: str
    start_at: datetime
    hamlet: str
    kind: EditKind
    bulletins: tuple[str, ...]
    reason: str
    made_by: str
    made_at: datetime
    undone_by: str | None = None
    undone_at: datetime | None = None

    def reaches(self, hamlet: str) -> bool:
        """Tell whether it counts in this hamlet."""
        return self.hamlet in {"", hamlet}

    def undo(self, *, by: Person, now: datetime) -> None:
        """Take it back; asked twice, the first time counts. StationError `not_allowed`, `start_past`."""
        by.require(Act.SCHEDULE)
        if self.start_at <= now:
            raise StationError("start_past")
        if self.undone_at is None:
            self.undone_by, self.undone_at = by.id, now


def make_edit(
    kind: EditKind,
    bulletins: tuple[str, ...],
    *,
    schedule_id: str,
    start_at: datetime,
    hamlet: str,
    reason: str,
    by: Person,
    now: datetime,
) -> RundownEdit:
    """Make an edit. StationError `not_allowed`, `start_past`, `reason_missing` (but for an order), `reason_long`."""
    by.require(Act.SCHEDULE)
    if start_at <= now:
        raise StationError("start_past")
    if kind is not EditKind.ORDER and not reason.strip():
        raise StationError("reason_missing")
    if len(reason) > LONGEST_REASON:
        raise StationError("reason_long", limit=LONGEST_REASON)
    if not bulletins or len(set(bulletins)) < len(bulletins):
        raise StationError("not_found", kind="bulletin")
    return RundownEdit(
        id=new_id(),
        commune_id=by.commune_id,
        schedule_id=schedule_id,
        start_at=start_at,
        hamlet=hamlet,
        kind=kind,
        bulletins=bulletins,
        reason=reason.strip(),
        made_by=by.id,
        made_at=now,
    )


@dataclass(frozen=True)
class Wishes:
    """What people want of one start in one hamlet, all edits together."""

    pinned: tuple[str, ...] = ()
    skipped: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()

    def place(self, bulletin_id: str) -> int:
        """Return the place in the wanted order; who has none comes after all who have."""
        return self.order.index(bulletin_id) if bulletin_id in self.order else len(self.order)


NO_WISHES = Wishes()


def wishes_of(edits: Iterable[RundownEdit]) -> Wishes:
    """Gather edits of one start; of two about the same bulletin, and of two orders, the later counts."""
    pinned: dict[str, None] = {}
    skipped: set[str] = set()
    order: tuple[str, ...] = ()
    for edit in sorted(edits, key=lambda one: (one.made_at, one.id)):
        if edit.undone_at is not None:
            continue
        match edit.kind:
            case EditKind.PIN:
                pinned |= dict.fromkeys(edit.bulletins)
                skipped -= set(edit.bulletins)
            case EditKind.SKIP:
                skipped |= set(edit.bulletins)
                pinned = {key: None for key in pinned if key not in edit.bulletins}
            case EditKind.ORDER:
                order = edit.bulletins
    return Wishes(tuple(pinned), frozenset(skipped), order)
