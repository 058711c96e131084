"""A report's appendix: each hamlet, each speaker."""

from broadcaster.domain.document import Column, Grid
from broadcaster.reach.figures import Interval
from webui.figures import number
from webui.reach_words import few_range
from webui.report_words import Figures, hours, percent, span, topic


def hamlets_grid(figures: Figures) -> Grid:
    """Return what is known of each hamlet: who lives there, who can hear, who heard."""
    rows = figures["hamlets"]
    return Grid(
        columns=(
            Column("Thôn", 2.2),
            Column("Số dân", 1, is_figure=True),
            Column("Trần nghe được", 1.1, is_figure=True),
            Column("Xác nhận/lượt", 1.3, is_figure=True),
            Column("T2", 1.2, is_figure=True),
            Column("T3 (số người hỏi)", 1.6, is_figure=True),
        ),
        rows=tuple(
            (
                each["hamlet"],
                number(each["residents"]),
                percent(each["ceiling"]),
                f"{number(each['confirmed'])}/{number(each['scheduled'])}",
                span(each["t2"]) if each["scheduled"] else "–",
                f"{few_range(Interval(*each['t3']), each['asked'])} ({each['asked']})"
                if each["t3"]
                else "chưa hỏi",
            )
            for each in rows
        ),
        caption=f"Phụ lục 1. Từng thôn, lĩnh vực {topic(rows[0]['topic'])}" if rows else "",
        empty="Phụ lục 1. Từng thôn: chưa có số liệu.",
    )


def speakers_grid(figures: Figures) -> Grid:
    """Return what became of the broadcasts on each speaker; nothing where none was to play."""
    return Grid(
        columns=(
            Column("Cụm loa", 1.2),
            Column("Nơi đặt", 3),
            Column("Hộ khai", 0.9, is_figure=True),
            Column("Lượt", 0.9, is_figure=True),
            Column("Trọn vẹn", 1, is_figure=True),
            Column("Không phát", 1, is_figure=True),
            Column("Đã phát (giờ:phút)", 1.2, is_figure=True),
        ),
        rows=tuple(
            (
                each["device"],
                each["name"],
                "chưa khai" if each["households"] is None else number(each["households"]),
                number(each["planned"]),
                number(each["successful"]),
                number(each["failed"]),
                hours(each["played_ms"]),
            )
            for each in figures["speakers"]
            if figures["activity"]["planned"]
        ),
        caption="Phụ lục 2. Từng cụm loa; lượt ở đây là lần phát, cả nhạc hiệu và nhạc chờ.",
        empty="Phụ lục 2. Từng cụm loa: trong kỳ không cụm loa nào đến giờ phát.",
    )
