"""Figures and words: as the commune's people would write them, and a word for everything the domain can say."""

import ast
import importlib
import inspect
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from flask import Flask

import broadcaster
from broadcaster.domain.air_hours import AirWindow
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.bulletin import BulletinState, RenditionState, Topic
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Role
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.recurrence import EVERY_DAY
from broadcaster.domain.request import RequestState
from broadcaster.domain.rundown import Skip, Why
from broadcaster.domain.status import Availability
from broadcaster.queries.on_air import Kind
from broadcaster.services.health import NEEDED
from webui import errors, figures, words
from webui.forms import read_hour
from webui.refusal_fields import FIELDS
from webui.refusals import SENTENCES
from webui.weekdays import weekdays_words

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
WALL = figures.Wall("Asia/Ho_Chi_Minh")
SPRITE = (Path(words.__file__).parent / "static" / "icons.svg").read_text()
WORKERS = Path(broadcaster.__file__).parent / "workers"
OF_THE_COMMAND_LINE = {
    "already_installed",
    "backup_bad",
    "backup_elsewhere",
    "backup_exists",
    "backup_failed",
    "database_damaged",
    "device_unknown",
    "fleet_changed_meanwhile",
    "folder_taken",
    "home_taken",
    "not_a_demo",
    "other_commune",
    "broker_without_tls",
    "certificate_unreadable",
    "station_elsewhere",
}
"""Codes that only a technician at a terminal can meet; `broadcaster.cli` has their sentences."""


@pytest.mark.parametrize(
    ("milliseconds", "written"),
    [
        (None, "–"),
        (0, "0 giây"),
        (59_499, "59 giây"),
        (60_000, "1 phút"),
        (252_000, "4 phút 12 giây"),
        (3_600_000, "1 giờ"),
        (5_520_000, "1 giờ 32 phút"),
    ],
)
def test_lengths(app: Flask, milliseconds: int | None, written: str) -> None:
    with app.test_request_context():
        assert figures.length(milliseconds) == written


@pytest.mark.parametrize(
    ("hours", "written"),
    [
        (0, "10:00"),
        (24, "10:00 ngày mai"),
        (-24, "10:00 hôm qua"),
        (48, "10:00 thứ Năm"),
        (24 * 9, "10:00 ngày 03/12"),
        (24 * 60, "10:00 ngày 23/01/2027"),
        (-14, "20:00 hôm qua"),
    ],
)
def test_moments_as_seen_from_now(app: Flask, hours: int, written: str) -> None:
    with app.test_request_context():
        assert WALL.when(NOW + timedelta(hours=hours), NOW) == written


def test_numbers_and_days(app: Flask) -> None:
    with app.test_request_context():
        assert figures.number(1480) == "1.480"
        assert figures.number(-1.25, decimals=1) == "-1,2"
        assert figures.percent(1, 3) == "33 %"
        assert figures.percent(1, 0) == "–"
        assert figures.long_day(date(2026, 11, 24)) == "thứ Ba, 24/11/2026"
        assert figures.start_error(1234) == "muộn 1,2 giây"
        assert figures.start_error(-700) == "sớm 0,7 giây"
        assert figures.start_error(49) == "đúng giờ"
        assert WALL.since(NOW - timedelta(seconds=75), NOW) == "1 phút 15 giây"
        assert WALL.since(NOW - timedelta(days=3), NOW) == "3 ngày"
        assert WALL.since(None, NOW) == "chưa lần nào"


@pytest.mark.parametrize(
    ("name", "bare", "said"),
    [("Thôn Đông Hạ", "Đông Hạ", "thôn Đông Hạ"), ("Ao Sen", "Ao Sen", "thôn Ao Sen"), ("Ấp 3", "3", "ấp 3")],
)
def test_hamlets_by_the_names_people_use(app: Flask, name: str, bare: str, said: str) -> None:
    with app.test_request_context():
        assert figures.bare_hamlet(name) == bare
        assert figures.in_hamlet(name) == said


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("05:30", time(5, 30)),
        ("5:30", time(5, 30)),
        ("17h", time(17)),
        ("7g15", time(7, 15)),
        (" 5h05 ", time(5, 5)),
    ],
)
def test_hours_as_people_write_them(typed: str, hour: time) -> None:
    assert read_hour(typed) == hour


