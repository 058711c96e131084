"""Sounds that people bring: entered, taken in once, used by bulletins, never taken from under a log."""

import io
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from broadcaster.adapters.upload_folder import UploadFolder
from broadcaster.domain.approval import Heard
from broadcaster.domain.broadcast import Broadcast, BroadcastState
from broadcaster.domain.bulletin import Bulletin, BulletinState
from broadcaster.domain.errors import StationError
from broadcaster.domain.library import LibrarySound, SoundCard, SoundKind, SoundLicence, SoundState
from broadcaster.domain.people import Person
from broadcaster.domain.programme_parts import FixedSound
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.schedule import Slot
from broadcaster.domain.types import as_sha256, new_id
from broadcaster.queries import library_page, programme_page
from broadcaster.services import (
    bulletins,
    human_voice,
    library,
    planning,
    planning_marks,
    programmes,
    requests,
    taking_in,
    timetable,
)
from broadcaster.services.claims import LEASE
from broadcaster.services.sound_styles import Wish
from broadcaster.services.taking_in import UploadClaim
from tests.factories import NOW, TODAY, World, approved, recording, wording
from tests.fakes import PlainSpeller

BARE = Wish(tunes=False)
OWN_VOICE = SoundCard("Lời chị Hạnh", SoundKind.SPEECH, SoundLicence.OWN)


def bring(world: World, card: SoundCard = OWN_VOICE, by: Person | None = None) -> str:
    with world.memory.writes.begin() as session:
        return library.bring(session, new_id(), card, by=by or world.operator, now=NOW).id


def claim(world: World, at: timedelta = timedelta()) -> UploadClaim | None:
    with world.memory.writes.begin() as session:
        return taking_in.claim(session, now=NOW + at)


def take_in(world: World, name: str) -> str:
    claimed = claim(world)
    assert claimed
    assert claimed.sound_id == name
    made = recording(name)
    with world.memory.writes.begin() as session:
        assert taking_in.finish(session, claimed, made)
    return made.sha


def row(world: World, name: str) -> LibrarySound:
    with world.memory.reads() as session:
        return session.get_one(LibrarySound, name)


def test_an_upload_is_taken_in_once(world: World) -> None:
    name = bring(world)
    slow = claim(world)
    assert slow
    assert claim(world) is None
    quick = claim(world, LEASE + timedelta(seconds=1))
    assert quick
    with world.memory.writes.begin() as session:
        assert not taking_in.tell_progress(session, slow, percent=10, now=NOW)
        assert taking_in.finish(session, quick, recording("quick"))
        assert not taking_in.finish(session, slow, recording("slow"))
    assert row(world, name).sound_sha == recording("quick").sha
    assert row(world, name).state is SoundState.READY


def test_a_refusal_is_final_and_trouble_is_not(world: World) -> None:
    name = bring(world)
    at = timedelta()
    for wait in (5, 30, 120):
        claimed = claim(world, at)
        assert claimed
        with world.memory.writes.begin() as session:
            assert not taking_in.fail(session, claimed, "store_full", permanent=False, now=NOW + at)
        at += timedelta(seconds=wait)
    claimed = claim(world, at)
    assert claimed
    with world.memory.writes.begin() as session:
        assert taking_in.fail(session, claimed, "upload_broken", permanent=True, now=NOW)
    assert (row(world, name).state, row(world, name).failure) == (SoundState.REFUSED, "upload_broken")


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (SoundCard(" ", SoundKind.MUSIC, SoundLicence.OWN), "sound_title"),
        (SoundCard("x" * 161, SoundKind.MUSIC, SoundLicence.OWN), "sound_title"),
        (SoundCard("Nhạc", SoundKind.MUSIC, SoundLicence.FREE), "sound_source"),
        (SoundCard("Nhạc", SoundKind.MUSIC, SoundLicence.CONTRACT, " "), "sound_source"),
    ],
)
def test_a_card_that_would_not_tell_later(card: SoundCard, code: str) -> None:
    with pytest.raises(StationError, match=code):
        card.check()


