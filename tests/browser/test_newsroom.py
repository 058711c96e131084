"""The newsroom in a real Chromium: a week that is dragged, and an announcement that is asked for from a phone."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from broadcaster.services import timetable
from tests.browser.conftest import Served
from tests.browser.test_pages import somebody, until, violations
from webui.request_templates import TEMPLATES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(420)]
PHONE = ViewportSize(width=390, height=844)
_KEY, (_NAME, TEMPLATE) = next(iter(TEMPLATES.items()))
FILLED = re.sub(r"\[[^\]]+\]", "ghi rõ", TEMPLATE)


def coming_slot(page: Page) -> Locator:
    """Return a session of tomorrow that can be moved."""
    return page.locator("a.slot[data-move][data-day='2026-11-25']").last


def asked_for(page: Page) -> dict[str, str]:
    """Return where a gesture would move a session."""
    page.wait_for_url("**/lich-phat/doi?**")
    found = parse_qs(urlsplit(page.url).query)
    return {name: found[name][0] for name in ("sang", "gio", "phut")}


def test_the_week_shows_its_parts_and_is_dragged_tried_saved_and_undone(
    chromium: Browser, served: Served
) -> None:
    with somebody(chromium, served.address, "operator") as page:
        page.set_viewport_size({"width": 1440, "height": 1000})
        page.goto(f"{served.address}/lich-phat/")
        slot = coming_slot(page)
        slot.click()
        panel = page.locator("#buoi")
        panel.get_by_role("heading", name="17:00 thứ Tư, 25/11").wait_for()
        expect(panel).to_contain_text("Khám sức khỏe")
        expect(slot).to_have_attribute("aria-current", "true")
        assert violations(page) == []

        drag(page, slot, days=1, pixels=0)
        assert asked_for(page) == {"sang": "2026-11-26", "gio": "17:00", "phut": "15"}
        page.go_back()

        coming_slot(page).focus()
        for keys in ("Alt+ArrowUp", "Alt+ArrowUp", "Alt+ArrowRight", "Alt+Shift+ArrowDown"):
            page.keyboard.press(keys)
        expect(page.locator(".drag-told")).to_contain_text("26/11 · 16:50 · 20 phút")
        page.keyboard.press("Escape")
        expect(page.locator(".drag-told")).to_be_hidden()
        page.keyboard.press("Alt+ArrowUp")
        page.keyboard.press("Enter")
        assert asked_for(page) == {"sang": "2026-11-25", "gio": "16:55", "phut": "15"}

        expect(page.locator(".tried")).to_contain_text("lần phát đổi, ở 3 thôn")
        assert moved(served) == 0, "trying saves nothing"
        assert violations(page) == []
        page.get_by_role("button", name="Đổi", exact=True).click()
        page.wait_for_url("**doi=*")
        assert moved(served) == 1
        page.locator(".told").get_by_role("button", name="Hoàn tác").click()
        expect(page.get_by_text("Đã hoàn tác. Lịch lại như trước.")).to_be_visible()
        assert moved(served) == 0


def drag(page: Page, slot: Locator, *, days: int, pixels: int) -> None:
    """Take a session by its middle with the mouse, and drop it so many columns on."""
    box = slot.bounding_box()
    assert box is not None
    columns = page.locator("svg[data-day]")
    first, second = columns.nth(0).bounding_box(), columns.nth(1).bounding_box()
    assert first is not None
    assert second is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y, steps=3)
    page.mouse.move(x + days * (second["x"] - first["x"]), y + pixels, steps=5)
    page.mouse.up()


def moved(served: Served) -> int:
    """Count the sessions that somebody put elsewhere than their rule says."""
    with served.world.memory.reads() as session:
        current = timetable.current_schedules(session, served.world.commune_id)
        return sum(bool(each.recurrence.except_on) for each in current)


def test_a_hamlet_head_asks_from_a_phone_by_template_and_by_voice_and_takes_one_back(
    chromium: Browser, served: Served
) -> None:
    site = served.address
    with somebody(chromium, site, "hamlet-head") as phone:
        phone.set_viewport_size(PHONE)
        ask_by_template(phone, site)
        ask_by_voice(phone)
        phone.goto(f"{site}/thon/tin")
        mine = phone.locator(".req", has_text="Nói bằng miệng")
        mine.get_by_role("button", name="Thôi, không xin nữa").click()
        phone.get_by_text("Đã thôi, không xin nữa.").first.wait_for()
        phone.goto(f"{site}/thon/tin")
        expect(mine.get_by_role("button")).to_have_count(0)
        assert violations(phone) == []


def ask_by_template(phone: Page, site: str) -> None:
    phone.goto(f"{site}/thon/")
    phone.get_by_role("link", name="Xin phát thông báo").click()
    phone.get_by_text("Lấy mẫu có sẵn").click()
    phone.get_by_role("link", name=_NAME).click()
    phone.fill("#title", "Mời họp thôn")
    phone.get_by_role("button", name="Gửi cho xã").click()
    phone.get_by_text("Còn chỗ của mẫu chưa điền").first.wait_for()
    phone.fill("#text", FILLED)
    phone.fill("#wanted_on", "2026-11-24")
    phone.fill("#wanted_at", "17:00")
    phone.get_by_role("button", name="Gửi cho xã").click()
    phone.get_by_text("Giờ ấy không trống").first.wait_for()
    assert phone.input_value("#text").split() == FILLED.split(), "what was typed stays"
    assert violations(phone) == []
    phone.fill("#wanted_at", "18:30")
    phone.get_by_role("button", name="Gửi cho xã").click()
    phone.get_by_text("Đã gửi cho xã").wait_for()


def ask_by_voice(phone: Page) -> None:
    """Hold the button while speaking; the recording goes up, and the office may hear it."""
    phone.get_by_role("link", name="Xin phát thông báo").click()
    hold = phone.locator("[data-hold]")
    box = hold.bounding_box()
    assert box is not None
    phone.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    phone.mouse.down()
    until(phone, "document.querySelector('[data-count]').textContent >= '0:02'", seconds=60)
    phone.mouse.up()
    phone.locator("audio[data-heard]").wait_for()
    phone.fill("#title", "Nói bằng miệng")
    phone.get_by_role("button", name="Gửi cho xã").click()
    phone.get_by_text("Đã gửi cho xã").wait_for(timeout=60_000)
