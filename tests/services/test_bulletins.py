"""The desk: from first words to an approval that names the exact sound."""

from dataclasses import fields
from datetime import timedelta

import pytest
from sqlalchemy import select

from broadcaster.db import airing_tables
from broadcaster.domain.approval import Approval, Heard, Verdict
from broadcaster.domain.bulletin import LONGEST_TEXT, Bulletin, BulletinState, Rendition
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.types import Sha256, sha256
from broadcaster.services import bulletins
from tests.factories import NOW, TODAY, World, approved, make_sound, recording, wording
from tests.fakes import PlainSpeller

SPELLER = PlainSpeller()


def submitted(world: World, text: str = "Mời bà con dự họp thôn.") -> tuple[Bulletin, Rendition]:
    with world.memory.writes.begin() as session:
        bulletin = bulletins.write(session, wording(text=text), by=world.operator, now=NOW)
        ordered = bulletins.prepare(session, SPELLER, bulletin.id, by=world.operator, now=NOW)
    with world.memory.writes.begin() as session:
        make_sound(session, ordered.id, recording(text))
        bulletins.submit(session, SPELLER, bulletin.id, by=world.operator, now=NOW)
    return bulletin, ordered


def heard(sound: Rendition, text: str = "Mời bà con dự họp thôn.") -> Heard:
    return Heard(sound.spoken_sha, Sha256(sha256(text)))


def state(world: World, bulletin_id: str) -> BulletinState:
    with world.memory.reads() as session:
        return session.get_one(Bulletin, bulletin_id).state


def test_an_approval_names_the_exact_words_and_the_exact_sound(world: World) -> None:
    bulletin = approved(world)
    with world.memory.reads() as session:
        decision = session.scalars(select(Approval)).one()
        sound = session.scalars(select(Rendition)).one()
    assert bulletin.state is BulletinState.APPROVED
    assert (decision.spoken_sha, decision.sound_sha) == (sound.spoken_sha, sound.sound_sha)
    assert (decision.verdict, decision.person_id) == (Verdict.APPROVED, world.approver.id)


def test_any_edit_voids_the_approval_and_asks_for_new_plans(world: World) -> None:
    bulletin = approved(world)
    with world.memory.writes.begin() as session:
        before = session.execute(select(airing_tables.planning.c.wanted)).scalar_one()
        edited = bulletins.reword(
            session, bulletin.id, wording(text="Lời khác."), seen_revision=1, by=world.operator, now=NOW
        )
        assert edited.state is BulletinState.DRAFT
        assert edited.approved_rendition_id is None
        assert session.execute(select(airing_tables.planning.c.wanted)).scalar_one() == before + 1


def test_saving_the_same_words_again_voids_nothing(world: World) -> None:
    bulletin = approved(world)
    with world.memory.writes.begin() as session:
        bulletins.reword(session, bulletin.id, wording(), seen_revision=1, by=world.operator, now=NOW)
    assert state(world, bulletin.id) is BulletinState.APPROVED


def test_two_people_who_edit_the_same_revision_cannot_overwrite_each_other(world: World) -> None:
    with world.memory.writes.begin() as session:
        bulletin = bulletins.write(session, wording(), by=world.operator, now=NOW)
    with world.memory.writes.begin() as session:
        bulletins.reword(session, bulletin.id, wording("Một"), seen_revision=1, by=world.operator, now=NOW)
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="edited_meanwhile"):
        bulletins.reword(session, bulletin.id, wording("Hai"), seen_revision=1, by=world.operator, now=NOW)
    with world.memory.reads() as session:
        assert session.get_one(Bulletin, bulletin.id).title == "Một"


def test_an_approver_who_heard_another_sound_approves_nothing(world: World) -> None:
    bulletin, sound = submitted(world)
    other = Heard(sound.spoken_sha, Sha256(sha256("âm thanh khác")))
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="heard_other"):
        bulletins.approve(session, bulletin.id, other, by=world.approver, now=NOW)
    assert state(world, bulletin.id) is BulletinState.SUBMITTED


def test_who_writes_may_not_approve_and_who_approves_may_not_write(world: World) -> None:
    bulletin, sound = submitted(world)
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="not_allowed"):
        bulletins.approve(session, bulletin.id, heard(sound), by=world.operator, now=NOW)
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="not_allowed"):
        bulletins.write(session, wording(), by=world.approver, now=NOW)


