"""A bulletin spoken by a person: its words stay as they are read, its sound is one of the library."""

from datetime import datetime

from sqlalchemy.orm import Session

from broadcaster.domain.bulletin import Rendition, RenditionState, rendition
from broadcaster.domain.calendar import day_of
from broadcaster.domain.errors import StationError
from broadcaster.domain.library import HUMAN_VOICE, SoundKind
from broadcaster.domain.people import Act, Person
from broadcaster.services import audit, bulletins, library, sound_styles, timetable
from broadcaster.services.ports import Speller
from broadcaster.services.sound_styles import USUAL, Wish


def use(
    session: Session,
    speller: Speller,
    bulletin_id: str,
    sound_id: str,
    *,
    by: Person,
    now: datetime,
    wish: Wish = USUAL,
) -> Rendition:
    """Let a recorded voice speak a bulletin instead of the machine; who approves names the very sound.

    What is heard around and under it a renderer adds. An approval of another sound is void. StationError
    `not_allowed`, `not_found`, `not_editable`, `not_speech` and what `LibrarySound.require_usable` refuses.
    """
    by.require(Act.WRITE)
    sound = library.get(session, sound_id, by=by)
    if sound.kind is not SoundKind.SPEECH:
        raise StationError("not_speech", title=sound.title)
    sha = sound.require_usable(day_of(now, timetable.zone_name(session, by.commune_id)))
    bulletin = bulletins.take_back(session, bulletin_id, by=by, now=now)
    reading = speller.read(bulletin.text, choices={int(at): said for at, said in bulletin.choices.items()})
    style = sound_styles.worn(session, by.commune_id, wish, now=now)
    spoken = rendition(
        bulletin, reading.text, now=now, style=style, recorded=sha, dictionary=reading.dictionary
    )
    if style.is_plain:
        spoken.state, spoken.progress, spoken.voice = RenditionState.READY, 100, HUMAN_VOICE
        spoken.sound_sha, spoken.duration_ms, spoken.peaks = sha, sound.duration_ms, list(sound.peaks)
        spoken.loudness_lufs, spoken.true_peak_dbtp = sound.loudness_lufs, sound.true_peak_dbtp
    session.add(spoken)
    audit.record(
        session,
        "human_voice_used",
        bulletin.id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        sound=sound.id,
        sha=sha,
    )
    return spoken
