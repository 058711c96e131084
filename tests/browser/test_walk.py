"""The whole walk, as people make it: written, heard, approved, scheduled, played by forty speakers, read in the log.

Then the station alone is killed in the middle of the next broadcast, and the log is still exact.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from broadcaster.domain.calendar import local
from broadcaster.settings import Settings
from tests.browser.whole_station import free_minute, seconds_until, sign_in, whole_station
from tests.journeys.stations import Part, until

pytestmark = [pytest.mark.aside, pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
ZONE = "Asia/Ho_Chi_Minh"
TEXT = (
    "Kính mời bà con dự buổi hướng dẫn dùng VNeID lúc 19h30 ngày 28/11/2026 tại nhà văn hóa thôn. "
    "Bà con mang theo CCCD và điện thoại. Ai cần hỏi, gọi số 0900 000 000."
)
SPEAKERS = 40


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[Settings, Part, Path]]:
    """Run the demo's station and its speakers, each as a process of its own."""
    with whole_station(tmp_path) as running:
        yield running


def write_and_hand_in(page: Page) -> None:
    page.goto("/ban-bien-tap/moi")
    page.fill("[name=title]", "Hướng dẫn dùng VNeID")
    page.fill("[name=text]", TEXT)
    page.fill("[name=expires_on]", "2027-12-31")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_role("button", name="Tạo tiếng").click()
    page.get_by_role("button", name="Gửi duyệt").click(timeout=60_000)


def hear_and_approve(page: Page) -> None:
    """Play the sound to its end, twice as fast as a careful person would, and sign."""
    page.goto("/duyet/")
    page.get_by_role("heading", name="Phòng cháy").wait_for()
    page.get_by_role("link", name="Bản tin sau").click()
    page.get_by_role("heading", name="Hướng dẫn dùng VNeID").wait_for()
    page.locator("audio").evaluate("audio => { audio.muted = true; }")
    page.locator("[data-play]").click()
    page.locator("audio").evaluate("audio => { audio.playbackRate = 2; }")
    page.wait_for_selector("[data-approve][aria-disabled='false']", timeout=90_000)
    button = page.get_by_role("button", name="Duyệt để phát")
    button.click()
    page.get_by_text("Đã duyệt").first.wait_for()


def schedule(page: Page, start_at: datetime) -> None:
    there = local(start_at, ZONE)
    page.goto("/lich-phat/mot-lan")
    page.select_option("[name=bulletin]", label=option(page))
    page.fill("[name=on]", there.date().isoformat())
    page.fill("[name=at]", f"{there:%H:%M}")
    page.get_by_role("button", name="Xếp vào lịch").click()
    page.get_by_text("Đã xếp vào lịch").first.wait_for()


def option(page: Page) -> str:
    labels = page.locator("[name=bulletin] option").all_inner_texts()
    return next(label for label in labels if "VNeID" in label)


def rows(settings: Settings, start_at: datetime) -> Counter[str]:
    """Count the outcomes of one start, straight from the station's memory."""
    with sqlite3.connect(f"file:{settings.path('station.db')}?mode=ro", uri=True) as memory:
        found = memory.execute(
            "SELECT outcome FROM as_run WHERE start_at = ?", (f"{start_at:%Y-%m-%d %H:%M:%S.%f}",)
        ).fetchall()
    return Counter(row[0] for row in found)


def heard(ear: Path, start_at: datetime) -> list[dict[str, object]]:
    """Return what sounded of one start: what the village heard."""
    told = [json.loads(line) for line in ear.read_text().splitlines()]
    near = timedelta(seconds=5)
    return [one for one in told if abs(datetime.fromisoformat(str(one["first_at"])) - start_at) < near]


def test_the_walk_of_a_bulletin(chromium: Browser, demo: tuple[Settings, Part, Path]) -> None:
    settings, station, ear = demo
    operator = sign_in(chromium, settings, "bientap")
    write_and_hand_in(operator)
    hear_and_approve(sign_in(chromium, settings, "duyet"))
    first_at = free_minute(settings, timedelta(minutes=2))
    second_at = first_at + timedelta(minutes=1)
    schedule(operator, first_at)
    schedule(operator, second_at)

    until(
        lambda: rows(settings, first_at)["DONE"] == SPEAKERS,
        "forty speakers played it",
        within_s=seconds_until(first_at) + 120,
    )
    sounds = {one["sha256"] for one in heard(ear, first_at)}
    assert len(sounds) == 1
    operator.goto("/nhat-ky/")
    assert "VNeID" in operator.inner_text("main")

    until(lambda: rows(settings, second_at)["STARTED"] == SPEAKERS, "the next one sounds", within_s=100)
    station.kill()
    station.start()
    until(lambda: rows(settings, second_at)["DONE"] == SPEAKERS, "the log is exact", within_s=120)
    for start_at in (first_at, second_at):
        assert rows(settings, start_at) == {"DONE": SPEAKERS}
        times = Counter(one["device"] for one in heard(ear, start_at) if "last_at" in one)
        assert times == dict.fromkeys(times, 1)
        assert len(times) == SPEAKERS
