"""Take the README's pictures from a demo that this script starts, and ends again."""

import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.whole_station import sign_in, whole_station
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
    with (
        tempfile.TemporaryDirectory() as home,
        whole_station(Path(home)) as (settings, _station, _ear),
        sync_playwright() as playing,
    ):
        time.sleep(SETTLED_S)
        browser = playing.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for name, login, path, width in SHOTS:
            page = sign_in(browser, settings, login)
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            page.wait_for_timeout(800)
            page.screenshot(path=PICTURES / f"{name}.png")
            page.context.close()
            print(f"{name}: {path}")
        browser.close()


if __name__ == "__main__":
    main()
