"""The demo's whole station and its speakers, each a process of its own, and somebody who signs in to it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page

from broadcaster.settings import Settings
from tests.journeys.stations import Part, free_ports, speakers_part, station_part


@contextmanager
def whole_station(folder: Path) -> Iterator[tuple[Settings, Part, Path]]:
    """Run both; return the settings, the station, and the log of what was heard."""
    web, objects, mqtt = free_ports(3)
    settings = Settings(var=folder / "var", web_port=web, objects_port=objects, mqtt_port=mqtt)
    station = station_part(settings, folder / "station.log", "--demo", "--no-speakers").start()
    ear = folder / "ear.jsonl"
    speakers = speakers_part(settings.path("speakers"), settings, ear).start()
    try:
        yield settings, station, ear
    finally:
        for part in (speakers, station):
            if part.alive:
                part.stop()


def free_minute(settings: Settings, length: timedelta) -> datetime:
    """Return a whole minute, far enough ahead to be scheduled by hand, from which on nothing sounds for so long."""
    now = datetime.now(UTC)
    with sqlite3.connect(f"file:{settings.path('station.db')}?mode=ro", uri=True) as memory:
        planned = memory.execute("SELECT DISTINCT start_at, duration_ms FROM as_run").fetchall()
    spans = [
        (start, start + timedelta(milliseconds=duration_ms))
        for start, duration_ms in ((datetime.fromisoformat(f"{at}+00:00"), lasts) for at, lasts in planned)
    ]
    minute = now.replace(second=0, microsecond=0) + timedelta(minutes=2)
    while any(start < minute + length and minute < end for start, end in spans):
        minute += timedelta(minutes=1)
    return minute


def seconds_until(moment: datetime) -> float:
    """Return how long it is until then; never less than none."""
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def sign_in(browser: Browser, settings: Settings, login: str) -> Page:
    """Return a page of somebody who has just signed in."""
    accounts = [line.split() for line in settings.path("demo-accounts.txt").read_text().splitlines()]
    password = next(words[1] for words in accounts if words[0] == login)
    page = browser.new_context(locale="vi-VN", base_url=f"http://127.0.0.1:{settings.web_port}").new_page()
    page.goto("/dang-nhap")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.click("main form button")
    page.wait_for_url("**/")
    return page
