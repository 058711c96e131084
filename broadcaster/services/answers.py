"""What speakers answer to commands, read from the same signed events as the as-run log."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.command_tables import command_answers
from broadcaster.domain.asrun import NotPlayed, Outcome
from broadcaster.domain.command import ID_PREFIX, Answer, CommandAnswer, base_id, round_of
from broadcaster.services.journal import Event, Told

_NOT_PLAYED = {
    NotPlayed.REJECTED: Answer.REFUSED,
    NotPlayed.MISSED: Answer.ENDED,
    NotPlayed.CANCELLED: Answer.ENDED,
}
_PLAIN = {"accepted": Answer.ACCEPTED, "stopped": Answer.STOPPED}


def hear_events(session: Session, told: Sequence[Told], *, now: datetime) -> None:
    """Apply every event about a command to its answer; said again, or late, it changes nothing."""
    words = [
        (each.status.device_id, event)
        for each in told
        for event in each.events
        if event.broadcast_id is not None and event.broadcast_id.startswith(ID_PREFIX)
    ]
    if not words:
        return
    column = command_answers.c
    found = session.scalars(
        select(CommandAnswer).where(
            column.command_id.in_({base_id(event.broadcast_id or "") for _, event in words}),
            column.device_id.in_({device_id for device_id, _ in words}),
        )
    )
    answers = {(each.command_id, each.device_id): each for each in found}
    for device_id, event in sorted(words, key=lambda word: word[1].seq):
        answer = answers.get((base_id(event.broadcast_id or ""), device_id))
        if answer is not None:
            _apply(answer, event, now)


def _apply(answer: CommandAnswer, event: Event, now: datetime) -> None:
    number, item = round_of(event.broadcast_id or ""), event.item
    if item is not None and item.outcome is Outcome.STARTED:
        answer.hear(Answer.SOUNDING, number=number, now=now, at=item.started_at)
    elif item is not None:
        is_whole = item.outcome is Outcome.DONE
        word = Answer.DONE if is_whole else Answer.ENDED
        answer.hear(word, number=number, now=now, at=item.ended_at, reason="" if is_whole else item.reason)
    elif event.not_played is not None:
        answer.hear(_NOT_PLAYED[event.not_played], number=number, now=now, reason=event.reason)
    elif event.kind in _PLAIN:
        answer.hear(_PLAIN[event.kind], number=number, now=now)
