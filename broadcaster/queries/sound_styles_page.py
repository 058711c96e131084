"""How the station sounds, for its page: what holds, what may be chosen, what was decided before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.commune_tables import people
from broadcaster.db.library_tables import library_sounds
from broadcaster.db.sound_tables import sound_styles
from broadcaster.domain.sound_style import OWN, SoundStyle
from broadcaster.services import library
from broadcaster.services import sound_styles as styles

_MOST_LINES = 20


@dataclass(frozen=True)
class StyleLine:
    """One decision."""

    style: SoundStyle
    set_by: str
    set_at: datetime


@dataclass(frozen=True)
class StylePage:
    """`titles` names the library's sounds of every style shown; `lapsed` those of the present one that may not air."""

    present: SoundStyle
    lapsed: frozenset[str]
    choices: tuple[tuple[str, str], ...]
    titles: dict[str, str]
    history: tuple[StyleLine, ...]


def style_page(session: Session, commune_id: str, *, today: date) -> StylePage:
    """Return everything that the page shows."""
    rows = session.execute(
        select(sound_styles.c.style, people.c.full_name, sound_styles.c.set_at)
        .join(people, people.c.id == sound_styles.c.set_by)
        .where(sound_styles.c.commune_id == commune_id)
        .order_by(sound_styles.c.set_at.desc(), sound_styles.c.id.desc())
        .limit(_MOST_LINES)
    )
    history = tuple(StyleLine(row.style, row.full_name, row.set_at) for row in rows)
    present = styles.present(session, commune_id)
    usable = library.usable(session, commune_id, today=today)
    return StylePage(
        present=present,
        lapsed=styles.lapsed(session, commune_id, present, today=today),
        choices=tuple((str(each.sound_sha), each.title) for each in usable),
        titles=_titles(session, commune_id, [present, *(line.style for line in history)]),
        history=history,
    )


def _titles(session: Session, commune_id: str, shown: Iterable[SoundStyle]) -> dict[str, str]:
    column = library_sounds.c
    wanted = {name for style in shown for name in style.names if name and not name.startswith(OWN)}
    found = session.execute(
        select(column.sound_sha, column.title).where(
            column.commune_id == commune_id, column.sound_sha.in_(wanted)
        )
    )
    return {str(row.sound_sha): row.title for row in found}
