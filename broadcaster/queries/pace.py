"""How fast the station's voice speaks, from the last sounds that it made."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db.bulletin_tables import renditions
from broadcaster.domain.bulletin import RenditionState
from broadcaster.domain.library import HUMAN_VOICE
from broadcaster.domain.pace import Pace, measured

_LOOKED_AT = 30


def pace(session: Session, commune_id: str) -> Pace:
    """Return the pace of the voice that spoke last; people who lent theirs are left out."""
    column = renditions.c
    spoken = (
        select(column.voice, func.length(column.spoken_text).label("characters"), column.duration_ms)
        .where(
            column.commune_id == commune_id,
            column.state == RenditionState.READY,
            column.voice.is_not(None),
            column.voice != HUMAN_VOICE,
            column.duration_ms.is_not(None),
        )
        .order_by(column.created_at.desc())
        .limit(_LOOKED_AT)
    )
    rows = session.execute(spoken).all()
    return measured([(row.characters, row.duration_ms) for row in rows if row.voice == rows[0].voice])
