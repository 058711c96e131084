"""What a report says, made of its frozen figures and the commune's words."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from broadcaster.domain.asrun import Outcome
from broadcaster.domain.calendar import local
from broadcaster.domain.document import (
    Block,
    Column,
    Document,
    Grid,
    Heading,
    Letterhead,
    Paragraph,
    Signature,
)
from broadcaster.domain.report_texts import lines_of
from broadcaster.services.reports import StoredReport
from webui import report_newsroom, words
from webui.figures import full_day, length, number
from webui.reach_words import FLAGS
from webui.report_appendix import hamlets_grid, speakers_grid
from webui.report_words import (
    VERDICTS,
    Figures,
    by_topic,
    colophon,
    cut_off,
    cut_short,
    hours,
    months,
    percent,
    span,
    span_name,
    topic,
)

NOTHING = "Trong kỳ không có số liệu."
SHOWN_FAULTS = 12
"""The workbook has more of them."""


def document(report: StoredReport) -> Document:
    """Return the report as an administrative document."""
    texts, figures = report.texts, report.figures
    day = local(report.made_at, figures["zone"]).date()
    return Document(
        letterhead=Letterhead(texts.authority, texts.issuer, texts.number, texts.place, day),
        kind="Báo cáo",
        subject=f"Kết quả hoạt động truyền thanh {span_name(report.from_on, report.until_on)}",
        blocks=tuple(_unbroken(block) for block in _blocks(report)),
        recipients=lines_of(texts.recipients),
        signature=Signature(lines_of(texts.capacity), texts.signer),
        colophon=colophon(report),
        made_at=report.made_at,
        appendix=(Heading("PHỤ LỤC"), hamlets_grid(figures), speakers_grid(figures)),
    )


def _unbroken(block: Block) -> Block:
    """Keep a number and its sign on one line."""
    if isinstance(block, Paragraph):
        return replace(block, text=block.text.replace(" %", "\N{NO-BREAK SPACE}%"))
    return block


def _blocks(report: StoredReport) -> Iterator[Block]:
    figures = report.figures
    yield Paragraph(report.texts.opening)
    yield Heading("I. KẾT QUẢ HOẠT ĐỘNG")
    yield from _activity(figures)
    yield Heading("1. Thời lượng và bản tin theo lĩnh vực", 2)
    yield _topics_grid(figures)
    yield Heading("2. Đề nghị phát của thôn", 2)
    yield Paragraph(_requests(figures["requests"]))
    yield from report_newsroom.blocks(figures)
    yield Heading("II. MỨC ĐỘ TIẾP CẬN CỦA NGƯỜI DÂN")
    yield from _reach(figures)
    yield Heading("III. CỤM LOA, SỰ CỐ")
    yield from _faults(figures)
    yield Heading("IV. ĐỀ XUẤT, KIẾN NGHỊ")
    for line in lines_of(report.texts.proposals):
        yield Paragraph(line, is_item=True)


def _activity(figures: Figures) -> Iterator[Block]:
    done = figures["activity"]
    until = cut_off(figures)
    if until:
        yield Paragraph(f"Kỳ báo cáo chưa hết; số liệu tính đến {until}.")
    if not done["planned"]:
        yield Paragraph(
            f"Hệ thống có {figures['speaker_count']} cụm loa tại {figures['hamlet_count']} thôn. {NOTHING}"
        )
        return
    share = percent(done["successful"] / done["planned"])
    yield Paragraph(
        f"Hệ thống có {figures['speaker_count']} cụm loa tại {figures['hamlet_count']} thôn, phục vụ "
        f"{number(figures['residents'])} người dân (theo số thôn khai). Trong kỳ đã duyệt "
        f"{number(done['approved'])} bản tin, phát {number(done['bulletins'])} bản tin trong "
        f"{number(done['airings'])} lần phát."
    )
    yield Paragraph(
        f"Tính từng cụm loa: {number(done['planned'])} lượt đến giờ, {number(done['successful'])} lượt loa xác "
        f"nhận phát trọn vẹn ({share}), {number(done['failed'])} lượt không phát được, {number(cut_short(done))} "
        f"lượt phát chưa trọn, {number(done['unknown'])} lượt chưa có xác nhận. Tổng thời lượng loa xác nhận đã "
        f"phát: {length(done['played_ms'])} trong {length(done['planned_ms'])} theo kế hoạch."
    )
    yield Paragraph(f"Tin khẩn cấp: {done['urgent']} lần; diễn tập: {done['exercises']} lần.")


def _topics_grid(figures: Figures) -> Grid:
    done = by_topic(figures)
    return Grid(
        columns=(
            Column("Lĩnh vực", 3.4),
            Column("Bản tin", 1, is_figure=True),
            Column("Lượt loa", 1.2, is_figure=True),
            Column("Trọn vẹn", 1.3, is_figure=True),
            Column("Thời lượng", 1.6, is_figure=True),
        ),
        rows=tuple(
            (
                topic(name),
                number(counts["bulletins"]),
                number(counts["plays"]),
                number(counts["play_successful"]),
                hours(counts["play_time_ms"]),
            )
            for name, counts in done.items()
        ),
        caption="Một lượt là một bản tin, ở một giờ, trên một cụm loa; thời lượng cộng theo cụm loa (giờ:phút).",
        empty="Trong kỳ không có bản tin nào đến giờ phát.",
    )


def _requests(counts: Figures) -> str:
    if not counts["all"]:
        return "Trong kỳ không có thôn nào gửi đề nghị phát."
    return (
        f"Các thôn gửi {counts['all']} đề nghị phát: nhận {counts.get('accepted', 0)}, trả lại "
        f"{counts.get('refused', 0)}, thôn tự rút {counts.get('cancelled', 0)}, chờ xem {counts.get('submitted', 0)}."
    )


def _reach(figures: Figures) -> Iterator[Block]:
    topics = figures["topics"]
    if not topics:
        yield Paragraph("Trong kỳ chưa có lượt phát và chưa có khảo sát nên không ước tính mức độ tiếp cận.")
        return
    for line in _claim(topics[0]):
        yield Paragraph(line)
    yield Grid(
        columns=(
            Column("Lĩnh vực", 2.6),
            Column("T0. Loa xác nhận", 1.2, is_figure=True),
            Column("T1. Có khả năng nghe", 1.3, is_figure=True),
            Column("T2. Ước tính đã nghe", 1.3, is_figure=True),
            Column("T3. Dân xác nhận", 1.3, is_figure=True),
            Column("Cờ", 1.5),
        ),
        rows=tuple(
            (
                topic(each["topic"]),
                span(each["t0"]),
                span(each["t1"]) if each["scheduled"] else "–",
                span(each["t2"]) if each["scheduled"] else "–",
                span(each["t3"]) if each["t3"] else "chưa hỏi",
                ", ".join(each["flags"]) or "không",
            )
            for each in topics
        ),
        caption=f"Bốn bậc, {months(figures)}; mọi con số là khoảng.",
    )
    yield from (Paragraph(line, is_note=True) for line in _definition(figures))


def _claim(lead: Figures) -> Iterator[str]:
    yield f"Lĩnh vực {topic(lead['topic'])}: {VERDICTS[lead['verdict']]} người dân được tiếp cận."
    if lead["asked"]:
        yield (
            f"Khảo sát “{lead['wave']}” hỏi {number(lead['asked'])} người, {number(lead['yes'])} người nói đã "
            f"nghe; sau khi trừ phần nhận nhầm còn {percent(lead['t3'][0])} (khoảng 90 %: "
            f"{span(lead['t3'])}). Cận dưới 95 % là {percent(lead['lower'], 1)}; muốn công bố phải trên 80 %."
        )
    else:
        yield "Chưa khảo sát người dân về lĩnh vực này; ước tính từ mô hình không được dùng để công bố."
    if lead["ceiling"] < 0.8:
        yield (
            f"Chỉ {percent(lead['ceiling'])} người dân ở nơi nghe được loa: tăng số lần phát không đủ để đạt "
            "80 %, cần bổ sung hoặc xoay loa và dùng thêm kênh khác."
        )


def _definition(figures: Figures) -> Iterator[str]:
    yield (
        "T0: lượt loa tự xác nhận phát từ 80 % thời lượng, chia cho lượt đã đến giờ; cận trên kể cả lượt chưa xác "
        "nhận. T1: người ở nơi nghe rõ một cụm loa đã xác nhận phát, theo âm học và nơi ở, hoặc số hộ thôn khai. "
        "T2: mô hình thói quen nghe, nghe ít nhất 1 lần, khoảng 90 %. T3: khảo sát người dân, "
        "đã trừ phần nhận nhầm, khoảng 90 %. "
        f"Mẫu số: {number(figures['residents'])} người dân. Kế hoạch không quy định cách đo; đây là cách đo của đài."
    )
    raised = sorted(
        {code for each in figures["topics"] for code in each["flags"]}, key=lambda code: int(code[2:])
    )
    if raised:
        yield "Cờ chất lượng số liệu: " + "; ".join(f"{code}: {FLAGS[code]}" for code in raised) + "."


def _faults(figures: Figures) -> Iterator[Block]:
    if figures["undeclared"]:
        yield Paragraph(
            f"Chưa khai số hộ nghe được: {', '.join(figures['undeclared'])}; không tính người dân nào cho các cụm này."
        )
    yield Grid(
        columns=(
            Column("Cụm loa", 1.3),
            Column("Tình trạng", 1.6),
            Column("Lý do", 2.4),
            Column("Lượt", 0.8, is_figure=True),
            Column("Từ ngày", 1.3),
            Column("Đến ngày", 1.3),
        ),
        rows=tuple(
            (
                each["device"],
                str(words.OUTCOMES[Outcome(each["outcome"])].word),
                str(words.reason(each["reason"])) if each["reason"] else "",
                number(each["plays"]),
                full_day(date.fromisoformat(each["first_on"])),
                full_day(date.fromisoformat(each["last_on"])),
            )
            for each in figures["faults"][:SHOWN_FAULTS]
        ),
        caption="Lượt không phát, phát thiếu hoặc chưa có xác nhận, nhiều nhất trước.",
        empty="Trong kỳ không có sự cố nào được ghi nhận.",
    )
