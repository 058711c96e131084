"""Độ tiếp cận, khảo sát, báo cáo: months of a commune's log as its people see them."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.shared import Pt
from docx.table import Table
from flask import Flask
from sqlalchemy import select

from broadcaster.db.session import Memory, open_memory
from broadcaster.domain.bulletin import Topic
from broadcaster.domain.opinion import Opinion, OpinionKind, OpinionState
from broadcaster.domain.people import Person, Role
from broadcaster.domain.request import AnnouncementRequest
from broadcaster.domain.science_task import TaskCard
from broadcaster.domain.types import new_id
from broadcaster.domain.unit import Unit
from broadcaster.services import science_tasks
from broadcaster.settings import Settings
from tests import listening
from tests.fakes import FolderStore, HandClock
from tests.webui.conftest import PageStation, Visitor, pages_over

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 24, 10, 12, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)


@pytest.fixture(scope="module")
def listened(sqlite_copy: Callable[[str], str]) -> Iterator[Memory]:
    """Return a commune after a month on air, with one survey."""
    memory = open_memory(sqlite_copy("tables"))
    people = listening.found_commune(memory, datetime(2026, 9, 1, tzinfo=UTC))
    listening.fill_months(memory, OCTOBER, date(2026, 10, 31), by=people[Role.OPERATOR])
    listening.ask_people(memory, "Đợt 1", date(2026, 10, 12), 0.6, by=people[Role.OPERATOR], margin=0.1)
    yield memory
    memory.close()


@pytest.fixture
def commune_app(listened: Memory, tmp_path: Path) -> Flask:
    commune = replace(listening.FLEET.commune)
    station = PageStation(Settings(var=tmp_path), listened, HandClock(NOW), FolderStore(tmp_path), commune)
    return pages_over(station)


@pytest.fixture
def enter(commune_app: Flask) -> Callable[[Role], Visitor]:
    def sign_in(role: Role) -> Visitor:
        entered = Visitor(commune_app.test_client())
        assert entered.sign_in(role.value.replace("_", "-")).status_code == 302
        return entered

    return sign_in


def text(visitor: Visitor, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)[-400:]
    return answer.get_data(as_text=True)


def test_the_claim_comes_first_and_is_refused(enter: Callable[[Role], Visitor]) -> None:
    shown = text(enter(Role.VIEWER), "/do-tiep-can/?ky=2026-10")
    assert shown.index("không được công bố") < shown.index("Bốn bậc, theo chủ đề")
    assert "Ước tính từ mô hình không được dùng để công bố." in shown
    assert "26.393 người dân" in shown
    assert "Chưa đủ dữ liệu." in shown, "topics that nobody asked about"
    assert "Đợt" in shown


@pytest.mark.parametrize("period", ["2026-10", "2026-Q4", "2026", "2026-11", "1999-01", "2026-13", "x", ""])
def test_any_period_is_answered(enter: Callable[[Role], Visitor], period: str) -> None:
    assert "Độ tiếp cận" in text(enter(Role.VIEWER), f"/do-tiep-can/?ky={period}")


def test_a_figure_leads_to_the_very_plays(enter: Callable[[Role], Visitor]) -> None:
    visitor = enter(Role.OPERATOR)
    shown = text(visitor, "/do-tiep-can/innovation/dong-ha?ky=2026-10")
    links = re.findall(r'href="(/nhat-ky/[0-9a-f]{20}/MK-\d+)"', shown)
    total = re.search(r"(\d+) trong (\d+), mới nhất trước", shown)
    assert total
    assert len(links) == int(total[1]) == int(total[2]), "each play that is counted can be looked at"
    counted = [int(n) for n in re.findall(r'data-t="(?:Đã phát, loa xác nhận|[^"]*)">(\d+)</td>', shown)]
    assert counted
    assert visitor.get("/do-tiep-can/innovation/nowhere").status_code == 404
    assert visitor.get("/do-tiep-can/nothing/dong-ha").status_code == 404


def test_a_survey_from_the_plan_to_the_phone(enter: Callable[[Role], Visitor]) -> None:
    operator, head = enter(Role.OPERATOR), enter(Role.HAMLET_HEAD)
    form: dict[str, str | list[str]] = {
        "name": "Đợt 2", "from_on": "2026-11-20", "until_on": "2026-11-30", "topics": ["innovation", "health"],
        "window_days": "30", "margin": "5", "design_effect": "1", "by_operator": "0",
    }  # fmt: skip
    refused = operator.post("/khao-sat/lap", "", **form, foil="")
    assert refused.status_code == 422
    assert 'href="#foil"' in refused.get_data(as_text=True)
    made = operator.post("/khao-sat/lap", "", **form, foil="Hội thi chim bồ câu")
    assert made.status_code == 302, made.get_data(as_text=True)
    wave = made.headers["Location"]
    assert "0 trong" in text(operator, wave)
    half = head.post(f"{wave}/nhap", page=f"{wave}/nhap", innovation="yes", foil="no")
    assert half.status_code == 422
    whole = {"innovation": "yes", "health": "no", "foil": "no"}
    assert head.post(f"{wave}/nhap", page=f"{wave}/nhap", **whole).status_code == 302
    shown = text(head, wave)
    assert "1/1" in shown
    assert "0/1" in shown
    more = {"other_channel": "yes", "clarity": "clear", "adults": "3"}
    assert head.post(f"{wave}/nhap", page=f"{wave}/nhap", **whole, **more).status_code == 302
    assert head.post(f"{wave}/nhap", page=f"{wave}/nhap", **whole, adults="99").status_code == 422
    asked_more = text(head, wave)
    assert "1 người được hỏi có biết qua nơi khác không; 1 người có" in asked_more
    assert "1 trong 1 người" in asked_more
    strike = re.search(r'action="(/khao-sat/phieu/[0-9a-f]+/bo)"', asked_more)
    assert strike
    assert head.post(strike[1], page=wave).status_code == 302
    assert "Dốc Đá" not in shown
    strike = re.search(r'action="(/khao-sat/phieu/[0-9a-f]+/bo)"', text(head, wave))
    assert strike
    assert head.post(strike[1], page=wave).status_code == 302
    assert "1/1" not in text(head, wave)
    assert operator.post(f"{wave}/dong", page=wave).status_code == 302
    assert head.post(f"{wave}/nhap", page=wave, **whole).status_code in {404, 409}
    assert "Chưa nghe" in text(head, f"{wave}/phieu")


def test_a_report_in_one_click_and_again_the_same(enter: Callable[[Role], Visitor]) -> None:
    operator = enter(Role.OPERATOR)
    made = operator.post("/bao-cao/", period="2026-10")
    assert made.status_code == 302, made.get_data(as_text=True)
    where = made.headers["Location"]
    assert "tháng 10/2026" in text(operator, where)
    for kind, start in (("docx", b"PK"), ("pdf", b"%PDF-"), ("xlsx", b"PK")):
        first = operator.get(f"{where}.{kind}").get_data()
        assert first.startswith(start)
        assert operator.get(f"{where}.{kind}").get_data() == first
    words = docx.Document(io.BytesIO(operator.get(f"{where}.docx").get_data()))
    told = "\n".join(paragraph.text for paragraph in words.paragraphs)
    assert "Kết quả hoạt động truyền thanh tháng 10/2026" in told
    assert "Dữ liệu mẫu" in told
    laid_out_as_the_decree_wants(words)
    every_play_is_accounted_for(told)
    assert enter(Role.VIEWER).get(f"{where}.pdf").status_code == 200
    assert enter(Role.VIEWER).post("/bao-cao/", period="2026-10").status_code == 403


def laid_out_as_the_decree_wants(paper: Document) -> None:
    """Look for the parts and measures of Nghị định 30/2020/NĐ-CP, annex I."""
    page, normal = paper.sections[0], paper.styles["Normal"]
    sides = (page.left_margin, page.right_margin, page.top_margin, page.bottom_margin)
    assert [round((side or 0) / 36_000) for side in sides] == [30, 15, 20, 20]
    assert [round((side or 0) / 36_000) for side in (page.page_width, page.page_height)] == [210, 297]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    assert 'w:lang w:val="vi-VN"' in normal.element.xml
    letterhead, closing = paper.tables[0], next(each for each in paper.tables if "Nơi nhận:" in text_of(each))
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: ", "ngày "):
        assert part in text_of(letterhead)
    assert "- Lưu: VT." in text_of(closing)
    before = closing._tbl.getprevious()
    assert before is not None
    assert "keepNext" in before.xml
    assert "cantSplit" in closing._tbl.xml


def text_of(table: Table) -> str:
    return "\n".join(cell.text for row in table.rows for cell in row.cells)


def every_play_is_accounted_for(told: str) -> None:
    whole, *parts = (
        int(each.replace(".", ""))
        for each in re.findall(r"([\d.]+) lượt (?:đến|loa|không|phát|chưa)", told)[:5]
    )
    assert len(parts) == 4
    assert whole == sum(parts)


def test_a_report_tells_of_units_tasks_and_opinions(
    enter: Callable[[Role], Visitor], listened: Memory
) -> None:
    operator = enter(Role.OPERATOR)
    code = listening.FLEET.commune.code
    with listened.writes.begin() as session:
        writer = next(each for each in session.scalars(select(Person)) if each.role is Role.OPERATOR)
        card = TaskCard("KHCN-01", "Mô hình tưới tiết kiệm nước", "Hợp tác xã", OCTOBER, date(2026, 12, 31))
        science_tasks.add(session, card, by=writer, now=NOW)
        session.add(
            Opinion(
                id=new_id(),
                commune_id=code,
                hamlet=listening.FLEET.hamlets[0].code,
                device_id=None,
                kind=OpinionKind.TOO_LOUD,
                text="Loa to quá.",
                heard_at=NOW,
                sent_at=NOW - timedelta(days=1),
                state=OpinionState.ANSWERED,
                answer="Đã giảm âm lượng.",
                answered_by=writer.id,
                answered_at=NOW,
            )
        )
        sent = AnnouncementRequest(
            new_id(), code, "", writer.id, "Lịch thi", "Các em thi ngày 24.", NOW - timedelta(days=2)
        )
        sent.unit_id, sent.topic = next(iter(session.scalars(select(Unit)))).id, Topic.CULTURE
        session.add(sent)
    where = operator.post("/bao-cao/", period="2026-11").headers["Location"]
    shown = text(operator, where)
    assert "Trường Tiểu học số 2" in shown
    assert "thiếu 2" in shown
    assert "Mô hình tưới tiết kiệm nước" in shown
    assert "loa to quá: Đã giảm âm lượng." in shown
    assert "Trong kỳ không có thôn nào gửi đề nghị phát." in shown, "what a unit sends is no hamlet's request"
    assert "Kỳ báo cáo chưa hết; số liệu tính đến 17:12 ngày 24/11/2026." in shown
    with zipfile.ZipFile(io.BytesIO(operator.get(f"{where}.xlsx").get_data())) as book:
        assert "Nhiệm vụ KHCN" in book.read("xl/workbook.xml").decode()


def test_one_day_counts_its_own_plays_alone(enter: Callable[[Role], Visitor]) -> None:
    operator = enter(Role.OPERATOR)
    where = operator.post("/bao-cao/", from_on="2026-10-05", until_on="2026-10-05").headers["Location"]
    paper = docx.Document(io.BytesIO(operator.get(f"{where}.docx").get_data()))
    told = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "Kết quả hoạt động truyền thanh ngày 05/10/2026" in told
    planned = re.search(r"([\d.]+) lượt đến giờ", told)
    topics = next(table for table in paper.tables if "Lượt loa" in text_of(table))
    assert planned
    for row in topics.rows[1:]:
        bulletins, plays, whole = (int(cell.text.replace(".", "")) for cell in row.cells[1:4])
        assert bulletins
        assert 0 <= whole <= plays <= bulletins * int(planned[1].replace(".", ""))


def test_an_empty_span_is_reported_as_such(enter: Callable[[Role], Visitor]) -> None:
    operator = enter(Role.OPERATOR)
    made = operator.post("/bao-cao/", from_on="2025-03-05", until_on="2025-03-09")
    where = made.headers["Location"]
    shown = text(operator, where)
    assert "từ ngày 05/03/2025 đến ngày 09/03/2025" in shown
    assert "Trong kỳ không có số liệu." in shown
    assert "trong kỳ không cụm loa nào đến giờ phát" in shown
    assert all(operator.get(f"{where}.{kind}").status_code == 200 for kind in ("docx", "pdf", "xlsx"))


@pytest.mark.parametrize(
    "days", ["2026-10-09 2026-10-01", "2027-01-01 2027-01-31", "2024-01-01 2026-01-01", " ", "x 2026-01-01"]
)
def test_days_that_no_report_is_about(enter: Callable[[Role], Visitor], days: str) -> None:
    first, last = days.split(" ")
    assert enter(Role.OPERATOR).post("/bao-cao/", from_on=first, until_on=last).status_code == 422


def test_nobodys_words_become_a_formula(enter: Callable[[Role], Visitor]) -> None:
    operator = enter(Role.OPERATOR)
    fields = {
        "issuer": '=HYPERLINK("http://x")',
        "authority": "a",
        "number": "1",
        "place": "b",
        "opening": "=1+1",
    }
    rest = {"proposals": "", "recipients": "", "capacity": "", "signer": ""}
    assert operator.post("/bao-cao/loi-van", page="/bao-cao/loi-van", **fields, **rest).status_code == 302
    where = operator.post("/bao-cao/", period="2026-10").headers["Location"]
    assert "=1+1" in text(operator, where)
    with zipfile.ZipFile(io.BytesIO(operator.get(f"{where}.xlsx").get_data())) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets" in name]
    assert sheets
    assert not any(b"<f>" in sheet for sheet in sheets)
