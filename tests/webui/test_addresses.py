"""What stands in addresses and fields is what somebody typed: it may be anything, and is never the station's fault."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from broadcaster.domain.people import Role
from tests.factories import World
from tests.webui.conftest import Visitor
from webui.forms import Form
from webui.moments import written_day

Enter = Callable[[Role], Visitor]
ADDRESSES = (
    "/ban-bien-tap/?trang=99999999999999999999",
    "/kho-am-thanh/?trang=99999999999999999999",
    "/tu-dien-doc/?trang=99999999999999999999",
    "/lich-phat/?tuan=0001-01-01",
    "/lich-phat/?tuan=9999-12-31",
    "/lich-phat/ngay?ngay=9999-12-31",
    "/lich-phat/buoi?luc=9999-12-31T23:59:59Z",
    "/lich-phat/doi?luc=0001-01-01T00:00:00%2B14:00",
    "/nhat-ky/?ngay=0001-01-01",
    "/nhat-ky/?tu_dong=0001-01-01T00:00:00%2B14:00_x",
    "/do-tiep-can/?ky=9999-12",
    "/nhuan-but/?ky=9999-12",
    "/don-vi/?thang=9999-12",
)


def test_an_address_beyond_reason_is_answered(visitor: Enter, sqlite_world: World) -> None:
    operator = visitor(Role.OPERATOR)
    answers = {address: operator.get(address).status_code for address in ADDRESSES}
    assert {address: code for address, code in answers.items() if code >= 500} == {}


@pytest.mark.parametrize("typed", ["2026-11-24", "24/11/2026"])
def test_a_day_as_forms_and_as_people_write_it(typed: str) -> None:
    assert written_day(typed) == date(2026, 11, 24)


@pytest.mark.parametrize(
    "typed", ["", "24/11", "31/11/2026", "0001-01-01", "1/1/9999", "24/11/2026/1", "mai"]
)
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        written_day(typed)


@pytest.mark.parametrize("typed", ["inf", "1:inf", "nan", "-5", "1:99999999"])
def test_a_place_in_a_sound_that_is_none_is_said(app: Flask, typed: str) -> None:
    with app.test_request_context():
        form = Form(MultiDict({"from": typed}))
        assert form.span_ms("from") is None
        assert "from" in form.errors