def test_nobody_approves_their_own_words_even_after_a_change_of_role(world: World) -> None:
    bulletin, sound = submitted(world)
    with world.memory.writes.begin() as session:
        session.get_one(Bulletin, bulletin.id).author_id = world.approver.id
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="own_words"):
        bulletins.approve(session, bulletin.id, heard(sound), by=world.approver, now=NOW)


def test_an_open_reading_blocks_submission_until_somebody_chooses(world: World) -> None:
    with world.memory.writes.begin() as session:
        bulletin = bulletins.write(session, wording(text="Số ??"), by=world.operator, now=NOW)
        first = bulletins.prepare(session, SPELLER, bulletin.id, by=world.operator, now=NOW)
        make_sound(session, first.id, recording())
        with pytest.raises(StationError, match="readings_open"):
            bulletins.submit(session, SPELLER, bulletin.id, by=world.operator, now=NOW)
        bulletins.choose(
            session, bulletin.id, position=3, reading="một", seen_revision=1, by=world.operator, now=NOW
        )
        second = bulletins.prepare(session, SPELLER, bulletin.id, by=world.operator, now=NOW)
        assert second.spoken_text == "Số một"
        make_sound(session, second.id, recording())
        bulletins.submit(session, SPELLER, bulletin.id, by=world.operator, now=NOW)


def test_words_without_their_own_sound_cannot_be_submitted(world: World) -> None:
    with world.memory.writes.begin() as session:
        bulletin = bulletins.write(session, wording(), by=world.operator, now=NOW)
        with pytest.raises(StationError, match="sound_missing"):
            bulletins.submit(session, SPELLER, bulletin.id, by=world.operator, now=NOW)


def test_a_sound_is_ordered_once_for_the_same_words(world: World) -> None:
    with world.memory.writes.begin() as session:
        bulletin = bulletins.write(session, wording(), by=world.operator, now=NOW)
        first = bulletins.prepare(session, SPELLER, bulletin.id, by=world.operator, now=NOW)
        again = bulletins.prepare(session, SPELLER, bulletin.id, by=world.operator, now=NOW)
    assert first.id == again.id


def test_sending_back_needs_a_reason_and_gives_the_author_the_words_again(world: World) -> None:
    bulletin, _ = submitted(world)
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="reason_missing"):
        bulletins.send_back(session, bulletin.id, reason="  ", by=world.approver, now=NOW)
    with world.memory.writes.begin() as session:
        bulletins.send_back(session, bulletin.id, reason="Sai ngày", by=world.approver, now=NOW)
    assert state(world, bulletin.id) is BulletinState.RETURNED


def test_a_withdrawn_bulletin_is_out_for_good(world: World) -> None:
    bulletin = approved(world)
    with world.memory.writes.begin() as session:
        bulletins.withdraw(session, bulletin.id, reason="Hoãn họp", by=world.operator, now=NOW)
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="not_editable"):
        bulletins.reword(session, bulletin.id, wording("x"), seen_revision=1, by=world.operator, now=NOW)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (wording(title=" "), "title_missing"),
        (wording(title="x" * 161), "title_too_long"),
        (wording(text="\n \t"), "text_missing"),
        (wording(text="x" * (LONGEST_TEXT + 1)), "text_too_long"),
        (wording(expires_on=TODAY - timedelta(days=1)), "already_expired"),
        (wording(hamlets=("no-such",)), "hamlet_unknown"),
        (wording(precedence=Precedence.EMERGENCY), "emergency_elsewhere"),
    ],
)
def test_words_that_cannot_be_broadcast_are_refused_by_name(world: World, words: object, code: str) -> None:
    with world.memory.writes.begin() as session, pytest.raises(StationError) as refusal:
        bulletins.write(session, words, by=world.operator, now=NOW)  # type: ignore[arg-type]  # a Wording each
    assert refusal.value.code == code


def test_words_typed_with_loose_accents_are_kept_composed(world: World) -> None:
    decomposed = "Tie\u0302m pho\u0300ng"
    assert wording(text=decomposed).text == "Tiêm phòng"


def test_another_communes_bulletin_does_not_exist(world: World) -> None:
    bulletin = approved(world)
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="not_found"):
        bulletins.get(session, bulletin.id, by=_stranger(world))


def _stranger(world: World) -> Person:
    own = {field.name: getattr(world.operator, field.name) for field in fields(Person)}
    return Person(**(own | {"commune_id": "other"}))
