"""How the station sounds is decided once, by those who keep its settings, and worn by what is made afterwards."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from broadcaster.db.library_tables import library_sounds
from broadcaster.domain.bulletin import Rendition, RenditionState
from broadcaster.domain.errors import StationError
from broadcaster.domain.library import LibrarySound, SoundCard, SoundKind, SoundLicence
from broadcaster.domain.sound_style import SoundStyle
from broadcaster.domain.types import Sha256, new_id, sha256
from broadcaster.services import bulletins, human_voice, library, rendering, sound_styles, taking_in
from broadcaster.services.sound_styles import Wish
from tests.factories import NOW, TODAY, World, recording, wording
from tests.fakes import PlainSpeller

SONG: Sha256 = sha256("song")
STYLE = SoundStyle(bed=SONG, ident="own:chime")


def kept(session: Session, world: World, title: str, word: str, kind: SoundKind = SoundKind.MUSIC) -> str:
    card = SoundCard(title, kind, SoundLicence.OWN)
    sound = library.bring(session, new_id(), card, by=world.operator, now=NOW)
    claimed = taking_in.claim(session, now=NOW)
    assert claimed is not None
    assert taking_in.finish(session, claimed, recording(word))
    session.expire_all()
    return sound.id


def ordered(session: Session, world: World, text: str = "Mời họp.") -> Rendition:
    bulletin = bulletins.write(session, wording(text=text), by=world.operator, now=NOW)
    return bulletins.prepare(session, PlainSpeller(), bulletin.id, by=world.operator, now=NOW)


def test_what_was_decided_last_holds_for_what_is_made_afterwards(world: World) -> None:
    with world.memory.writes.begin() as session:
        before = ordered(session, world)
        kept(session, world, "Đàn bầu", "song")
        sound_styles.decide(session, STYLE, by=world.administrator, now=NOW)
        later = NOW + timedelta(minutes=1)
        plain = SoundStyle(opening="", closing="")
        sound_styles.decide(session, plain, by=world.administrator, now=later)
        after = ordered(session, world, "Mời tiêm.")
        assert (before.style, after.style) == (SoundStyle(), plain)
        assert library.uses(session, world.commune_id, SONG).is_of_the_station


def test_only_who_keeps_settings_decides_and_only_on_sounds_that_may_air(world: World) -> None:
    with world.memory.writes.begin() as session:
        with pytest.raises(StationError, match="not_allowed"):
            sound_styles.decide(session, STYLE, by=world.operator, now=NOW)
        with pytest.raises(StationError, match="sound_not_usable"):
            sound_styles.decide(session, STYLE, by=world.administrator, now=NOW)


def test_an_expired_bed_is_left_out_and_nothing_else(world: World) -> None:
    with world.memory.writes.begin() as session:
        name = kept(session, world, "Đàn bầu", "song")
        sound_styles.decide(session, STYLE, by=world.administrator, now=NOW)
        worn = sound_styles.worn(session, world.commune_id, Wish(bed=True), now=NOW)
        assert worn == STYLE
        session.execute(
            update(library_sounds)
            .where(library_sounds.c.id == name)
            .values(expires_on=TODAY - timedelta(days=1))
        )
        session.expire_all()
        worn = sound_styles.worn(session, world.commune_id, Wish(bed=True), now=NOW)
        assert worn == STYLE.for_bulletin()


def test_another_dress_is_another_sound_and_voids_an_approval(world: World) -> None:
    with world.memory.writes.begin() as session:
        first = ordered(session, world)
        assert bulletins.restyle(session, first.bulletin_id, Wish(), by=world.operator, now=NOW) is first
        later = NOW + timedelta(seconds=1)
        bare = bulletins.restyle(session, first.bulletin_id, Wish(tunes=False), by=world.operator, now=later)
        assert bare.id != first.id
        assert (bare.spoken_text, bare.state) == (first.spoken_text, RenditionState.QUEUED)
        assert bare.style == SoundStyle().for_bulletin(tunes=False)


@pytest.mark.parametrize("tunes", [True, False])
def test_a_persons_voice_wears_the_tunes_too(world: World, *, tunes: bool) -> None:
    voice = sha256("voice")
    with world.memory.writes.begin() as session:
        name = kept(session, world, "Lời chị Hạnh", "voice", SoundKind.SPEECH)
        bulletin = bulletins.write(session, wording(), by=world.operator, now=NOW)
        spoken = human_voice.use(
            session, PlainSpeller(), bulletin.id, name, by=world.operator, now=NOW, wish=Wish(tunes=tunes)
        )
        assert spoken.is_ready is not tunes
        session.flush()
        claimed = rendering.claim(session, now=NOW)
        assert (claimed is not None) is tunes
        assert claimed is None or (claimed.recorded, claimed.style) == (voice, SoundStyle())
        bulletin_ids = [each for each, _title in library.uses(session, world.commune_id, voice).bulletins]
        assert bulletin_ids == [bulletin.id]


def test_a_part_is_a_sound_of_its_own_and_the_whole_stays(world: World) -> None:
    with world.memory.writes.begin() as session:
        name = kept(session, world, "Lời chị Hạnh", "voice", SoundKind.SPEECH)
        whole = session.get_one(LibrarySound, name)
        assert whole.duration_ms is not None
        for from_ms, until_ms, code in ((0, whole.duration_ms, "cut_is_whole"), (500, 900, "cut_wrong")):
            with pytest.raises(StationError, match=code):
                library.cut(
                    session, name, "x", from_ms=from_ms, until_ms=until_ms, by=world.operator, now=NOW
                )
        part = library.cut(session, name, "Nửa đầu", from_ms=0, until_ms=1500, by=world.operator, now=NOW)
        claimed = taking_in.claim(session, now=NOW)
        assert claimed is not None
        assert claimed.cut == part.cut
        assert part.card.licence is whole.card.licence
        assert whole.sound_sha == sha256("voice")
