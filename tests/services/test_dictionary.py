"""The dictionary of readings: every change a version, audited, heard from the next text on."""

import pytest
from sqlalchemy import select

from broadcaster.adapters.commune_speller import CommuneSpeller
from broadcaster.db import bulletin_tables, commune_tables
from broadcaster.db.library_tables import kept_readings
from broadcaster.db.session import open_memory
from broadcaster.domain.approval import Heard
from broadcaster.domain.bulletin import Bulletin, BulletinState
from broadcaster.domain.errors import StationError
from broadcaster.domain.kept_reading import KeptReading, ReadingRegion, ReadingRule
from broadcaster.queries import dictionary_page
from broadcaster.services import bulletins, dictionary
from tests.factories import NOW, TODAY, World, make_sound, recording, wording


def keep(world: World, written: str, spoken: str, region: ReadingRegion = ReadingRegion.EVERYWHERE) -> str:
    with world.memory.writes.begin() as session:
        return dictionary.keep(session, ReadingRule(written, spoken, region), by=world.operator, now=NOW).id


def speller(world: World, region: str = "north") -> CommuneSpeller:
    return CommuneSpeller(world.memory.reads, world.commune_id, region)


def acts(world: World) -> list[str]:
    with world.memory.reads() as session:
        return list(
            session.scalars(
                select(commune_tables.audit.c.act).where(commune_tables.audit.c.act.like("reading%"))
            )
        )


def test_what_is_kept_is_said_without_a_new_start(database: str, world: World) -> None:
    reader = speller(world)
    assert reader.read("Tổ XQT số 3.", choices={}).open_questions
    other = open_memory(database)
    try:
        with other.writes.begin() as session:
            dictionary.keep(session, ReadingRule("XQT", "bầu cử"), by=world.operator, now=NOW)
    finally:
        other.close()
    assert reader.read("Tổ XQT số 3.", choices={}).text == "Tổ bầu cử số ba."


def test_each_change_is_a_version_and_the_old_stays_on_record(world: World) -> None:
    first = keep(world, "BC", "báo cáo")
    assert keep(world, "BC", "báo cáo") == first
    second = keep(world, "BC", "bầu cử")
    with world.memory.writes.begin() as session:
        dictionary.forget(session, second, by=world.operator, now=NOW)
    with world.memory.reads() as session:
        assert dictionary.version(session, world.commune_id) == 3
        assert dictionary.in_force(session, world.commune_id) == ()
        rows = session.scalars(select(KeptReading).order_by(kept_readings.c.version)).all()
        assert [(row.spoken, row.version, row.ended_version) for row in rows] == [
            ("báo cáo", 1, 2),
            ("bầu cử", 2, 3),
        ]
    assert sorted(acts(world)) == ["reading_forgotten", "reading_kept", "reading_kept"]
    assert speller(world).read("Xem BC tuần.", choices={}).text == "Xem báo cáo tuần."


def test_a_reading_may_hold_for_one_region(world: World) -> None:
    keep(world, "Ao Sen", "Ao Xen")
    keep(world, "Ao Sen", "Ao Sèn", ReadingRegion.SOUTH)
    assert speller(world).read("Thôn Ao Sen", choices={}).text == "Thôn Ao Xen"
    assert speller(world, "south").read("Thôn Ao Sen", choices={}).text == "Thôn Ao Sèn"


def test_changing_the_written_words_ends_the_old_ones(world: World) -> None:
    name = keep(world, "BC", "bầu cử")
    with world.memory.writes.begin() as session:
        dictionary.change(session, name, ReadingRule("BCĐ", "ban chỉ đạo"), by=world.operator, now=NOW)
    with world.memory.reads() as session:
        assert [each.written for each in dictionary.in_force(session, world.commune_id)] == ["BCĐ"]


