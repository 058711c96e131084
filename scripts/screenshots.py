"""Take the README's pictures from a demo that this script starts, and ends again."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from broadcaster.settings import Settings
from tests.journeys.stations import environment_of, free_ports
from tests.tools import chromium_path

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
DESK, PHONE = 1440, 390
SHOTS = (
    ("hom-nay", "bientap", "/", DESK),
    ("duyet", "duyet", "/duyet/", DESK),
    ("lich-phat", "bientap", "/lich-phat/", DESK),
    ("cum-loa", "kythuat", "/cum-loa/", DESK),
    ("do-tiep-can", "lanhdao", "/do-tiep-can/", DESK),
    ("khan-cap", "duyet", "/khan-cap/", DESK),
    ("thon", "truongthon", "/", PHONE),
)
SETTLED_S = 100
"""By then the demo's first broadcast has been played and reported."""


def main() -> None:
    """Start a demo, wait until it has played something, take the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    web, objects, mqtt = free_ports(3)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(var=Path(home) / "var", web_port=web, objects_port=objects, mqtt_port=mqtt)
        station = subprocess.Popen(
            [sys.executable, "-m", "broadcaster", "run", "--demo"], env=os.environ | environment_of(settings)
        )
        try:
            _wait(f"http://127.0.0.1:{web}/health/live")
            time.sleep(SETTLED_S)
            _take(settings)
        finally:
            station.terminate()
            station.wait()


def _take(settings: Settings) -> None:
    accounts = [line.split() for line in settings.path("demo-accounts.txt").read_text().splitlines()]
    passwords = {words[0]: words[1] for words in accounts}
    with sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for name, login, path, width in SHOTS:
            _shoot(
                browser, f"http://127.0.0.1:{settings.web_port}", name, (login, passwords[login]), path, width
            )
        browser.close()


def _shoot(browser: Browser, base: str, name: str, who: tuple[str, str], path: str, width: int) -> None:
    context = browser.new_context(locale="vi-VN", base_url=base, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto("/dang-nhap")
    page.fill("input[name=login]", who[0])
    page.fill("input[name=password]", who[1])
    page.click("main form button")
    page.wait_for_url("**/")
    page.goto(path)
    page.wait_for_timeout(800)
    page.screenshot(path=PICTURES / f"{name}.png")
    print(f"{name}: {path}")
    context.close()


def _wait(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310  our own address
        except OSError:
            time.sleep(1)
        else:
            return
    raise TimeoutError(address)


if __name__ == "__main__":
    main()
