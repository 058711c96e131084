"""What is being said at once, speaker by speaker: who has sounded, who obeyed a stop, whom to visit."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.command_tables import command_answers
from broadcaster.db.command_tables import commands as command_rows
from broadcaster.domain.alert import Alert
from broadcaster.domain.command import Answer, Command, CommandAnswer, CommandKind
from broadcaster.domain.device import Device
from broadcaster.domain.errors import StationError
from broadcaster.domain.status import Availability, SpeakerStatus
from broadcaster.domain.stop import Stop
from broadcaster.queries.statuses import statuses

PATIENCE = timedelta(seconds=2)
"""So long a speaker may take before the page calls it silent."""


class Cell(enum.Enum):
    """What one speaker's square shows."""

    OK = "ok"
    """It did what it was told, by its own signed word."""
    WAITING = "waiting"
    MISSING = "missing"


@dataclass(frozen=True)
class SpeakerCell:
    """One speaker of a live page: `reason` is a code of the page's words, `heard_at` when it last spoke."""

    device: Device
    hamlet: str
    households: int
    cell: Cell
    reason: str
    heard_at: datetime | None


@dataclass(frozen=True)
class LiveAlert:
    """An alert on air: `whole` speakers heard all of it at least once, `sounding` say that they sound now."""

    alert: Alert
    cells: tuple[SpeakerCell, ...]
    sounding: int
    whole: int
    has_words: bool
    rounds: int
    next_at: datetime | None

    @property
    def reached(self) -> int:
        """Count the speakers that have sounded."""
        return sum(cell.cell is Cell.OK for cell in self.cells)

    @property
    def missing(self) -> tuple[SpeakerCell, ...]:
        """Return the speakers that somebody has to stand in for."""
        return tuple(cell for cell in self.cells if cell.cell is Cell.MISSING)

    @property
    def hamlets_reached(self) -> tuple[int, int]:
        """Count the hamlets of which every speaker has sounded, and all of them."""
        every = {cell.hamlet for cell in self.cells}
        lacking = {cell.hamlet for cell in self.cells if cell.cell is not Cell.OK}
        return len(every - lacking), len(every)


@dataclass(frozen=True)
class LiveStop:
    """A stop and who obeyed it."""

    stop: Stop
    cells: tuple[SpeakerCell, ...]

    @property
    def obeyed(self) -> int:
        """Count the speakers that said they fell silent."""
        return sum(cell.cell is Cell.OK for cell in self.cells)

    @property
    def missing(self) -> tuple[SpeakerCell, ...]:
        """Return the speakers that did not answer."""
        return tuple(cell for cell in self.cells if cell.cell is Cell.MISSING)


def live_alert(session: Session, alert_id: str, commune_id: str, *, now: datetime) -> LiveAlert:
    """Return how an alert fares, speaker by speaker. StationError `not_found`."""
    found = session.get(Alert, alert_id)
    if found is None or found.commune_id != commune_id:
        raise StationError("not_found", kind="alert")
    orders = session.scalars(
        select(Command)
        .where(command_rows.c.subject_id == alert_id, command_rows.c.kind == CommandKind.ORDER)
        .order_by(command_rows.c.created_at)
    ).all()
    roles = {order.id: order.payload["role"] for order in orders}
    answers = _answers(session, list(roles))
    began_at = found.released_at or now
    heard = {each.device_id for each in answers if each.first_sound_at}
    words = [each for each in answers if roles[each.command_id] == "alert"]
    cells = _cells(session, commune_id, answers, heard, is_late=now - began_at > PATIENCE, now=now)
    has_words = any(role == "alert" for role in roles.values())
    return LiveAlert(
        alert=found,
        cells=cells,
        sounding=len({each.device_id for each in answers if each.answer is Answer.SOUNDING}),
        whole=len({each.device_id for each in words if each.rounds}),
        has_words=has_words,
        rounds=max((max(each.rounds) + 1 for each in words if each.rounds), default=0),
        next_at=_next_round(found, orders, now),
    )


def live_stop(session: Session, stop_id: str, commune_id: str, *, now: datetime) -> LiveStop:
    """Return who obeyed a stop. StationError `not_found`."""
    found = session.get(Stop, stop_id)
    if found is None or found.commune_id != commune_id:
        raise StationError("not_found", kind="stop")
    ids = session.scalars(select(command_rows.c.id).where(command_rows.c.subject_id == stop_id)).all()
    answers = _answers(session, ids)
    obeyed = {each.device_id for each in answers if each.answer is Answer.STOPPED}
    late = now - found.stopped_at > PATIENCE
    return LiveStop(found, _cells(session, commune_id, answers, obeyed, is_late=late, now=now))


def _next_round(found: Alert, orders: Sequence[Command], now: datetime) -> datetime | None:
    """Return when the words are said again; after a silence that gave way they count from then on."""
    words = next((order for order in reversed(orders) if order.payload["role"] == "alert"), None)
    if words is None or not found.every_min or not found.is_live(now):
        return None
    every = timedelta(minutes=found.every_min)
    passed = (now - words.created_at) // every
    at = words.created_at + (passed + 1) * every
    return at if found.until_at and at < found.until_at else None


def _answers(session: Session, ids: Sequence[str]) -> list[CommandAnswer]:
    return (
        list(session.scalars(select(CommandAnswer).where(command_answers.c.command_id.in_(ids))))
        if ids
        else []
    )


def _cells(
    session: Session,
    commune_id: str,
    answers: Sequence[CommandAnswer],
    done: set[str],
    *,
    is_late: bool,
    now: datetime,
) -> tuple[SpeakerCell, ...]:
    known = fleet_rows.load(session, commune_id)
    names = {hamlet.code: hamlet.name for hamlet in known.hamlets}
    homes = {hamlet.code: hamlet.households for hamlet in known.hamlets}
    counts = {code: sum(device.hamlet == code for device in known.devices) for code in names}
    status = statuses(session, commune_id)
    asked = {each.device_id for each in answers}
    refusals = {each.device_id: each.reason for each in answers if each.answer is Answer.REFUSED}
    cells = []
    for device in known.devices:
        if device.id not in asked:
            continue
        here = status.get(device.id)
        own = device.households
        cells.append(
            SpeakerCell(
                device=device,
                hamlet=names[device.hamlet],
                households=own if own is not None else homes[device.hamlet] // counts[device.hamlet],
                cell=Cell.OK if device.id in done else Cell.MISSING if is_late else Cell.WAITING,
                reason="" if device.id in done else refusals.get(device.id) or _why(here, now),
                heard_at=here.seen_at if here else None,
            )
        )
    return tuple(sorted(cells, key=lambda cell: (cell.cell is not Cell.OK, cell.hamlet, cell.device.id)))


def _why(status: SpeakerStatus | None, now: datetime) -> str:
    if status is None:
        return "never_joined"
    return {
        Availability.ONLINE: "no_answer",
        Availability.SILENT: "offline",
        Availability.NEVER_SEEN: "never_joined",
    }[status.availability(now)]
