"""Every page in a real Chromium: accessible, quiet, never wider than its window, in both themes."""

import contextlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(420)]
AXE = (Path(__file__).parent / "axe-4.14.1.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"type": "tag", "values": RULES}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
"""All that the dark theme changes."""
PAGES = {
    "operator": (
        "/",
        "/?dang=bang",
        "/ban-bien-tap/",
        "/ban-bien-tap/moi",
        "/hop-viec/",
        "/lich-phat/",
        "/lich-phat/khung-gio",
        "/lich-phat/mot-lan",
        "/lich-phat/chuong-trinh/moi",
        "/cum-loa/",
        "/cum-loa/GS-01",
        "/nhat-ky/",
        "/7-ngay-toi/",
        "/do-tiep-can/",
        "/do-tiep-can/cach-tinh",
        "/do-tiep-can/health/go-sai",
        "/do-tiep-can/ban-do/",
        "/do-tiep-can/ban-do/cum-loa/GS-01",
        "/do-tiep-can/cac-xa/",
        "/bao-cao/",
        "/bao-cao/loi-van",
        "/khao-sat/",
        "/kho-am-thanh/",
        "/dung-phat/",
    ),
    "approver": ("/duyet/",),
    "technician": ("/do-tiep-can/ban-do/noi-o",),
    "hamlet-head": ("/thon/", "/thon/xin-phat", "/thon/tin", "/thon/loa"),
    "administrator": ("/nguoi-dung/", "/nguoi-dung/them", "/cai-dat/"),
}
WIDTHS = (1440, 1280, 1024, 390, 360)
MENU_ENDS = "document.querySelector('.nav summary')?.getBoundingClientRect().right ?? 0"
"""0 on pages for strangers, which have no menu.

Asked for itself: on a phone the navigation is fixed, and what leaves the window there widens no page.
"""

NOTE_PROGRESS = """() => new MutationObserver(() => {
    const line = document.querySelector(".working");
    if (line) sessionStorage.setItem("progress", line.textContent);
}).observe(document.body, { childList: true, subtree: true })"""
"""Notes, for the page that comes after, what a form said while the station worked on its answer."""


@contextmanager
def somebody(chromium: Browser, site: str, login: str, *, dark: bool = False) -> Iterator[Page]:
    context = chromium.new_context(locale="vi-VN", color_scheme="dark" if dark else "light")
    page = context.new_page()
    page.goto(f"{site}/dang-nhap")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_selector("#strip")
    yield page
    context.close()


def violations(page: Page, asked: Mapping[str, Sequence[str]] = EVERYTHING) -> list[str]:
    """Ask axe; over the debugger's line, for the page's own policy takes no foreign script."""
    line = page.context.new_cdp_session(page)
    line.send("Runtime.evaluate", {"expression": AXE})
    ask = (
        f"axe.run(document, {{runOnly: {json.dumps(asked)}}}).then(found => JSON.stringify("
        "found.violations.map(each => each.id + ': ' + each.nodes.map(node => node.html).join(' | '))))"
    )
    told = line.send("Runtime.evaluate", {"expression": ask, "awaitPromise": True, "returnByValue": True})
    found: list[str] = json.loads(told["result"]["value"])
    return found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("login", list(PAGES))
def test_pages_are_accessible_and_fit_every_window(
    chromium: Browser, site: str, login: str, *, dark: bool
) -> None:
    assert all_faults(chromium, site, login, PAGES[login], dark=dark) == []


def all_faults(
    chromium: Browser,
    site: str,
    login: str,
    addresses: Iterable[str],
    found: Iterable[tuple[str, str]] = (),
    *,
    dark: bool,
) -> list[str]:
    """Return what is wrong with these pages, with those that are found on others by a link, and what browsers say."""
    said: list[str] = []
    with somebody(chromium, site, login, dark=dark) as page:
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        known = [*addresses, *(linked(page, site + where, link) for where, link in found)]
        wrong = [fault for address in known for fault in faults(page, urljoin(site, address), dark=dark)]
    return wrong + said


def faults(page: Page, address: str, *, dark: bool) -> Iterator[str]:
    """Open a page, and yield what is wrong with it; in the dark only its colours differ."""
    assert page.goto(address).ok  # type: ignore[union-attr]  # never None for a real address
    if dark:
        yield from (f"{address} in the dark: {one}" for one in violations(page, COLOURS))
        return
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wider > 0:
            yield f"{address} is {wider} px wider than {width}"
        if page.evaluate(MENU_ENDS) > width:
            yield f"the menu leaves {address} at {width}"
        if width in {1440, 390}:
            yield from (f"{address} at {width}: {one}" for one in violations(page))


def linked(page: Page, where: str, link: str) -> str:
    """Return the address to which the first such link of a page leads."""
    page.goto(where)
    return str(page.locator(link).first.evaluate("link => link.href"))


def test_report_survey_and_map_are_accessible(chromium: Browser, site: str) -> None:
    with somebody(chromium, site, "operator") as page:
        page.goto(f"{site}/bao-cao/")
        page.evaluate(NOTE_PROGRESS)
        page.click("button[name=period] >> nth=1")
        page.wait_for_selector("h1:has-text('Kết quả hoạt động truyền thanh')")
        assert "Đang lập" in page.evaluate("sessionStorage.getItem('progress')")
        assert violations(page) == []
        page.goto(f"{site}/khao-sat/lap")
        assert violations(page) == []
        page.fill("#name", "Đợt trong trình duyệt")
        page.fill("#foil", "Hội thi chim bồ câu")
        page.click("main form button")
        page.wait_for_selector("h1:has-text('Đợt trong trình duyệt')")
        assert violations(page) == []
        for link in ("Phiếu để in", "Nhập phiếu"):
            wave = page.url
            page.click(f"text={link}")
            page.wait_for_load_state()
            assert violations(page) == [], link
            page.goto(wave)
        page.goto(f"{site}/do-tiep-can/ban-do/?thu=MOI-1~20.9~105.7~90")
        page.wait_for_selector(".chart-map .horn.is-changed")
        assert violations(page) == []


def test_what_is_approved_has_been_heard_to_the_end(chromium: Browser, site: str) -> None:
    with somebody(chromium, site, "approver") as page:
        page.goto(f"{site}/duyet/")
        audio, approve = page.locator("audio"), page.locator("[data-approve]")
        assert approve.get_attribute("aria-disabled") == "true"
        audio.evaluate("audio => { audio.muted = true; }")
        until(page, "document.querySelector('audio').duration > 1")
        audio.evaluate("audio => { audio.currentTime = audio.duration - 0.3; }")
        page.keyboard.press("Space")
        until(page, "document.querySelector('audio').ended")
        assert approve.get_attribute("aria-disabled") == "true", "jumping to the end is not hearing"
        audio.evaluate("audio => { audio.currentTime = 0; }")
        page.locator("[data-play]").click()
        page.wait_for_selector("[data-approve][aria-disabled='false']", timeout=20_000)
        assert page.locator("[data-heard-mark]").input_value() == "1"


def until(page: Page, truth: str, *, seconds: float = 15) -> None:
    """Wait until an expression is true; asked from outside, for the page's policy evaluates no strings."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(truth):
        assert time.monotonic() < deadline, truth
        page.wait_for_timeout(50)


def test_the_strip_counts_on_and_says_when_the_station_is_gone(chromium: Browser, site: str) -> None:
    with somebody(chromium, site, "operator") as page:
        page.wait_for_selector("[data-fresh]:has-text('giây trước')")
        page.context.set_offline(True)
        page.wait_for_selector("#strip.is-stale", timeout=20_000)
        assert "Mất liên lạc với đài" in page.inner_text("#strip")
        page.context.set_offline(False)
        page.wait_for_selector("#strip:not(.is-stale)", timeout=20_000)


def test_a_draft_survives_whatever_happens_before_it_was_saved(chromium: Browser, site: str) -> None:
    with somebody(chromium, site, "operator") as first:
        context = first.context
        first.goto(f"{site}/ban-bien-tap/moi")
        assert first.is_hidden("#ban-nhap-cu")
        first.fill("#text", "Chữ chưa kịp lưu.")
        first.close()  # the tab is closed

        page = context.new_page()
        taken_up(page, f"{site}/ban-bien-tap/moi", "Chữ chưa kịp lưu.")
        context.set_offline(True)  # the station is down while it is saved
        with contextlib.suppress(Error):
            page.click("#ban-tin .acts button", no_wait_after=True)
            page.wait_for_url("chrome-error://*", timeout=5_000)
        context.set_offline(False)

        taken_up(page, f"{site}/ban-bien-tap/moi", "Chữ chưa kịp lưu.")
        page.fill("#title", "Bản nháp bền")
        context.clear_cookies()  # the session ends before it is saved: the page leads to the door, and back
        page.wait_for_selector("#login", timeout=60_000)
        page.fill("#login", "operator")
        page.fill("#password", PASSWORD)
        page.click("main form button")
        page.wait_for_selector("#ban-nhap-cu:visible")

        taken_up(page, f"{site}/ban-bien-tap/moi", "Chữ chưa kịp lưu.")
        assert page.input_value("#title") == "Bản nháp bền"
        page.click("#ban-tin .acts button")
        page.wait_for_selector(".told:has-text('Đã lưu')")
        page.goto(f"{site}/ban-bien-tap/moi")
        until(page, "document.querySelector('#text').value === ''")
        assert page.is_hidden("#ban-nhap-cu"), "what the station has is no draft any more"


def taken_up(page: Page, address: str, text: str) -> None:
    """Open a form, and take up the draft that it offers."""
    page.goto(address)
    page.wait_for_selector(f"#ban-nhap-cu:has-text('{text}')")
    page.click("[data-take]")
    assert page.input_value("#text") == text


def test_two_who_edit_at_once_lose_nothing(chromium: Browser, site: str) -> None:
    with somebody(chromium, site, "operator") as page, somebody(chromium, site, "operator") as other:
        page.goto(f"{site}/ban-bien-tap/moi")
        page.fill("#title", "Hai người cùng sửa")
        page.fill("#text", "Lời đầu.")
        page.click("#ban-tin .acts button")
        page.wait_for_selector(".told:has-text('Đã lưu')")
        other.goto(page.url)
        other.fill("#text", "Lời của người kia.")
        other.wait_for_selector("[data-saved-at]:has-text('Đã lưu lúc')")
        until(other, "document.querySelector('[name=revision]').value === '2'")

        page.fill("#text", "Lời của tôi.")
        page.wait_for_selector("[data-saved-at]:has-text('Người khác vừa sửa')")
        page.click("#ban-tin .acts button")
        page.wait_for_selector("#loi:has-text('Người khác vừa sửa')")
        assert page.input_value("#text") == "Lời của tôi."
        with page.context.expect_page() as opened:
            page.click("text=Xem bản người khác vừa lưu")
        assert opened.value.input_value("#text") == "Lời của người kia."
        assert opened.value.is_visible("#ban-nhap-cu"), "mine is offered there too"
        opened.value.close()
        page.click("#ban-tin .acts button")
        page.wait_for_selector(".told:has-text('Đã lưu')")
        assert page.input_value("#text") == "Lời của tôi."


def test_a_word_is_clicked_and_read_as_its_editor_says(chromium: Browser, site: str) -> None:
    with somebody(chromium, site, "operator") as page:
        page.set_viewport_size({"width": 390, "height": 800})
        page.goto(f"{site}/ban-bien-tap/moi")
        page.fill("#title", "Bấm vào chữ")
        page.fill(
            "#text",
            "Họp lúc 19h30 tại nhà văn hóa. Ông Nguyễn Văn Bình nợ tiền quỹ, điện thoại 0912 345 678.",
        )
        page.wait_for_selector("#loi-doc:has-text('mười chín giờ ba mươi')")
        page.wait_for_selector("#loi-doc:has-text('Dài khoảng')")
        assert page.locator("#loi-doc p.look").count() >= 2, (
            "a telephone and a debt are somebody's own affair"
        )
        page.click("#ban-tin .acts button")
        page.wait_for_selector(".told:has-text('Đã lưu')")
        word = page.locator('#loi-doc a[href^="#doi-"]').first
        word.press("Enter")
        box = page.locator(".fix-box.open input")
        with page.expect_response("**/ban-bien-tap/loi-doc"):  # it comes late, and takes nothing away
            page.locator("#text").evaluate(
                "text => { text.value += ' '; text.dispatchEvent(new Event('input', { bubbles: true })); }"
            )
        page.wait_for_timeout(200)
        box.fill("bảy rưỡi tối")
        box.press("Enter")
        page.wait_for_selector("#loi-doc:has-text('bảy rưỡi tối')")
        assert violations(page) == []


def test_the_board_is_walked_with_the_arrow_keys(chromium: Browser, site: str) -> None:
    with somebody(chromium, site, "operator") as page:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{site}/")
        lane = page.locator(".lane.alike [data-lane]")
        lane.locator("a").first.focus()
        page.keyboard.press("ArrowRight")
        assert place(page) == 1
        page.keyboard.press("End")
        assert place(page) == lane.locator("a").count() - 1
        page.keyboard.press("Home")
        assert place(page) == 0


def place(page: Page) -> int:
    """Return which block of its lane has the focus."""
    found: int = page.evaluate(
        "[...document.activeElement.closest('[data-lane]').querySelectorAll('a')].indexOf(document.activeElement)"
    )
    return found