def test_a_table_is_taken_over_whole_or_not_at_all(world: World) -> None:
    keep(world, "BC", "báo cáo")
    rules = [ReadingRule("BC", "báo cáo"), ReadingRule("HX", "hát xoan")]
    with world.memory.writes.begin() as session:
        assert dictionary.take_over(session, rules, by=world.operator, now=NOW) == 1
    bad = [ReadingRule("QL", "quản lý"), ReadingRule("3/5", "ba phần năm")]
    with pytest.raises(StationError, match="reading_of_number"), world.memory.writes.begin() as session:
        dictionary.take_over(session, bad, by=world.operator, now=NOW)
    with world.memory.reads() as session:
        assert [each.written for each in dictionary.in_force(session, world.commune_id)] == ["BC", "HX"]


def test_only_who_writes_keeps_readings(world: World) -> None:
    for person in (world.approver, world.viewer, world.hamlet_head, world.administrator):
        with pytest.raises(StationError, match="not_allowed"), world.memory.writes.begin() as session:
            dictionary.keep(session, ReadingRule("BC", "bầu cử"), by=person, now=NOW)


def approved_saying(world: World, text: str) -> str:
    reader = speller(world)
    with world.memory.writes.begin() as session:
        written = bulletins.write(session, wording(text=text), by=world.operator, now=NOW)
        ordered = bulletins.prepare(session, reader, written.id, by=world.operator, now=NOW)
    with world.memory.writes.begin() as session:
        made = recording(text)
        make_sound(session, ordered.id, made)
        bulletins.submit(session, reader, written.id, by=world.operator, now=NOW)
        bulletins.approve(
            session, written.id, Heard(ordered.spoken_sha, made.sha), by=world.approver, now=NOW
        )
    return written.id


def test_a_changed_reading_lists_what_would_be_said_otherwise(world: World) -> None:
    name = approved_saying(world, "Mời bà con xem hội thi của các HTX kiểu mới.")
    approved_saying(world, "Mời họp.")
    keep(world, "HTX", "hợp tác xã nông nghiệp")
    with world.memory.reads() as session:
        (found,) = dictionary_page.outdated(session, speller(world), world.commune_id, today=TODAY)
    assert found.id == name
    assert found.state is BulletinState.APPROVED
    assert found.said == "… thi của các hợp tác xã kiểu mới."
    assert found.read == "… thi của các hợp tác xã nông nghiệp kiểu mới."


def test_an_approved_sound_names_its_dictionary_and_is_reread_only_when_that_changed(world: World) -> None:
    approved_saying(world, "Hội thi HTX kiểu mới.")
    with world.memory.reads() as session:
        (version,) = session.scalars(select(bulletin_tables.renditions.c.dictionary_version))
        assert version == speller(world).read("", choices={}).dictionary
        assert dictionary_page.overtaken(session, speller(world), world.commune_id, today=TODAY) == ()
    keep(world, "XQT", "xưởng quạt trần")
    with world.memory.reads() as session:
        assert dictionary_page.overtaken(session, speller(world), world.commune_id, today=TODAY) == ()
    keep(world, "HTX", "hợp tác xã nông nghiệp")
    with world.memory.reads() as session:
        (found,) = dictionary_page.overtaken(session, speller(world), world.commune_id, today=TODAY)
        assert found.read == "Hội thi hợp tác xã nông nghiệp kiểu mới."
        assert (
            session.scalars(select(bulletin_tables.renditions.c.spoken_text)).one()
            == "Hội thi hợp tác xã kiểu mới."
        )


def test_what_is_said_anew_has_to_be_approved_anew(world: World) -> None:
    name = approved_saying(world, "Hội thi HTX kiểu mới.")
    keep(world, "HTX", "hợp tác xã nông nghiệp")
    with world.memory.writes.begin() as session:
        ordered = bulletins.reread(session, speller(world), name, by=world.operator, now=NOW)
        assert ordered.spoken_text == "Hội thi hợp tác xã nông nghiệp kiểu mới."
    with world.memory.reads() as session:
        bulletin = session.get_one(Bulletin, name)
        assert (bulletin.state, bulletin.approved_rendition_id) == (BulletinState.DRAFT, None)
        assert ordered.revision == bulletin.revision
        assert dictionary_page.outdated(session, speller(world), world.commune_id, today=TODAY) == ()
