"""What may be forgotten, and what must be there: the janitor's questions."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from broadcaster.db import airing_tables, speaker_tables
from broadcaster.domain.broadcast import Broadcast
from broadcaster.domain.types import Sha256
from broadcaster.services.ports import AudioStore

BODIES_KEPT = timedelta(days=40)
"""Longer than any plan lasts: what a speaker was told stays provable."""


def forget_old_bodies(session: Session, *, now: datetime) -> None:
    """Drop plan bodies that no speaker can be asking for any more."""
    session.execute(
        delete(speaker_tables.signed_bodies).where(speaker_tables.signed_bodies.c.made_at < now - BODIES_KEPT)
    )


def missing_sounds(
    session: Session, commune_id: str, store: AudioStore, *, now: datetime
) -> tuple[Sha256, ...]:
    """Return the sounds of coming broadcasts that are not in the store: found days before air, not at air time."""
    column = airing_tables.broadcasts.c
    coming = session.scalars(select(Broadcast).where(column.commune_id == commune_id, column.start_at > now))
    needed = {item.sound for broadcast in coming for item in broadcast.rundown.items}
    return tuple(sorted(sha for sha in needed if not store.has(sha)))
