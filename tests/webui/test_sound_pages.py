"""How the station sounds, parts of sounds, playlists: from the form to what is made and what airs."""

import re
from collections.abc import Callable
from datetime import time, timedelta
from html import unescape

from sqlalchemy import select

from broadcaster.db.airing_tables import broadcasts
from broadcaster.db.timetable_tables import schedules
from broadcaster.domain.library import LibrarySound, SoundCard, SoundKind, SoundLicence
from broadcaster.domain.people import Role
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.schedule import Schedule, Slot
from broadcaster.domain.sound_style import SoundStyle, Speaker
from broadcaster.domain.types import new_id, sha256
from broadcaster.services import (
    bulletins,
    library,
    planning,
    programmes,
    sound_styles,
    taking_in,
    timetable,
)
from tests.factories import NOW, TODAY, World, approved, make_sound, recording, wording
from tests.fakes import PlainSpeller
from tests.webui.conftest import PageStation, Visitor

Enter = Callable[[Role], Visitor]
STYLES, LIBRARY, LISTS = "/cai-dat/am-thanh/", "/kho-am-thanh/", "/kho-am-thanh/danh-sach/"


def kept(world: World, title: str, kind: SoundKind = SoundKind.MUSIC) -> str:
    with world.memory.writes.begin() as session:
        card = SoundCard(title, kind, SoundLicence.OWN)
        made = library.bring(session, new_id(), card, by=world.operator, now=NOW)
        claimed = taking_in.claim(session, now=NOW)
        assert claimed
        taking_in.finish(session, claimed, recording(title))
        return made.id


def shown(visitor: Visitor, address: str) -> str:
    return unescape(visitor.get(address).get_data(as_text=True))


def test_the_stations_sound_is_decided_on_a_page_and_kept_with_its_history(
    visitor: Enter, sqlite_world: World
) -> None:
    kept(sqlite_world, "Đàn bầu")
    song = sha256("Đàn bầu")
    administrator = visitor(Role.ADMINISTRATOR)
    chosen = {"opening": "own:chime", "bed": song, "closing": "", "speaker": "woman", "pace": "130"}
    administrator.post(STYLES, STYLES, ident="", for_horns="1", **chosen)
    with sqlite_world.memory.reads() as session:
        style = sound_styles.present(session, sqlite_world.commune_id)
    wanted = SoundStyle(
        "own:chime", "", song, "", for_horns=True, speaker=Speaker.WOMAN, words_per_minute=130
    )
    assert style == wanted
    page = shown(administrator, STYLES)
    assert "Nhạc nền dưới lời đọc: Đàn bầu" in page
    assert "130 tiếng mỗi phút" in page
    assert "Âm thanh của đài" in shown(administrator, "/cai-dat/")


def test_what_cannot_be_chosen_is_said(visitor: Enter) -> None:
    administrator = visitor(Role.ADMINISTRATOR)
    form = {"opening": "", "ident": "", "bed": "", "closing": "", "speaker": "usual", "pace": ""}
    for wrong, words in (
        ({"pace": "20"}, "Ghi một số từ 80 đến 260."),
        ({"bed": sha256("nowhere")}, "Có tiếng không được phát"),
        ({"opening": "/a/b"}, "Có tiếng không được phát"),
    ):
        answer = administrator.post(STYLES, STYLES, **(form | wrong))
        assert answer.status_code == 422
        assert words in unescape(answer.get_data(as_text=True))


def test_an_editor_takes_the_tunes_off_one_bulletin(
    visitor: Enter, sqlite_world: World, station: PageStation
) -> None:
    with sqlite_world.memory.writes.begin() as session:
        written = bulletins.write(session, wording(), by=sqlite_world.operator, now=NOW)
        ordered = bulletins.prepare(session, PlainSpeller(), written.id, by=sqlite_world.operator, now=NOW)
        first, name = ordered.id, written.id
        make_sound(session, first, recording())
    operator = visitor(Role.OPERATOR)
    editor = f"/ban-bien-tap/{name}"
    assert "Nhạc quanh lời đọc" in shown(operator, editor)
    station.clock.advance(seconds=1)
    operator.post(f"{editor}/nhac", editor)
    with sqlite_world.memory.reads() as session:
        bulletin = bulletins.get(session, name, by=sqlite_world.operator)
        sound = bulletins.latest_rendition(session, bulletin)
        assert sound is not None
        assert sound.id != first
        assert sound.style == SoundStyle(opening="", closing="")


def test_a_part_of_a_sound_is_made_and_told_on_both_pages(visitor: Enter, sqlite_world: World) -> None:
    name = kept(sqlite_world, "Quốc ca")
    operator = visitor(Role.OPERATOR)
    page = f"{LIBRARY}{name}"
    answer = operator.post(f"{page}/cat", page, **{"from": "0:31", "until": "0:40", "part_title": "x"})
    assert "Đoạn cắt phải nằm trong tiếng gốc" in unescape(answer.get_data(as_text=True))
    operator.post(f"{page}/cat", page, **{"from": "0:02,5", "until": "9.5", "part_title": "Điệp khúc"})
    with sqlite_world.memory.reads() as session:
        part = session.scalars(select(LibrarySound).filter_by(title="Điệp khúc")).one()
        assert part.cut is not None
        assert (part.cut.from_ms, part.cut.until_ms, part.cut.of) == (2500, 9500, name)
    assert "Điệp khúc" in shown(operator, page)
    assert "0:02,5 – 0:09,5" in shown(operator, f"{LIBRARY}{part.id}")


