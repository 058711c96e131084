"""What a report says of units, science tasks and opinions; a report frozen before these were counted says nothing."""

from collections.abc import Iterator
from datetime import date

from broadcaster.domain.document import Block, Column, Grid, Heading, Paragraph, Sheet
from broadcaster.domain.opinion import OpinionKind
from webui.figures import full_day, number
from webui.report_words import Figures, percent

KINDS = {
    OpinionKind.TOO_LOUD.value: "loa to quá",
    OpinionKind.TOO_QUIET.value: "loa nhỏ quá",
    OpinionKind.TOO_EARLY.value: "phát sớm quá",
    OpinionKind.NOT_HEARD.value: "không nghe thấy",
    OpinionKind.SUGGESTION.value: "góp ý",
}
SHOWN_ANSWERS = 6
"""The workbook has them all."""


def blocks(figures: Figures) -> Iterator[Block]:
    """Return the paragraphs and tables of these three parts."""
    if "units" in figures:
        yield Heading("3. Tin bài của các đơn vị", 2)
        yield _units(figures["units"])
        yield Heading("4. Nhiệm vụ khoa học và công nghệ đã tuyên truyền", 2)
        yield from _tasks(figures["tasks"])
        yield Heading("5. Phản ánh của người dân", 2)
        yield from _opinions(figures)


def sheets(figures: Figures) -> tuple[Sheet, ...]:
    """Return the same as sheets."""
    if "units" not in figures:
        return ()
    units = tuple(
        (each["unit"], each["owed"], each["sent"], each["accepted"], each["waiting"], each["aired"])
        for each in figures["units"]
    )
    tasks = tuple(
        (each["code"], each["name"], each["lead"], each["bulletins"], each["first_on"] or "")
        for each in figures["tasks"]
    )
    found = figures["opinions"]
    kinds = tuple((KINDS[kind], count) for kind, count in found["kinds"].items())
    answers = tuple(
        (_hamlet(each, figures), KINDS[each["kind"]], each["answer"]) for each in found["answers"]
    )
    return (
        Sheet(
            "Đơn vị", ("đơn vị", "chỉ tiêu", "gửi", "nhận", "chờ xem", "đã phát"), units, "Tính trọn tháng."
        ),
        Sheet(
            "Nhiệm vụ KHCN",
            ("mã", "tên", "chủ trì", "bản tin", "lên loa lần đầu"),
            tasks,
            "Nhiệm vụ thực hiện trong kỳ.",
        ),
        Sheet("Phản ánh", ("loại", "số lượng"), kinds, "Người dân gửi trong kỳ, không ghi tên."),
        Sheet(
            "Trả lời", ("thôn", "loại", "trả lời"), answers, "Trả lời phản ánh gửi trong kỳ, mới nhất trước."
        ),
    )


def _units(rows: list[Figures]) -> Grid:
    return Grid(
        columns=(
            Column("Đơn vị", 2.8),
            Column("Chỉ tiêu", 1, is_figure=True),
            Column("Đã gửi", 1, is_figure=True),
            Column("Được nhận", 1, is_figure=True),
            Column("Đã phát", 1, is_figure=True),
            Column("Kết quả", 1.8),
        ),
        rows=tuple(
            (
                each["unit"],
                number(each["owed"]),
                number(each["sent"]),
                number(each["accepted"]),
                number(each["aired"]),
                _result(each),
            )
            for each in rows
            if each["owed"] or each["sent"]
        ),
        caption="Chỉ tiêu tính trọn tháng; được nhận là đài đã nhận để biên tập.",
        empty="Trong kỳ không đơn vị nào có chỉ tiêu hoặc gửi tin bài.",
    )


def _result(unit: Figures) -> str:
    missing = unit["owed"] - unit["accepted"]
    if not unit["owed"]:
        return "không có chỉ tiêu"
    if missing <= 0:
        return "đạt"
    return f"thiếu {missing}" + (f", chờ xem {unit['waiting']}" if unit["waiting"] else "")


def _tasks(rows: list[Figures]) -> Iterator[Block]:
    if not rows:
        yield Paragraph("Chưa ghi nhiệm vụ khoa học và công nghệ nào thực hiện trong kỳ.")
        return
    done = sum(1 for each in rows if each["first_on"])
    yield Paragraph(
        f"Trong kỳ có {number(len(rows))} nhiệm vụ; {number(done)} nhiệm vụ ({percent(done / len(rows))}) đã lên loa "
        "ít nhất một lần."
    )
    yield Grid(
        columns=(
            Column("Mã", 1.3),
            Column("Tên nhiệm vụ", 3.3),
            Column("Chủ trì", 2),
            Column("Lên loa lần đầu", 1.3),
        ),
        rows=tuple(
            (
                each["code"],
                each["name"],
                each["lead"],
                full_day(date.fromisoformat(each["first_on"])) if each["first_on"] else "chưa",
            )
            for each in rows
        ),
    )


def _opinions(figures: Figures) -> Iterator[Block]:
    found = figures["opinions"]
    if not found["all"]:
        yield Paragraph("Trong kỳ không có phản ánh nào của người dân.")
        return
    kinds = ", ".join(f"{KINDS[kind]} {number(count)}" for kind, count in found["kinds"].items())
    states = found["states"]
    yield Paragraph(
        f"Người dân gửi {number(found['all'])} phản ánh: {kinds}. Đã trả lời {number(states.get('answered', 0))}, "
        f"chưa trả lời {number(states.get('new', 0))}, xếp lại {number(states.get('set_aside', 0))}."
    )
    shown = found["answers"][:SHOWN_ANSWERS]
    for each in shown:
        yield Paragraph(f"{_hamlet(each, figures)}, {KINDS[each['kind']]}: {each['answer']}", is_item=True)
    if len(found["answers"]) > len(shown):
        left = number(len(found["answers"]) - len(shown))
        yield Paragraph(f"Còn {left} câu trả lời trước đó, ghi ở bảng số liệu (XLSX) kèm báo cáo này.")


def _hamlet(answer: Figures, figures: Figures) -> str:
    name: str = figures["hamlet_names"].get(answer["hamlet"], answer["hamlet"])
    return name
