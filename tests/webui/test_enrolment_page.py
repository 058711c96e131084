"""*Thêm loa*: what a technician sees from the code to the six digits."""

import re
from collections.abc import Callable

import pytest

from broadcaster.domain.enrolment import spoken_digits
from broadcaster.domain.people import Role
from broadcaster.services import enrolment
from tests.webui.conftest import PageStation, Visitor

KEY = bytes(range(1, 33))
PAGE = "/them-loa/GS-01"


def code_on(visitor: Visitor) -> str:
    shown = visitor.get(PAGE).get_data(as_text=True)
    found = re.search(r"[A-Z2-7]{5}-[A-Z2-7]{5}", shown)
    assert found is not None
    return found[0].replace("-", "")


def knows(station: PageStation, code: str) -> str | None:
    with station.memory.writes.begin() as session:
        return enrolment.take_up(
            session,
            station.commune.code,
            "GS-01",
            public_key=KEY.hex(),
            is_proven_by=lambda known: known == code,
            credential={"sha256": "0" * 64, "mosquitto": "$7$101$x$y"},
            now=station.clock.now(),
        )


def test_from_the_code_to_the_digits(station: PageStation, visitor: Callable[[Role], Visitor]) -> None:
    technician = visitor(Role.TECHNICIAN)
    assert technician.post(f"{PAGE}/ma", PAGE).status_code == 302
    code = code_on(technician)
    assert "broadcaster speaker-join" in technician.get(PAGE).get_data(as_text=True)
    assert knows(station, code) == code
    heard = technician.get(PAGE).get_data(as_text=True)
    assert "Nghe loa đọc sáu số" in heard
    assert code not in heard.replace("-", "")
    wrong = technician.post(f"{PAGE}/so", PAGE, digits="12 34 56")
    assert wrong.status_code == 422
    assert 'value="12 34 56"' in wrong.get_data(as_text=True)
    assert "Còn 2 lần gõ" in wrong.get_data(as_text=True)
    right = technician.post(f"{PAGE}/so", PAGE, digits=spoken_digits(KEY, station.root))
    assert (right.status_code, right.location) == (302, "/cum-loa/GS-01")


def test_a_code_that_was_given_up_is_void(station: PageStation, visitor: Callable[[Role], Visitor]) -> None:
    technician = visitor(Role.TECHNICIAN)
    technician.post(f"{PAGE}/ma", PAGE)
    code = code_on(technician)
    assert technician.post(f"{PAGE}/thoi", PAGE).status_code == 302
    assert knows(station, code) is None
    late = technician.post(f"{PAGE}/so", PAGE, digits="123456")
    assert late.status_code in {404, 422}


def test_a_locked_code_says_what_it_may_mean(
    station: PageStation, visitor: Callable[[Role], Visitor]
) -> None:
    technician = visitor(Role.TECHNICIAN)
    technician.post(f"{PAGE}/ma", PAGE)
    for _ in range(5):
        knows(station, "WRONG")
    assert "có người đang thử vào đài" in technician.get(PAGE).get_data(as_text=True)
    assert "mã đã khóa" in technician.get("/them-loa/").get_data(as_text=True)


@pytest.mark.parametrize("address", ["/them-loa/KHAC-01", "/them-loa/x"])
def test_a_speaker_that_the_commune_does_not_have(visitor: Callable[[Role], Visitor], address: str) -> None:
    assert visitor(Role.TECHNICIAN).get(address).status_code == 404
