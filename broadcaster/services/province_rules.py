"""What the commune may not do with the province's priority items: it airs them in the province's own words."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.newsroom_tables import province_items
from broadcaster.domain.bulletin import Bulletin, Wording
from broadcaster.domain.errors import StationError
from broadcaster.domain.precedence import Precedence


def refuse_change(session: Session, bulletin: Bulletin, wording: Wording) -> None:
    """Refuse other words, a lower class, fewer hamlets or an earlier end. StationError `not_the_provinces_words`.

    A longer life is the commune's to give; which of two goes first is decided in the programme.
    """
    was = bulletin.wording
    is_same = (wording.title, wording.text, wording.precedence, wording.hamlets) == (
        was.title,
        was.text,
        was.precedence,
        was.hamlets,
    )
    if is_same and wording.expires_on >= was.expires_on:
        return
    bound = select(province_items.c.id).where(
        province_items.c.bulletin_id == bulletin.id,
        province_items.c.precedence == Precedence.PRIORITY,
    )
    if session.scalar(bound) is not None:
        raise StationError("not_the_provinces_words")
