"""Live speech: asked for, on air, ended in any case, recorded.

A talk is a schedule of one start with one item, so that hours, minutes, plans, stops and the as-run log hold for it as
for everything else; only the sound comes from a stream.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.airing_tables import as_run, broadcasts, planning
from broadcaster.db.stream_tables import live_talks
from broadcaster.domain.asrun import AsRunEntry, Outcome
from broadcaster.domain.broadcast import Broadcast, BroadcastState
from broadcaster.domain.calendar import local
from broadcaster.domain.errors import StationError
from broadcaster.domain.library import SoundCard, SoundKind, SoundLicence, brought
from broadcaster.domain.live_talk import LEAD, LiveTalk, TalkEnd, ask_talk
from broadcaster.domain.people import Act, Person
from broadcaster.domain.playlist import Playlist, PlaylistItem
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.rundown import Rundown
from broadcaster.domain.schedule import Schedule, Slot
from broadcaster.domain.tones import Tone
from broadcaster.domain.types import new_id
from broadcaster.services import audit, planning_marks, stopping, timetable

SETTLE_AFTER = timedelta(seconds=12)
"""After a talk's end until its last word has sounded on every speaker that hears the stream."""
TAIL = timedelta(seconds=8)
"""Between a word and its sound on the poles; who speaks must be done so long before the limit."""


def ask(
    session: Session,
    *,
    title: str,
    minutes: int,
    hamlets: tuple[str, ...],
    silence: Tone,
    by: Person,
    now: datetime,
) -> LiveTalk:
    """Put a talk on air after LEAD, in these hamlets (none: the whole commune). `silence` stands in for lost sound.

    StationError `not_allowed`, `talk_open` (there is one already), what `ask_talk` and `timetable.check_hamlets`
    refuse, `clash` and what the air hours do not allow.
    """
    by.require(Act.SPEAK_LIVE)
    planning_marks.want(
        session, by.commune_id
    )  # before the check: whoever comes second waits, and sees the first
    if (other := open_talk(session, by.commune_id, now=now)) is not None:
        raise StationError("talk_open", title=other.title)
    talk = ask_talk(title, minutes, hamlets, schedule_id=new_id(), by=by, now=now)
    start = local(talk.starts_at, timetable.zone_name(session, by.commune_id))
    slot = Slot(Recurrence.once(start.date(), start.time()), talk.limit_ms, hamlets)
    timetable.check_hamlets(session, slot, by.commune_id)
    timetable.check(session, talk.title, slot, commune_id=by.commune_id)
    item = PlaylistItem(talk.title, silence.sound, talk.limit_ms, stream=talk.address)
    session.add(
        Schedule(
            id=talk.schedule_id,
            commune=by.commune_id,
            name=f"Nói trực tiếp: {talk.title}",
            recurrence=slot.recurrence,
            length_ms=slot.length_ms,
            hamlets=hamlets,
            playlist=Playlist((item,)),
            late_ms=round(LEAD.total_seconds() * 1_000),
        )
    )
    session.flush()
    session.add(talk)
    session.flush()
    _tell(session, "talk_asked", talk, by, now, hamlets=", ".join(hamlets), minutes=minutes)
    return talk


def end(session: Session, talk_id: str, *, by: Person, now: datetime) -> LiveTalk:
    """End a talk; before its first word nothing of it sounds. StationError `not_allowed`, `not_found`."""
    by.require(Act.SPEAK_LIVE)
    talk = get(session, talk_id, commune_id=by.commune_id)
    _finish(session, talk, TalkEnd.SPEAKER, by, now)
    return talk


def get(session: Session, talk_id: str, *, commune_id: str) -> LiveTalk:
    """Return a talk. StationError `not_found`."""
    talk = session.get(LiveTalk, talk_id)
    if talk is None or talk.commune_id != commune_id:
        raise StationError("not_found", kind="talk")
    return talk


def open_talk(session: Session, commune_id: str, *, now: datetime) -> LiveTalk | None:
    """Return the talk that is about to sound or sounding."""
    column = live_talks.c
    return session.scalar(
        select(LiveTalk).where(
            column.commune_id == commune_id, column.ended_at.is_(None), column.until_at > now
        )
    )


def open_or_overdue(session: Session, commune_id: str) -> LiveTalk | None:
    """Return the talk that nobody has ended, also where its time is over."""
    column = live_talks.c
    return session.scalar(select(LiveTalk).where(column.commune_id == commune_id, column.ended_at.is_(None)))


def end_by_itself(session: Session, talk_id: str, *, microphone_lost: bool, now: datetime) -> None:
    """End a talk whose time is over, whose commune was silenced, or whose microphone is gone."""
    talk = session.get_one(LiveTalk, talk_id)
    held = session.scalar(select(planning.c.stop_until_at).where(planning.c.commune_id == talk.commune_id))
    if now >= talk.until_at:
        _finish(session, talk, TalkEnd.LIMIT, None, now)
    elif held is not None and held > now:
        _finish(session, talk, TalkEnd.STOPPED, None, now)
    elif microphone_lost:
        _finish(session, talk, TalkEnd.MICROPHONE, None, now)


