"""Several communes side by side: what one station writes another takes in, and nothing that was changed on the way."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from broadcaster.domain.people import Role
from broadcaster.services.shared_figures import sealed
from tests.webui.conftest import Visitor

pytestmark = pytest.mark.slow
PAGE = "/do-tiep-can/cac-xa/"


def neighbour(**changed: Any) -> dict[str, Any]:
    topic = {
        "topic": "innovation",
        "scheduled": 100,
        "confirmed": 90,
        "t0": [0.9, 0.95],
        "t1": [0.7, 0.72],
        "t2": [0.5, 0.3, 0.7],
        "t3": [0.6, 0.55, 0.65],
        "asked": 246,
        "ceiling": 0.8,
        "verdict": "not_reached",
        "flags": ["DQ5"],
    }
    return {
        "format": "loa-thon-reach-1",
        "commune": {"code": "xa-ben", "name": "Xã Bên", "is_sample": False},
        "from_on": "2026-10-01",
        "until_on": "2026-10-31",
        "made_at": "2026-11-01T02:00:00+00:00",
        "version": "0.1.0",
        "residents": 12_000,
        "topics": [topic | changed.pop("topic", {})],
    } | changed


def send(visitor: Visitor, text: str) -> tuple[int, str]:
    data = {"csrf_token": visitor.token(PAGE), "tep": (io.BytesIO(text.encode()), "xa-ben.json")}
    answer = visitor.client.post(PAGE, data=data, content_type="multipart/form-data", follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


@pytest.fixture
def operator(visitor: Callable[[Role], Visitor]) -> Visitor:
    return visitor(Role.OPERATOR)


def test_a_neighbour_stands_beside_us_with_where_it_comes_from(operator: Visitor) -> None:
    status, page = send(operator, sealed(neighbour()))
    assert status == 200
    assert "Xã Bên" in page
    assert "55–65 %" in page
    assert "Đài này không kiểm được" in page
    assert "Kỳ khác" in page
    newer = sealed(neighbour(topic={"t3": [0.7, 0.66, 0.74]}))
    assert "55–65 %" not in send(operator, newer)[1], "the same days again replace what was there"


def test_our_own_file_is_whole_and_not_taken_in_here(operator: Visitor) -> None:
    text = operator.get(f"{PAGE}so-lieu.json").get_data(as_text=True)
    assert json.loads(text)["format"] == "loa-thon-reach-1"
    status, page = send(operator, text)
    assert status == 422
    assert "chính xã mình" in page


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 100_000,
        sealed(neighbour()).replace("0.65", "0.95"),
        sealed(neighbour(residents=-5)),
        sealed(neighbour(topic={"t1": [0.7, 1.2]})),
        sealed(neighbour(topic={"t1": [0.7, 0.2]})),
        sealed(neighbour(topic={"confirmed": 101})),
        sealed(neighbour(topic={"asked": 12_001})),
        sealed(neighbour(until_on="2026-09-01")),
        sealed(neighbour(extra=1)),
        sealed(neighbour()).replace("0.65", "NaN"),
    ],
)
def test_what_is_no_file_of_figures_is_refused_with_the_reason(operator: Visitor, text: str) -> None:
    assert send(operator, text)[0] == 422


def test_dropped_figures_are_gone_from_the_page(operator: Visitor) -> None:
    page = send(operator, sealed(neighbour()))[1]
    address = page.split('action="/do-tiep-can/cac-xa/')[1].split('"')[0]
    assert operator.post(PAGE + address, PAGE).status_code == 302
    assert "Xã Bên" not in operator.get(PAGE).get_data(as_text=True)


def test_who_only_looks_takes_nothing_in(visitor: Callable[[Role], Visitor]) -> None:
    viewer = visitor(Role.VIEWER)
    assert viewer.get(PAGE).status_code == 200
    assert send(viewer, sealed(neighbour()))[0] == 403