def test_a_playlist_from_its_name_to_the_timetable(visitor: Enter, sqlite_world: World) -> None:
    first, second = kept(sqlite_world, "Bài một"), kept(sqlite_world, "Bài hai")
    operator = visitor(Role.OPERATOR)
    assert "Chưa có danh sách nào" in shown(operator, LISTS)
    page = operator.post(LISTS, LISTS, name="Nhạc sáng").headers["Location"]
    assert "Danh sách còn trống" in shown(operator, page)
    for name in (first, second):
        operator.post(page, page, do="add", sound_id=name)
    operator.post(page, page, do="up", place="1")
    assert "Danh sách phát “Nhạc sáng”" in shown(operator, f"{LIBRARY}{first}")
    day = TODAY.isoformat()
    wrong = operator.post(f"{page}/phat", page, times="sáng", weekdays="1", first_on=day)
    assert "Ghi giờ như 05:30" in unescape(wrong.get_data(as_text=True))
    operator.post(f"{page}/phat", page, times="17:20", weekdays="1", first_on=day, last_on=day)
    with sqlite_world.memory.reads() as session:
        made = session.scalars(select(Schedule).where(schedules.c.name == "Nhạc sáng")).one()
    assert made.playlist is not None
    assert [item.title for item in made.playlist.items] == ["Bài hai", "Bài một"]
    assert made.length_ms == 60_000
    operator.post(f"{page}/bo", page)
    assert "Chưa có danh sách nào" in shown(operator, LISTS)


def test_a_playlist_becomes_one_sound_that_stands_in_where_one_has_its_place(
    visitor: Enter, station: PageStation, sqlite_world: World
) -> None:
    operator = visitor(Role.OPERATOR)
    ids = [kept(sqlite_world, title) for title in ("Bài một", "Bài hai")]
    for title in ("Bài một", "Bài hai"):
        station.store.path(sha256(title)).write_bytes(title.encode())
    page = operator.post(LISTS, LISTS, name="Nhạc đồng quê").location
    empty = operator.post(f"{page}/ghep", page)
    assert "Thêm tiếng vào danh sách trước" in shown(operator, empty.location)
    for sound_id in (ids[1], ids[0], ids[1]):
        operator.post(page, page, do="add", sound_id=sound_id)
    key = operator.post(f"{page}/ghep", page).location.rsplit("/", 1)[-1]
    assert station.uploads.path(key).read_bytes().decode() == "Bài haiBài mộtBài hai"
    with sqlite_world.memory.reads() as session:
        made = session.get_one(LibrarySound, key)
        assert (made.title, made.kind, made.licence) == ("Nhạc đồng quê", SoundKind.MUSIC, SoundLicence.OWN)
        assert made.source == "Ghép: Bài hai; Bài một"


def test_a_playlist_becomes_fixed_parts_of_a_programme(visitor: Enter, sqlite_world: World) -> None:
    operator = visitor(Role.OPERATOR)
    page, programme = operator.post(LISTS, LISTS, name="Nhạc sáng").location, "/lich-phat/chuong-trinh/moi"
    chosen = page.rsplit("/", 1)[-1]
    row: dict[str, str | list[str]] = {
        "part": "4",
        "4.kind": "bulletins",
        "name": "Sáng",
        "minutes": "15",
        "playlist": chosen,
    }
    empty = operator.post(programme, programme, act="playlist", **row)
    assert "Danh sách còn trống" in empty.get_data(as_text=True)
    first, second = kept(sqlite_world, "Bài một"), kept(sqlite_world, "Bài hai")
    for sound_id in (first, second, first):
        operator.post(page, page, do="add", sound_id=sound_id)
    answer = operator.post(programme, programme, act="playlist", **row).get_data(as_text=True)
    assert re.findall(r'name="part" value="(\d+)"', answer) == ["4", "5", "6", "7"]
    parts: dict[str, str | list[str]] = {
        "part": ["5", "6", "4", "7"],
        "name": "Sáng",
        "minutes": "15",
        "4.kind": "bulletins",
    }
    for key, title in (("5", "Bài một"), ("6", "Bài hai"), ("7", "Bài một")):
        assert f'value="{sha256(title)}" selected' in answer[answer.index(f'id="{key}.sound"') :]
        parts |= {f"{key}.kind": "fixed", f"{key}.sound": sha256(title)}
    assert operator.post(programme, programme, act="save", **parts).status_code == 302
    assert planned_titles(sqlite_world) == ["Bài một", "Bài hai", "Tiêm phòng trâu, bò", "Bài một"]
    much = row | {"part": [str(nth) for nth in range(22)]} | {f"{nth}.kind": "hamlet" for nth in range(22)}
    full = operator.post(programme, programme, act="playlist", **much).get_data(as_text=True)
    assert "nhiều nhất 24 phần" in full
    assert full.count('name="part"') == 22


def planned_titles(world: World) -> list[str]:
    """Put the only programme on air this afternoon beside one approved bulletin; return what a hamlet will hear."""
    approved(world, now=NOW - timedelta(hours=1))
    with world.memory.writes.begin() as session:
        (made,) = programmes.current(session, world.commune_id)
        slot = Slot(Recurrence.daily(time(17), first_on=TODAY), 900_000)
        timetable.add_schedule(
            session, name="Chiều", slot=slot, programme_id=made.id, by=world.operator, now=NOW
        )
        planning.plan_ahead(session, world.commune_id, now=NOW)
        rundown = session.scalars(select(broadcasts.c.rundown).order_by(broadcasts.c.start_at)).first()
    assert rundown is not None
    return [item.title for item in rundown.items]
