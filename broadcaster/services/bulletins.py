"""The desk: from first words to an approval that names the exact sound."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db import bulletin_tables, commune_tables
from broadcaster.domain import approval
from broadcaster.domain.approval import Approval, Heard
from broadcaster.domain.bulletin import (
    Bulletin,
    BulletinState,
    Rendition,
    RenditionState,
    Wording,
    draft,
    rendition,
)
from broadcaster.domain.calendar import day_of
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.plain_words import blanks
from broadcaster.services import audit, planning_marks, province_rules, sound_styles
from broadcaster.services.ports import Speller
from broadcaster.services.sound_styles import USUAL, Wish


def write(
    session: Session, wording: Wording, *, by: Person, now: datetime, request_id: str | None = None
) -> Bulletin:
    """Start a bulletin. StationError `not_allowed` and what `Wording.check` refuses."""
    by.require(Act.WRITE)
    _check(session, wording, by.commune_id, now)
    bulletin = draft(wording, commune_id=by.commune_id, author_id=by.id, now=now, request_id=request_id)
    session.add(bulletin)
    session.flush()
    audit.record(session, "bulletin_written", bulletin.id, by=by, commune_id=by.commune_id, now=now)
    return bulletin


def reword(
    session: Session, bulletin_id: str, wording: Wording, *, seen_revision: int, by: Person, now: datetime
) -> Bulletin:
    """Edit a bulletin; its approval is void. StationError also `edited_meanwhile`, `not_editable`, `not_found`."""
    by.require(Act.WRITE)
    bulletin = get(session, bulletin_id, by=by)
    _check(session, wording, by.commune_id, now)
    province_rules.refuse_change(session, bulletin, wording)
    before = bulletin.state
    bulletin.reword(wording, seen_revision=seen_revision, now=now)
    _edited(session, bulletin, before, by, now)
    return bulletin


def choose(
    session: Session,
    bulletin_id: str,
    *,
    position: int,
    reading: str,
    seen_revision: int,
    by: Person,
    now: datetime,
) -> Bulletin:
    """Settle how the words at `position` are read."""
    by.require(Act.WRITE)
    bulletin = get(session, bulletin_id, by=by)
    if seen_revision != bulletin.revision:
        raise StationError("edited_meanwhile", yours=seen_revision, current=bulletin.revision)
    before = bulletin.state
    bulletin.choose(position, reading, now=now)
    _edited(session, bulletin, before, by, now)
    return bulletin


def prepare(session: Session, speller: Speller, bulletin_id: str, *, by: Person, now: datetime) -> Rendition:
    """Order the sound of the present words, unless it was ordered already; a failed one is ordered anew."""
    by.require(Act.WRITE)
    bulletin = get(session, bulletin_id, by=by)
    current = latest_rendition(session, bulletin)
    reading = speller.read(bulletin.text, choices={int(at): said for at, said in bulletin.choices.items()})
    if current and current.state is not RenditionState.FAILED and current.spoken_text == reading.text:
        return current
    style = sound_styles.worn(session, bulletin.commune_id, USUAL, now=now)
    ordered = rendition(bulletin, reading.text, now=now, style=style, dictionary=reading.dictionary)
    session.add(ordered)
    return ordered


def restyle(session: Session, bulletin_id: str, wish: Wish, *, by: Person, now: datetime) -> Rendition:
    """Have the present sound made with other music around it; an approval of the old one is void.

    The words stay, and so does the person who has spoken them. StationError `sound_missing` before any sound was made.
    """
    current = latest_rendition(session, get(session, bulletin_id, by=by))
    if current is None:
        raise StationError("sound_missing")
    style = sound_styles.worn(session, by.commune_id, wish, now=now)
    if style == current.style and current.state is not RenditionState.FAILED:
        return current
    bulletin = take_back(session, bulletin_id, by=by, now=now)
    ordered = rendition(
        bulletin,
        current.spoken_text,
        now=now,
        style=style,
        recorded=current.recorded_sha,
        dictionary=current.dictionary_version,
    )
    session.add(ordered)
    return ordered


def reread(session: Session, speller: Speller, bulletin_id: str, *, by: Person, now: datetime) -> Rendition:
    """Have a bulletin said anew, because its words are read otherwise today; an approval of the old sound is void."""
    take_back(session, bulletin_id, by=by, now=now)
    return prepare(session, speller, bulletin_id, by=by, now=now)


def take_back(session: Session, bulletin_id: str, *, by: Person, now: datetime) -> Bulletin:
    """Take a bulletin back from its approvers, because its sound is to be another one."""
    by.require(Act.WRITE)
    bulletin = get(session, bulletin_id, by=by)
    before = bulletin.state
    bulletin.resound(now=now)
    if bulletin.state is not before:
        _edited(session, bulletin, before, by, now)
    return bulletin


def submit(session: Session, speller: Speller, bulletin_id: str, *, by: Person, now: datetime) -> Bulletin:
    """Hand a bulletin to the approvers.

    StationError `not_allowed`, `not_found`, `not_editable`, `blanks_left` (of a template), `readings_open` (somebody
    must still choose), `sound_missing` (nobody has heard these very words yet).
    """
    by.require(Act.WRITE)
    bulletin = get(session, bulletin_id, by=by)
    if bulletin.state not in {BulletinState.DRAFT, BulletinState.RETURNED}:
        raise StationError("not_editable", state=bulletin.state.value)
    _check(session, bulletin.wording, by.commune_id, now)
    if left := blanks(f"{bulletin.title} {bulletin.text}"):
        raise StationError("blanks_left", blanks=", ".join(left))
    reading = speller.read(bulletin.text, choices={int(at): said for at, said in bulletin.choices.items()})
    if reading.open_questions:
        raise StationError("readings_open", count=reading.open_questions)
    sound = latest_rendition(session, bulletin)
    if sound is None or not sound.is_ready or sound.spoken_text != reading.text:
        raise StationError("sound_missing")
    bulletin.state = BulletinState.SUBMITTED
    audit.record(session, "bulletin_submitted", bulletin.id, by=by, commune_id=by.commune_id, now=now)
    return bulletin


def approve(session: Session, bulletin_id: str, heard: Heard, *, by: Person, now: datetime) -> Approval:
    """Answer for exactly these words and this sound; see `domain.approval.approve` for what is refused."""
    bulletin = get(session, bulletin_id, by=by)
    sound = latest_rendition(session, bulletin)
    if sound is None:
        raise StationError("sound_missing")
    decision = approval.approve(bulletin, sound, heard, by=by, now=now)
    return _decide(session, decision, by, now)


def send_back(session: Session, bulletin_id: str, *, reason: str, by: Person, now: datetime) -> Approval:
    """Return a bulletin to its author with a reason."""
    bulletin = get(session, bulletin_id, by=by)
    return _decide(session, approval.send_back(bulletin, by=by, reason=reason, now=now), by, now)


def withdraw(session: Session, bulletin_id: str, *, reason: str, by: Person, now: datetime) -> Approval:
    """Take a bulletin out of every plan that is not yet on air."""
    bulletin = get(session, bulletin_id, by=by)
    return _decide(session, approval.withdraw(bulletin, by=by, reason=reason, now=now), by, now)


def withdraw_for_asker(
    session: Session, bulletin_id: str, *, by: Person, asked_by: str, now: datetime
) -> None:
    """Withdraw what was made of somebody's request because the asker takes it back; withdrawn already, it stays so."""
    bulletin = get(session, bulletin_id, by=by)
    if bulletin.state is not BulletinState.WITHDRAWN:
        reason = "người xin phát thôi không xin nữa"
        _decide(
            session, approval.withdraw(bulletin, by=by, reason=reason, now=now, asked_by=asked_by), by, now
        )


