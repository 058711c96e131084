"""One bulletin in its editor and before its approver."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db.bulletin_tables import approvals, bulletins, renditions
from broadcaster.db.commune_tables import devices, people
from broadcaster.domain.approval import Verdict
from broadcaster.domain.bulletin import Bulletin, BulletinState, Rendition
from broadcaster.domain.errors import StationError
from broadcaster.domain.sound_style import SoundStyle
from broadcaster.domain.types import sha256
from broadcaster.queries.desk import EditorView, HistoryLine, Rendering, ReviewView, Sound
from broadcaster.queries.history import history
from broadcaster.queries.names import hamlet_names
from broadcaster.queries.today import next_airings
from broadcaster.services.bulletins import latest_rendition

_BARS = 200


def editor(session: Session, commune_id: str, bulletin_id: str) -> EditorView:
    """Return one bulletin for its editor. StationError `not_found`."""
    bulletin, author = _found(session, commune_id, bulletin_id)
    return EditorView(
        id=bulletin.id,
        revision=bulletin.revision,
        title=bulletin.title,
        text=bulletin.text,
        choices=_choices(bulletin),
        state=bulletin.state,
        precedence=bulletin.precedence,
        topic=bulletin.topic,
        hamlets=bulletin.hamlets,
        expires_on=bulletin.expires_on,
        author=author,
        author_id=bulletin.author_id,
        changed_at=bulletin.changed_at,
        rendering=rendering(latest_rendition(session, bulletin)),
        history=history(session, bulletin),
    )


def review(session: Session, commune_id: str, bulletin_id: str | None, *, now: datetime) -> ReviewView | None:
    """Return a bulletin before its approver (the first of the queue for None); None where nothing waits."""
    queue = waiting_ids(session, commune_id)
    if bulletin_id is None and not queue:
        return None
    bulletin, author = _found(session, commune_id, bulletin_id or queue[0])
    position = queue.index(bulletin.id) if bulletin.id in queue else 0
    rendition = latest_rendition(session, bulletin)
    names = hamlet_names(session, commune_id)
    told = history(session, bulletin)
    return ReviewView(
        id=bulletin.id,
        revision=bulletin.revision,
        title=bulletin.title,
        text=bulletin.text,
        spoken=rendition.spoken_text if rendition else "",
        spoken_sha256=rendition.spoken_sha if rendition else sha256(""),
        choices=_choices(bulletin),
        sound=_sound(rendition),
        precedence=bulletin.precedence,
        topic=bulletin.topic,
        hamlets=tuple(names.get(code, code) for code in bulletin.hamlets),
        speakers=_speakers(session, commune_id, bulletin.hamlets),
        expires_on=bulletin.expires_on,
        author=author,
        author_id=bulletin.author_id,
        submitted_at=_submitted_at(told, bulletin),
        next_at=next_airings(session, commune_id, now).get(bulletin.id),
        approved_spoken=_approved_before(session, bulletin),
        position=position + 1,
        total=len(queue),
        next_id=next(
            (each for each in queue[position + 1 :] + queue[:position] if each != bulletin.id), None
        ),
        history=told,
    )


def waiting_ids(session: Session, commune_id: str) -> list[str]:
    """Return the bulletins that wait for an approver: the graver class first, then who has waited longest."""
    found = session.scalars(
        select(Bulletin).where(
            bulletins.c.commune_id == commune_id, bulletins.c.state == BulletinState.SUBMITTED
        )
    )
    return [each.id for each in sorted(found, key=lambda each: (-each.precedence, each.changed_at, each.id))]


def rendering(rendition: Rendition | None) -> Rendering | None:
    """Return where the making of the sound stands."""
    if rendition is None:
        return None
    return Rendering(
        rendition.state,
        rendition.progress,
        rendition.doing,
        rendition.failure or "",
        _sound(rendition),
        rendition.spoken_text,
        rendition.style or SoundStyle(),
    )


def _choices(bulletin: Bulletin) -> tuple[tuple[int, str], ...]:
    return tuple((int(at), said) for at, said in bulletin.choices.items())


def _sound(rendition: Rendition | None) -> Sound | None:
    if rendition is None or rendition.sound_sha is None or rendition.duration_ms is None:
        return None
    return Sound(
        sha256=rendition.sound_sha,
        duration_ms=rendition.duration_ms,
        peaks=bars(rendition.peaks),
        voice=rendition.voice or "",
        loudness_lufs=rendition.loudness_lufs,
        true_peak_dbtp=rendition.true_peak_dbtp,
    )


def bars(peaks: Sequence[int]) -> tuple[int, ...]:
    """Bring an outline (0 to 100) to at most 200 bars of 0 to 255; each bar shows the loudest of what it covers."""
    width = max(1, -(-len(peaks) // _BARS))
    return tuple(max(peaks[at : at + width]) * 255 // 100 for at in range(0, len(peaks), width))


def _found(session: Session, commune_id: str, bulletin_id: str) -> tuple[Bulletin, str]:
    row = session.execute(
        select(Bulletin, people.c.full_name)
        .join(people, people.c.id == bulletins.c.author_id)
        .where(bulletins.c.id == bulletin_id, bulletins.c.commune_id == commune_id)
    ).one_or_none()
    if row is None:
        raise StationError("not_found", kind="bulletin")
    return row[0], row[1]


def _speakers(session: Session, commune_id: str, codes: tuple[str, ...]) -> int:
    query: Any = select(func.count()).where(devices.c.commune_id == commune_id)
    if codes:
        query = query.where(devices.c.hamlet.in_(codes))
    return session.scalar(query) or 0


def _submitted_at(told: Sequence[HistoryLine], bulletin: Bulletin) -> datetime:
    return max((line.at for line in told if line.what == "submitted"), default=bulletin.changed_at)


def _approved_before(session: Session, bulletin: Bulletin) -> str | None:
    return session.scalar(
        select(renditions.c.spoken_text)
        .join(
            approvals,
            (approvals.c.bulletin_id == renditions.c.bulletin_id)
            & (approvals.c.spoken_sha == renditions.c.spoken_sha),
        )
        .where(
            approvals.c.bulletin_id == bulletin.id,
            approvals.c.verdict == Verdict.APPROVED,
            approvals.c.revision < bulletin.revision,
        )
        .order_by(approvals.c.decided_at.desc())
        .limit(1)
    )
