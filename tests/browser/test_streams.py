"""Live speech and a relay as people make them: from a browser's microphone, and from another station here."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from broadcaster.domain.calendar import local
from broadcaster.settings import Settings
from tests.browser.whole_station import free_minute, seconds_until, sign_in, whole_station
from tests.journeys.stations import until
from tests.radio import radio
from tests.tools import chromium_path

pytestmark = [pytest.mark.aside, pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
SPEAKERS = 40
HAMLET, ITS_SPEAKERS = "Thôn Đông Hạ", 3


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[Settings, Path]]:
    with whole_station(tmp_path) as (settings, _station, ear):
        yield settings, ear


@pytest.fixture
def speaking(chromium: Browser) -> Iterator[Browser]:
    """A browser with a microphone that hums, and somebody who allows it."""
    flags = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    browser = chromium.browser_type.launch(executable_path=chromium_path(), args=flags)
    yield browser
    browser.close()


def speak(page: Page) -> None:
    """Speak to one hamlet until its speakers sound it, and end it."""
    page.goto("/noi-truc-tiep/")
    page.fill("[name=title]", "Gặt trước mưa")
    page.fill("[name=minutes]", "1")
    page.get_by_label(HAMLET).check()
    until(lambda: on_air(page), "the demo's own broadcast is over", within_s=200)
    page.get_by_text("Chưa nói vội").wait_for()
    page.locator("#strip").get_by_text("SẮP NÓI TRỰC TIẾP").wait_for(timeout=15_000)
    page.get_by_text("NÓI ĐI, còn").wait_for(timeout=60_000)
    page.locator("#strip").get_by_text("ĐANG NÓI TRỰC TIẾP").wait_for(timeout=15_000)
    page.locator(".ears .sum b", has_text=f"{ITS_SPEAKERS}/{ITS_SPEAKERS}").wait_for(timeout=30_000)
    assert float(page.locator("[data-talk] [data-level]").evaluate("meter => meter.value")) > 20
    page.get_by_role("button", name="Kết thúc").click()
    page.get_by_text("người nói kết thúc").wait_for()


def on_air(page: Page) -> bool:
    """Ask for the air; what was typed stays where another broadcast has it."""
    button = page.get_by_role("button", name="Chuẩn bị lên sóng")
    if button.count():
        button.click()
        page.wait_for_timeout(2_000)
    return page.locator("[data-talk]").count() == 1


def allow(page: Page, url: str) -> None:
    """Let the recording stand in for another station."""
    page.goto("/tiep-am/")
    page.fill("[name=name]", "VOV1")
    page.fill("[name=url]", url)
    page.select_option("[name=fallback]", index=1)
    page.get_by_role("button", name="Cho phép tiếp âm").click()
    page.get_by_text("Đã cho phép tiếp âm VOV1").wait_for()


def put_on_air(page: Page, at: datetime) -> None:
    """Make a programme of the relay, and give it its minute."""
    page.goto("/tiep-am/")
    page.fill("article [name=minutes]", "1")
    page.get_by_role("button", name="Thêm vào chương trình").click()
    page.get_by_role("heading", name="Tiếp âm VOV1").wait_for()
    there = local(at, "Asia/Ho_Chi_Minh")
    page.goto("/lich-phat/khung-gio")
    page.fill("[name=name]", "Tiếp âm thử")
    page.select_option("[name=programme]", label="Tiếp âm VOV1")
    for box in page.locator("[name=weekdays]").all():
        box.check()
    page.fill("[name=times]", f"{there:%H:%M}")
    page.fill("[name=minutes]", "1")
    page.fill("[name=first_on]", there.date().isoformat())
    page.fill("[name=last_on]", there.date().isoformat())
    page.get_by_label(HAMLET).check()
    page.get_by_role("button", name="Xếp vào lịch").click()
    page.wait_for_url("**/lich-phat/**")


def streamed(ear: Path) -> list[dict[str, object]]:
    """Return what the village heard of streams, whole items only."""
    told = [json.loads(line) for line in ear.read_text().splitlines()] if ear.exists() else []
    return [one for one in told if one["stream"] and "last_at" in one]


def test_who_speaks_is_heard_and_another_station_is_relayed(
    chromium: Browser, speaking: Browser, demo: tuple[Settings, Path]
) -> None:
    settings, ear = demo
    speaker = sign_in(speaking, settings, "duyet")
    speak(speaker)
    until(lambda: len(streamed(ear)) == ITS_SPEAKERS, "the end of the talk reached them", within_s=30)
    for one in streamed(ear):
        assert 5 < one["played_s"] < 90  # type: ignore[operator]  # numbers of a log
        assert one["streamed_s"] > 0.7 * one["played_s"]  # type: ignore[operator]  # the same; a busy machine may stutter
    recording = speaker.get_by_role("link", name="Nghe lại bản ghi")
    until(lambda: speaker.reload() is not None and recording.count() == 1, "it is recorded", within_s=60)
    recording.click()
    speaker.locator("audio").wait_for(state="attached", timeout=60_000)

    with radio() as other:
        allow(sign_in(chromium, settings, "quantri"), other.url)
        at = free_minute(settings, timedelta(minutes=1))
        put_on_air(sign_in(chromium, settings, "bientap"), at)
        until(
            lambda: len(streamed(ear)) == 2 * ITS_SPEAKERS,
            "the relay was heard",
            within_s=seconds_until(at) + 120,
        )
        relayed = streamed(ear)[ITS_SPEAKERS:]
        assert all(45 < one["streamed_s"] <= one["played_s"] <= 60.1 for one in relayed)  # type: ignore[operator]  # the same
        assert other.asked == ["/radio"]  # one pull, three listeners