def test_names_are_words_and_never_paths() -> None:
    card = SoundCard("../../etc\x00\u202ecod.mp3", SoundKind.MUSIC, SoundLicence.OWN)
    assert card.title == "../../etccod.mp3"


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (SoundCard("x", SoundKind.SPEECH, SoundLicence.UNKNOWN), "sound_without_right"),
        (SoundCard("x", SoundKind.SPEECH, SoundLicence.OWN, "", TODAY - timedelta(days=1)), "sound_expired"),
        (SoundCard("x", SoundKind.MUSIC, SoundLicence.OWN), "not_speech"),
    ],
)
def test_what_a_bulletin_may_not_use(world: World, card: SoundCard, code: str) -> None:
    name = bring(world, card)
    take_in(world, name)
    with world.memory.writes.begin() as session:
        written = bulletins.write(session, wording(), by=world.operator, now=NOW)
    with pytest.raises(StationError, match=code), world.memory.writes.begin() as session:
        human_voice.use(session, PlainSpeller(), written.id, name, by=world.operator, now=NOW)
    with world.memory.reads() as session:
        assert library_page.voices(session, world.commune_id, today=TODAY) == ()


def test_a_person_speaks_a_bulletin_and_that_sound_is_approved(world: World) -> None:
    name = bring(world)
    bulletin = approved(world)
    with pytest.raises(StationError, match="sound_not_ready"), world.memory.writes.begin() as session:
        human_voice.use(session, PlainSpeller(), bulletin.id, name, by=world.operator, now=NOW)
    sha = take_in(world, name)
    later = NOW + timedelta(minutes=1)
    with world.memory.writes.begin() as session:
        spoken = human_voice.use(
            session, PlainSpeller(), bulletin.id, name, by=world.operator, now=later, wish=BARE
        )
        assert session.get_one(Bulletin, bulletin.id).state is BulletinState.DRAFT
        bulletins.submit(session, PlainSpeller(), bulletin.id, by=world.operator, now=later)
    with world.memory.writes.begin() as session:
        heard = Heard(spoken.spoken_sha, recording(wording().text).sha)
        with pytest.raises(StationError, match="heard_other"):
            bulletins.approve(session, bulletin.id, heard, by=world.approver, now=later)
        heard = Heard(spoken.spoken_sha, recording(name).sha)
        decision = bulletins.approve(session, bulletin.id, heard, by=world.approver, now=later)
    assert (decision.sound_sha, spoken.voice) == (sha, "human")


def test_nothing_leaves_that_something_refers_to(world: World) -> None:
    used, free = bring(world), bring(world, SoundCard("Nhạc nền", SoundKind.MUSIC, SoundLicence.OWN))
    for name in sorted((used, free), key=lambda each: (row(world, each).due_at, each)):
        take_in(world, name)
    with world.memory.writes.begin() as session:
        written = bulletins.write(session, wording(), by=world.operator, now=NOW)
        human_voice.use(session, PlainSpeller(), written.id, used, by=world.operator, now=NOW)
    with world.memory.writes.begin() as session:
        library.remove(session, free, by=world.operator, now=NOW)
        with pytest.raises(StationError, match="sound_in_use"):
            library.remove(session, used, by=world.operator, now=NOW)
        found = library.uses(session, world.commune_id, recording(used).sha)
    assert [title for _, title in found.bulletins] == [wording().title]
    with pytest.raises(StationError, match="not_found"), world.memory.writes.begin() as session:
        library.describe(session, free, OWN_VOICE, by=world.operator, now=NOW)