@pytest.mark.parametrize("typed", ["", "25:00", "5:61", "sáng", "5.30.1"])
def test_what_is_no_hour_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_hour(typed)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (EVERY_DAY, "hằng ngày"),
        (frozenset(range(6)), "thứ Hai đến thứ Bảy"),
        (frozenset({0, 2, 6}), "thứ Hai, thứ Tư, Chủ nhật"),
        (frozenset({6}), "Chủ nhật"),
    ],
)
def test_weekdays_in_few_words(app: Flask, days: frozenset[int], said: str) -> None:
    with app.test_request_context():
        assert weekdays_words(AirWindow(days, time(5), time(6))) == said


def test_everything_the_domain_can_say_has_words() -> None:
    assert set(words.OUTCOMES) == set(Outcome)
    assert set(words.STATES) == set(BulletinState)
    assert set(words.RENDITIONS) == set(RenditionState)
    assert set(words.REQUESTS) == set(RequestState)
    assert set(words.AVAILABILITIES) == set(Availability)
    assert set(words.PRECEDENCES) == set(Precedence)
    assert set(words.TOPICS) == set(Topic)
    assert set(words.ROLES) == set(words.ROLE_RIGHTS) == set(Role)
    assert set(words.KINDS) == set(words.KIND_ICONS) == set(Kind)
    assert set(words.WHYS) == set(Why)
    assert set(words.SKIPS) == set(Skip)


def test_the_strip_can_name_every_worker() -> None:
    modules = [importlib.import_module(f"broadcaster.workers.{path.stem}") for path in WORKERS.glob("*.py")]
    known = {each for module in modules for each in vars(module).values() if inspect.isclass(each)}
    names = {vars(each).get("name") for each in known if "step" in vars(each)}
    assert set(NEEDED) <= names
    assert set(words.WORKERS) == {name for name in names if isinstance(name, str)}


def test_every_icon_named_anywhere_is_in_the_sprite() -> None:
    faces = (
        words.OUTCOMES,
        words.STATES,
        words.RENDITIONS,
        words.REQUESTS,
        words.AVAILABILITIES,
        words.CLOCKS,
    )
    named = {face.icon for table in faces for face in table.values()} | set(words.KIND_ICONS.values())
    assert [name for name in named if f'<symbol id="{name}"' not in SPRITE] == []


def refusal_codes() -> dict[str, set[str]]:
    """Find every code that the station's own source gives a StationError, with the names of its facts."""
    found: dict[str, set[str]] = {}
    root = Path(broadcaster.__file__).parent
    for path in [*root.rglob("*.py"), *(Path(words.__file__).parent).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            if isinstance(node.func, ast.Name) and node.func.id == "StationError":
                found.setdefault(str(node.args[0].value), set()).update(
                    word.arg or "" for word in node.keywords
                )
    return found


def test_every_refusal_has_a_sentence(app: Flask) -> None:
    missing = sorted(set(refusal_codes()) - set(SENTENCES) - OF_THE_COMMAND_LINE)
    assert missing == []
    assert sorted(set(FIELDS) - set(SENTENCES)) == []


def test_a_refusal_is_told_with_its_facts(app: Flask) -> None:
    with app.test_request_context():
        told = errors.sentence(
            StationError("clash", other="Bản tin sáng", at=datetime(2026, 11, 24, 22, 30, tzinfo=UTC))
        )
        assert told.startswith("Trùng giờ với “Bản tin sáng” lúc 05:30")
        assert errors.sentence(StationError("clash")).startswith("Trùng giờ với “–”")
        assert errors.sentence(StationError("something_new")) == "Đài từ chối (something_new)."
