"""The rows of *Khẩn cấp*: what is being said at once, and who says it."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.command_tables import alerts as alert_rows
from broadcaster.db.command_tables import command_answers
from broadcaster.db.command_tables import commands as command_rows
from broadcaster.db.commune_tables import people
from broadcaster.domain.alert import Alert
from broadcaster.domain.alert_voice import AlertVoice
from broadcaster.domain.command import Answer, Command, CommandAnswer, CommandKind
from broadcaster.domain.device import Device
from broadcaster.domain.errors import StationError
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.status import Availability, SpeakerStatus
from broadcaster.domain.stop import Stop
from broadcaster.queries.statuses import statuses
from broadcaster.services.alert_voices import current_voices

PATIENCE = timedelta(seconds=2)
"""So long a speaker may take before the page calls it silent."""
_DRAFTS_SHOWN = timedelta(days=7)
_PAST_SHOWN = 20


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


@dataclass(frozen=True)
class AlertLine:
    """One alert in a list, with the names of who answered for it."""

    alert: Alert
    first: str
    second: str
    author: str


@dataclass(frozen=True)
class AlertDesk:
    """Everything that the page lists beside its form; `live` holds too what will sound again by itself."""

    live: tuple[Alert, ...]
    open: tuple[AlertLine, ...]
    templates: tuple[AlertLine, ...]
    past: tuple[AlertLine, ...]


@dataclass(frozen=True)
class Reach:
    """Whom an alert would reach."""

    speakers: int
    hamlets: int
    households: int


def desk(session: Session, commune_id: str, *, is_exercise: bool, now: datetime) -> AlertDesk:
    """Return the alerts (or the exercises) that are on air, written, locked as templates, and over."""
    column = alert_rows.c
    found = session.scalars(
        select(Alert)
        .where(
            column.commune_id == commune_id,
            column.is_exercise == is_exercise,
            or_(column.is_template, column.changed_at > now - _DRAFTS_SHOWN, column.released_at.is_not(None)),
        )
        .order_by(column.changed_at.desc())
        .limit(100)
    ).all()
    names = _names(session, commune_id)
    lines = [line(each, names) for each in found]
    return AlertDesk(
        live=tuple(each for each in found if each.is_live(now) or each.returns_at),
        open=tuple(each for each in lines if not each.alert.released_at and not each.alert.is_template),
        templates=tuple(each for each in lines if each.alert.is_template),
        past=tuple(each for each in lines if each.alert.released_at and not each.alert.is_live(now))[
            :_PAST_SHOWN
        ],
    )


def alert(session: Session, commune_id: str, alert_id: str) -> tuple[AlertLine, Sequence[AlertVoice]]:
    """Return one alert with its voices. StationError `not_found`."""
    found = session.get(Alert, alert_id)
    if found is None or found.commune_id != commune_id:
        raise StationError("not_found", kind="alert")
    return line(found, _names(session, commune_id)), current_voices(session, found)


def line(found: Alert, names: dict[str, str]) -> AlertLine:
    """Put the names to an alert."""
    return AlertLine(
        found,
        names.get(found.first_id or "", ""),
        names.get(found.second_id or "", ""),
        names.get(found.author_id, ""),
    )


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


def reach(fleet: Fleet, hamlets: Sequence[str]) -> Reach:
    """Count whom an alert to these hamlets (none: all) would reach."""
    meant = [hamlet for hamlet in fleet.hamlets if not hamlets or hamlet.code in hamlets]
    codes = {hamlet.code for hamlet in meant}
    speakers = sum(device.hamlet in codes for device in fleet.devices)
    return Reach(speakers, len(meant), sum(hamlet.households for hamlet in meant))


def fleet(session: Session, commune_id: str) -> Fleet:
    """Return the commune's hamlets and speakers."""
    return fleet_rows.load(session, commune_id)


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


def _names(session: Session, commune_id: str) -> dict[str, str]:
    rows = session.execute(select(people.c.id, people.c.full_name).where(people.c.commune_id == commune_id))
    return {row.id: row.full_name for row in rows}