def get(session: Session, bulletin_id: str, *, by: Person) -> Bulletin:
    """Return a bulletin of the asker's own commune, held against other writers. StationError `not_found`."""
    bulletin = session.get(Bulletin, bulletin_id, with_for_update=True)
    if bulletin is None or bulletin.commune_id != by.commune_id:
        raise StationError("not_found", kind="bulletin")
    return bulletin


def latest_rendition(session: Session, bulletin: Bulletin) -> Rendition | None:
    """Return the newest sound ordered for the bulletin's present revision."""
    column = bulletin_tables.renditions.c
    return session.scalar(
        select(Rendition)
        .where(column.bulletin_id == bulletin.id, column.revision == bulletin.revision)
        .order_by(column.created_at.desc(), column.id.desc())
        .limit(1)
    )


def _check(session: Session, wording: Wording, commune_id: str, now: datetime) -> None:
    zone = session.scalars(
        select(commune_tables.communes.c.zone).where(commune_tables.communes.c.code == commune_id)
    ).one()
    hamlets = session.scalars(
        select(commune_tables.hamlets.c.code).where(commune_tables.hamlets.c.commune_id == commune_id)
    )
    wording.check(today=day_of(now, zone), known_hamlets=frozenset(hamlets))


def _edited(session: Session, bulletin: Bulletin, before: BulletinState, by: Person, now: datetime) -> None:
    audit.record(
        session,
        "bulletin_edited",
        bulletin.id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        revision=bulletin.revision,
    )
    if before is BulletinState.APPROVED and bulletin.state is not BulletinState.APPROVED:
        planning_marks.want(session, by.commune_id)


def _decide(session: Session, decision: Approval, by: Person, now: datetime) -> Approval:
    session.add(decision)
    audit.record(
        session,
        f"bulletin_{decision.verdict.value}",
        decision.bulletin_id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        reason=decision.reason,
    )
    planning_marks.want(session, by.commune_id)
    return decision
