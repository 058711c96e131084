"""The newsroom in a real Chromium: a week that is dragged, and an announcement that is asked for from a phone."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from audio_library import sounds
from broadcaster.services import errands, rendering, requests, timetable
from tests.browser.conftest import SPELLER, Served
from tests.browser.test_pages import all_faults, somebody, until, violations
from tests.factories import NOW, recording
from webui.request_templates import TEMPLATES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(420)]
PAGES = {
    "operator": (
        "/lich-phat/ngay?ngay=2026-11-25",
        "/lich-phat/ngay-dac-biet",
        "/lich-phat/phat-bu",
        "/lich-phat/lich-khac",
        "/7-ngay-toi/thon/ao-sen",
        "/7-ngay-toi/loa/GS-01",
        "/hop-viec/?xem=da-tra-loi",
        "/tin-tinh/",
        "/don-vi/",
        "/don-vi/them",
        "/nhuan-but/",
        "/nhiem-vu-khcn/",
        "/nhiem-vu-khcn/them",
        "/y-kien-ba-con/",
        "/y-kien-ba-con/nhan",
        "/dang-tin/",
        "/nghe-lai/",
        "/y-kien/GS-01",
        "/tiep-am/",
        "/kho-am-thanh/danh-sach/",
    ),
    "approver": ("/noi-truc-tiep/",),
    "hamlet-head": ("/thon/nghe", "/thon/y-kien"),
    "contributor": ("/gop-tin/", "/gop-tin/gui", "/gop-tin/da-gui"),
}
FOUND = (
    ("/lich-phat/", "a.slot[href*='/lich-phat/buoi']"),
    ("/lich-phat/", "a[href*='/lich-phat/chuong-trinh/']:not([href$='moi'])"),
    ("/lich-phat/ngay?ngay=2026-11-25", "a[href*='/lich-phat/vi-sao']"),
    ("/lich-phat/ngay?ngay=2026-11-25&thon=ao-sen", "a[href*='/lich-phat/buoi']"),
    ("/hop-viec/?xem=don-vi", "main .rows a[href*='/hop-viec/']"),
    ("/hop-viec/?xem=da-tra-loi", "main .rows a[href*='/hop-viec/']"),
    ("/don-vi/", "main td a.act"),
    ("/nhiem-vu-khcn/", "main a[href*='/nhiem-vu-khcn/']:not([href$='them'])"),
    ("/y-kien-ba-con/", "main .rows a[href*='/y-kien-ba-con/']"),
    ("/dang-tin/", "main .rows a[href*='/dang-tin/']"),
)
"""Pages whose addresses are found on others: where, and by which link."""
PHONE = ViewportSize(width=390, height=844)
_KEY, (_NAME, TEMPLATE) = next(iter(TEMPLATES.items()))
FILLED = re.sub(r"\[[^\]]+\]", "ghi rõ", TEMPLATE)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("login", list(PAGES))
def test_every_page_of_the_newsroom_is_accessible_and_fits(
    chromium: Browser, served: Served, login: str, *, dark: bool
) -> None:
    found = FOUND if login == "operator" else ()
    assert all_faults(chromium, served.address, login, PAGES[login], found, dark=dark) == []


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


def test_the_week_is_pulled_longer_and_a_day_is_copied_left_out_and_taken_back(
    chromium: Browser, served: Served
) -> None:
    with somebody(chromium, served.address, "operator") as page:
        page.set_viewport_size({"width": 1440, "height": 1000})
        page.goto(f"{served.address}/lich-phat/")
        pull(page, coming_slot(page), pixels=60)
        asked = asked_for(page)
        assert (asked["sang"], asked["gio"]) == ("2026-11-25", "17:00")
        assert asked["phut"] == "25", "60 pixels at 6 a minute, also where the silence below is folded"
        expect(page.get_by_label("Dài nhất, phút")).to_have_value(asked["phut"])
        expect(page.locator(".tried")).to_be_visible()
        assert moved(served) == 0, "a gesture saves nothing"

        page.goto(f"{served.address}/lich-phat/ngay?ngay=2026-11-26")
        copying = page.locator("form", has=page.get_by_role("heading", name="Chép cả ngày"))
        copying.get_by_label("Sang ngày").fill("2026-12-20")
        copying.get_by_role("button", name="Thử trước khi lưu").click()
        expect(page.locator(".tried")).to_contain_text("Nếu lưu")
        expect(copying.get_by_label("Sang ngày")).to_have_value("2026-12-20")

        leaving = page.locator("form", has=page.get_by_role("heading", name="Bỏ cả ngày"))
        leaving.get_by_role("button", name="Thử trước khi bỏ").click()
        expect(page.locator(".tried")).to_contain_text("im lặng")
        assert moved(served) == 0
        leaving.get_by_role("button", name="Bỏ cả ngày").click()
        page.wait_for_url("**doi=*")
        assert moved(served) == 3
        page.locator(".told").get_by_role("button", name="Hoàn tác").click()
        expect(page.get_by_text("Đã hoàn tác. Lịch lại như trước.")).to_be_visible()
        assert moved(served) == 0


def pull(page: Page, slot: Locator, *, pixels: int) -> None:
    """Take a session by its lower edge, and let go so many pixels further down."""
    box = slot.locator("[data-pull]").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + pixels, steps=6)
    page.mouse.up()


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


def test_one_touch_in_the_inbox_still_takes_two_people(chromium: Browser, served: Served) -> None:
    site = served.address
    with served.world.memory.writes.begin() as session:
        requests.ask(
            session,
            title="Mời họp xóm",
            text=FILLED,
            wanted_at=NOW + timedelta(hours=9),
            by=served.world.hamlet_head,
            now=NOW,
        )
    with somebody(chromium, site, "operator") as page:
        page.goto(f"{site}/hop-viec/")
        expect(page.get_by_role("link", name="Tuyển sinh lớp một")).to_be_visible()
        line = page.locator(".rows li", has=page.get_by_role("link", name="Mời họp xóm"))
        expect(line).to_contain_text("Đúng mẫu của đài")
        line.get_by_role("link").click()
        page.get_by_role("button", name="Nhận, làm hết").click()
        expect(page.get_by_text("Có tiếng là tự gửi duyệt")).to_be_visible()
        expect(line).to_have_count(0)
        made = let_the_workers_go_on(served)
        page.goto(f"{site}/duyet/{made}")
        expect(page.get_by_role("heading", name="Mời họp xóm")).to_be_visible()
        expect(page.locator("[data-approve]")).to_have_count(0)
    assert "Mời họp xóm" not in scheduled(served), "nobody has approved it"
    with somebody(chromium, site, "approver") as page:
        page.goto(f"{site}/duyet/{made}")
        page.locator("audio").evaluate("audio => { audio.muted = true; }")
        page.locator("[data-play]").click()
        page.wait_for_selector("[data-approve][aria-disabled='false']", timeout=90_000)
        page.get_by_role("button", name="Duyệt để phát").click()
        page.get_by_text("Đã duyệt").first.wait_for()
    let_the_workers_go_on(served)
    assert "Mời họp xóm" in scheduled(served)


def let_the_workers_go_on(served: Served) -> str:
    """Make what sounds are ordered, take every open errand a step further, and return the newest one's bulletin."""
    with served.world.memory.writes.begin() as session:
        while claimed := rendering.claim(session, now=NOW):
            made = recording(claimed.spoken_text, 4_000)
            served.store.path(made.sha).write_bytes(sounds.SIGNATURE.read_bytes())
            rendering.finish(session, claimed, made)
    with served.world.memory.writes.begin() as session:
        open_ones = errands.open_ones(session, served.world.commune_id)
        for each in open_ones:
            errands.go_on(session, SPELLER, each, now=NOW)
    return open_ones[-1]


def scheduled(served: Served) -> set[str]:
    """Return the names of what is in the timetable."""
    with served.world.memory.reads() as session:
        return {each.name for each in timetable.current_schedules(session, served.world.commune_id)}
