"""The outbox of what is said at once, and what each speaker answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from broadcaster.db.command_tables import command_answers
from broadcaster.db.command_tables import commands as command_rows
from broadcaster.domain.command import ID_PREFIX, LONGEST_WAIT, Answer, Command, CommandAnswer, CommandKind
from broadcaster.domain.device import Device
from broadcaster.domain.places import EVERY_SPEAKER
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.types import new_id


@dataclass(frozen=True)
class Missing:
    """A speaker that has not answered, and under which address its envelope stands."""

    device_id: str
    address: str


@dataclass(frozen=True)
class DueCommand:
    """A command that must be said now, and who is still missing."""

    command: Command
    missing: tuple[Missing, ...]


def new_command_id() -> str:
    """Make a command's id."""
    return f"{ID_PREFIX}{new_id()}"


def issue(
    session: Session,
    *,
    commune_id: str,
    kind: CommandKind,
    payload: Mapping[str, Any],
    devices: Iterable[Device],
    groups: tuple[str, ...],
    expires_at: datetime,
    now: datetime,
    subject_id: str | None = None,
    title: str = "",
    precedence: Precedence = Precedence.EMERGENCY,
) -> Command:
    """Put a command into the outbox, due at once, with one open answer for every speaker that it concerns.

    `groups` are those whose members `devices` are; without any the speakers are addressed one by one.
    """
    meant = list(devices)
    command = Command(
        id=new_command_id(),
        commune_id=commune_id,
        kind=kind,
        groups=groups,
        devices=() if groups else tuple(device.id for device in meant),
        payload=payload,
        created_at=now,
        expires_at=expires_at,
        due_at=now,
        title=title,
        precedence=precedence,
        subject_id=subject_id,
    )
    session.add(command)
    session.flush()
    session.add_all(
        CommandAnswer(command.id, device.id, commune_id, address=_address(device, groups)) for device in meant
    )
    return command


def due(session: Session, commune_id: str, *, now: datetime) -> tuple[DueCommand, ...]:
    """Return what must be said now, in the order in which it was issued; of one act the shortest-lived first."""
    column = command_rows.c
    found = session.scalars(
        select(Command)
        .where(column.commune_id == commune_id, or_(column.due_at <= now, column.due_at > now + LONGEST_WAIT))
        .order_by(column.created_at, column.expires_at, column.id)
    ).all()
    return tuple(DueCommand(command, _missing(session, command)) for command in found)


def sign(session: Session, command_id: str, envelopes: Mapping[str, str]) -> None:
    """Keep the signed forms (base64, by address): for saying it again, and for the plans."""
    session.get_one(Command, command_id).envelopes = dict(envelopes)


def said(session: Session, due_one: DueCommand, *, now: datetime) -> None:
    """Note that a command went out."""
    command = session.get_one(Command, due_one.command.id, with_for_update=True)
    if command.due_at is None:
        return  # taken back while it was being said
    if due_one.missing or command.is_fresh:
        command.said(now)
    else:
        command.enough()


def unsaid(session: Session, command_id: str, *, now: datetime) -> None:
    """Note that no broker took a command."""
    session.get_one(Command, command_id, with_for_update=True).unsaid(now)


def withdraw(session: Session, subject_id: str, *, now: datetime) -> tuple[str, ...]:
    """Take back every live order of a subject; return their ids, for a stop and for the plans to name."""
    column = command_rows.c
    live = session.scalars(
        select(Command).where(
            column.subject_id == subject_id,
            column.kind == CommandKind.ORDER,
            column.withdrawn_at.is_(None),
            column.expires_at > now,
        )
    ).all()
    for command in live:
        command.withdrawn_at, command.due_at = now, None
    return tuple(command.id for command in live)


def enough(session: Session, subject_ids: Iterable[str]) -> None:
    """Insist no more on what belongs to these stops: said late, it would silence those who may speak again."""
    column = command_rows.c
    session.execute(update(command_rows).where(column.subject_id.in_(list(subject_ids))).values(due_at=None))


def groups_of(hamlets: tuple[str, ...]) -> tuple[str, ...]:
    """Return the groups that mean these hamlets; without any, the group of all speakers."""
    return hamlets or (EVERY_SPEAKER,)


def _address(device: Device, groups: tuple[str, ...]) -> str:
    if not groups:
        return device.id
    return EVERY_SPEAKER if groups == (EVERY_SPEAKER,) else device.hamlet


def _missing(session: Session, command: Command) -> tuple[Missing, ...]:
    column = command_answers.c
    rows = session.execute(
        select(column.device_id, column.address)
        .where(column.command_id == command.id, column.answer == Answer.WAITING)
        .order_by(column.device_id)
    )
    return tuple(Missing(row.device_id, row.address) for row in rows)