def test_a_sound_is_planned_for_as_long_as_somebody_has_the_right_to_air_it(world: World) -> None:
    name = bring(world, SoundCard("Bài hát", SoundKind.MUSIC, SoundLicence.CONTRACT, "Hợp đồng 12"))
    song = FixedSound("Bài hát", as_sha256(take_in(world, name)), 30_000)
    with world.memory.writes.begin() as session:
        programme = programmes.add(
            session, name="Nhạc sáng", minutes=5, parts=(song,), by=world.operator, now=NOW
        )
        slot = Slot(Recurrence.daily(time(17), first_on=TODAY), 300_000)
        timetable.add_schedule(
            session, name="Chiều", slot=slot, programme_id=programme.id, by=world.operator, now=NOW
        )
    days = {}
    for licence, ends_on in (
        (SoundLicence.CONTRACT, None),
        (SoundLicence.CONTRACT, TODAY + timedelta(days=2)),
        (SoundLicence.UNKNOWN, None),
    ):
        card = SoundCard("Bài hát", SoundKind.MUSIC, licence, "Hợp đồng 12", ends_on)
        with world.memory.writes.begin() as session:
            library.describe(session, name, card, by=world.operator, now=NOW)
            assert planning_marks.is_open(session, world.commune_id)
        with world.memory.writes.begin() as session:
            planning.plan_ahead(session, world.commune_id, now=NOW)
            airing = session.scalars(
                select(Broadcast).filter_by(hamlet="go-sai", state=BroadcastState.PLANNED)
            )
            days[licence, ends_on] = len(list(airing))
            (offered,) = programme_page.airable_sounds(session, world.commune_id, today=TODAY)
            assert offered.has_ended is (licence is SoundLicence.UNKNOWN)
    assert list(days.values()) == [7, 3, 0]


def test_a_hamlet_head_speaks_a_request(world: World) -> None:
    name = bring(world, by=world.hamlet_head)
    claimed = claim(world)
    assert claimed
    assert claimed.longest_s == 125
    with world.memory.writes.begin() as session:
        asked = requests.ask(
            session, title="", text="", wanted_at=None, by=world.hamlet_head, now=NOW, voice_id=name
        )
        taking_in.finish(session, claimed, recording(name))
    assert row(world, name).request_id == asked.id
    with world.memory.writes.begin() as session:
        until = date(2026, 12, 1)
        with pytest.raises(StationError, match="text_missing"), session.begin_nested():
            requests.accept(session, asked.id, expires_on=until, by=world.operator, now=NOW)
        session.expire_all()
        bulletin = requests.accept(
            session, asked.id, expires_on=until, by=world.operator, now=NOW, text="Mời họp thôn."
        )
        spoken = human_voice.use(
            session, PlainSpeller(), bulletin.id, name, by=world.operator, now=NOW, wish=BARE
        )
    assert (bulletin.text, spoken.sound_sha) == ("Mời họp thôn.", recording(name).sha)


def test_nobody_sends_another_ones_voice(world: World) -> None:
    name = bring(world)
    with pytest.raises(StationError, match="not_found"), world.memory.writes.begin() as session:
        requests.ask(session, title="", text="", wanted_at=None, by=world.hamlet_head, now=NOW, voice_id=name)
    for person in (world.approver, world.viewer, world.technician):
        with pytest.raises(StationError, match="not_allowed"):
            bring(world, by=person)


def test_uploads_are_whole_or_not_there(tmp_path: Path) -> None:
    folder = UploadFolder(tmp_path / "uploads")
    name = new_id()
    assert folder.receive(name, io.BytesIO(b"x" * 1000), most_bytes=1000) == 1000
    assert folder.path(name).read_bytes() == b"x" * 1000
    for content, code in ((b"x" * 1001, "upload_too_large"), (b"", "upload_empty")):
        with pytest.raises(StationError, match=code):
            folder.receive(new_id(), io.BytesIO(content), most_bytes=1000)
    assert [path.name for path in folder.path(name).parent.iterdir()] == [name]
    with pytest.raises(ValueError, match="not the name"):
        folder.path("../../x")
    assert folder.sweep() == 0
    assert folder.sweep(older_than_s=0) == 1