def unsettled(session: Session, commune_id: str, *, now: datetime) -> tuple[LiveTalk, ...]:
    """Return talks whose last word has sounded and which nobody has put away yet."""
    column = live_talks.c
    found = session.scalars(
        select(LiveTalk).where(
            column.commune_id == commune_id,
            column.settled_at.is_(None),
            column.ended_at <= now - SETTLE_AFTER,
        )
    )
    return tuple(found)


def settle(session: Session, talk_id: str, recording_id: str | None, *, now: datetime) -> None:
    """Silence what still waits for the lost stream, and enter the recording that was received under that id."""
    talk = session.get_one(LiveTalk, talk_id)
    _stop_stragglers(session, talk, now)
    if recording_id is not None:
        _keep(session, talk, recording_id, now)
    talk.settled_at = now


def _keep(session: Session, talk: LiveTalk, recording_id: str, now: datetime) -> None:
    person = session.get_one(Person, talk.person_id)
    at = local(talk.starts_at, timetable.zone_name(session, talk.commune_id))
    card = SoundCard(
        f"Nói trực tiếp {at:%d/%m/%Y %H:%M}: {talk.title}"[:160], SoundKind.SPEECH, SoundLicence.OWN
    )
    kept = brought(recording_id, card, by=person, now=now)
    session.add(kept)
    talk.sound_id = kept.id
    _tell(session, "talk_recorded", talk, None, now, sound=kept.id)


def _stop_stragglers(session: Session, talk: LiveTalk, now: datetime) -> None:
    """Tell the speakers that never heard the end of the stream to end the item."""
    devices = {device.id: device for device in fleet_rows.load(session, talk.commune_id).devices}
    waiting: dict[str, list[str]] = {}
    for entry in _entries(session, talk):
        if entry.outcome is Outcome.STARTED and entry.device_id in devices:
            waiting.setdefault(entry.broadcast_id, []).append(entry.device_id)
    for broadcast_id, names in waiting.items():
        stopping.say_stop(
            session,
            talk.commune_id,
            [devices[name] for name in names],
            groups=(),
            now=now,
            what=broadcast_id,
            subject_id=talk.id,
        )


def _finish(session: Session, talk: LiveTalk, ending: TalkEnd, by: Person | None, now: datetime) -> None:
    if talk.ended_at is not None:
        return
    talk.finish(ending, by=by.id if by else None, now=now)
    schedule = session.get_one(Schedule, talk.schedule_id)
    schedule.ended_at = now
    if now < talk.starts_at:
        _take_back(session, talk, now)
    elif ending is not TalkEnd.LIMIT:
        _shorten(session, talk, now)
    planning_marks.want(session, talk.commune_id)
    _tell(session, "talk_ended", talk, by, now, how=ending.value)


def _take_back(session: Session, talk: LiveTalk, now: datetime) -> None:
    for broadcast in _broadcasts(session, talk):
        broadcast.state = BroadcastState.CANCELLED
    for entry in _entries(session, talk):
        entry.cancel(now=now)


def _shorten(session: Session, talk: LiveTalk, now: datetime) -> None:
    """Let the log say how long the talk was; what a speaker still lacks of it is TAIL away."""
    length_ms = round((now + TAIL - talk.starts_at).total_seconds() * 1_000)
    for broadcast in _broadcasts(session, talk):
        if length_ms < broadcast.duration_ms:
            items = tuple(replace(item, duration_ms=length_ms) for item in broadcast.rundown.items)
            broadcast.rundown = Rundown(items, broadcast.rundown.skipped)
    session.execute(
        update(as_run)
        .where(as_run.c.broadcast_id.in_(_ids(talk)), as_run.c.duration_ms > length_ms)
        .values(duration_ms=length_ms)
    )


def _ids(talk: LiveTalk) -> Select[tuple[str]]:
    return select(broadcasts.c.id).where(broadcasts.c.schedule_id == talk.schedule_id)


def _broadcasts(session: Session, talk: LiveTalk) -> list[Broadcast]:
    return list(session.scalars(select(Broadcast).where(broadcasts.c.schedule_id == talk.schedule_id)))


def _entries(session: Session, talk: LiveTalk) -> list[AsRunEntry]:
    return list(session.scalars(select(AsRunEntry).where(as_run.c.broadcast_id.in_(_ids(talk)))))


def _tell(
    session: Session, act: str, talk: LiveTalk, by: Person | None, now: datetime, **more: object
) -> None:
    audit.record(session, act, talk.id, by=by, commune_id=talk.commune_id, now=now, title=talk.title, **more)
