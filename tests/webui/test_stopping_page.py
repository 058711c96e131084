"""*Dừng phát*: one person silences a commune, a hamlet or one speaker; two with fresh factors let it sound again."""

import re
from collections.abc import Callable

import pytest

from broadcaster.domain.people import Role
from broadcaster.services import alerts, silence
from tests.factories import NOW, PASSWORD, World
from tests.webui.conftest import TONES, PageStation, Visitor

Enter = Callable[[Role], Visitor]
PAGE = "/dung-phat/"


def key_of(somebody: Visitor, what: str = "cho-phat-lai") -> str:
    (key,) = re.findall(rf"/dung-phat/([0-9a-f]+)/{what}", somebody.get(PAGE).get_data(as_text=True))
    return str(key)


def release(somebody: Visitor, key: str, factor: str = PASSWORD) -> tuple[int, str]:
    answer = somebody.post(f"{PAGE}{key}/cho-phat-lai", PAGE, factor=factor)
    return answer.status_code, answer.get_data(as_text=True)


def test_one_person_stops_and_two_let_it_sound_again(visitor: Enter, station: PageStation) -> None:
    operator, approver = visitor(Role.OPERATOR), visitor(Role.APPROVER)
    silent = operator.post(PAGE, PAGE, place="*", hours="3", reason="")
    assert "Ghi lý do." in silent.get_data(as_text=True)
    assert operator.post(PAGE, PAGE, place="*", hours="3", reason="Nhầm giờ").status_code == 302
    assert "ĐÃ DỪNG PHÁT" in operator.get("/").get_data(as_text=True)
    station.clock.advance(minutes=3)
    key = key_of(operator)
    assert release(operator, key)[0] == 302
    assert "ĐÃ DỪNG PHÁT" in operator.get("/").get_data(as_text=True)
    assert "Phải là hai người khác nhau." in release(operator, key)[1]
    status, told = release(approver, key, "sai")
    assert (status, "không đúng, hoặc đã dùng rồi" in told) == (422, True)
    assert release(approver, key)[0] == 302
    assert "ĐÃ DỪNG PHÁT" not in operator.get("/").get_data(as_text=True)


def test_what_was_typed_stays(visitor: Enter) -> None:
    answer = visitor(Role.TECHNICIAN).post(PAGE, PAGE, place="loa:GS-02", hours="12", reason="")
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert '<option value="loa:GS-02" selected>' in shown
    assert 'value="12" checked' in shown


@pytest.mark.parametrize("place", ["nowhere", "loa:", "loa:XX-99", ""])
def test_nobody_is_silenced_who_is_not_there(visitor: Enter, place: str) -> None:
    assert visitor(Role.OPERATOR).post(PAGE, PAGE, place=place, hours="3", reason="Nhầm").status_code == 422


def test_a_slip_of_the_hand_is_undone_alone(visitor: Enter) -> None:
    operator = visitor(Role.OPERATOR)
    operator.post(PAGE, PAGE, place="ao-sen", hours="1", reason="Thử")
    assert "Bấm nhầm, cho phát lại" in operator.get(PAGE).get_data(as_text=True)
    assert release(operator, key_of(operator))[0] == 302
    assert "Dừng phát?" in operator.get(PAGE).get_data(as_text=True)


def test_one_speaker_is_stopped_from_its_own_page(visitor: Enter) -> None:
    technician = visitor(Role.TECHNICIAN)
    assert "/dung-phat/?loa=GS-01" in technician.get("/cum-loa/GS-01").get_data(as_text=True)
    asked = technician.get(f"{PAGE}?loa=GS-01").get_data(as_text=True)
    assert '<option value="loa:GS-01" selected>' in asked
    assert technician.post(PAGE, PAGE, place="loa:GS-01", hours="1", reason="Rú liên tục").status_code == 302
    assert "loa này im đến" in technician.get("/cum-loa/GS-01").get_data(as_text=True)
    assert "loa này im đến" not in technician.get("/cum-loa/GS-02").get_data(as_text=True)
    assert "ĐÃ DỪNG PHÁT" not in technician.get("/").get_data(as_text=True)
    assert "Dừng loa này" not in visitor(Role.VIEWER).get("/cum-loa/GS-01").get_data(as_text=True)


def test_a_real_alert_stays_silent_by_two_only(
    visitor: Enter, station: PageStation, sqlite_world: World
) -> None:
    from tests.services.test_alerts import release as release_alert
    from tests.services.test_alerts import written

    release_alert(sqlite_world, written(sqlite_world))
    station.clock.advance(seconds=30)
    operator, technician = visitor(Role.OPERATOR), visitor(Role.TECHNICIAN)
    operator.post(PAGE, PAGE, place="*", hours="1", reason="Báo nhầm")
    assert "Tin tự phát lại lúc 10:02:30" in operator.get(PAGE).get_data(as_text=True)
    key = key_of(technician, "giu-im")
    alone = operator.post(f"{PAGE}{key}/giu-im", PAGE, factor=PASSWORD)
    assert "Phải là hai người khác nhau." in alone.get_data(as_text=True)
    assert technician.post(f"{PAGE}{key}/giu-im", PAGE, factor=PASSWORD).status_code == 302
    later = station.clock.advance(minutes=3)
    with sqlite_world.memory.writes.begin() as session:
        assert silence.bring_back(session, sqlite_world.commune_id, tones=TONES, now=later) == 0
        assert alerts.live(session, sqlite_world.commune_id, now=NOW) == []
    assert "Hai người đã đồng ý giữ im" in operator.get(PAGE).get_data(as_text=True)
