"""A report's figures as a workbook; columns have the names under which provinces collect them."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from broadcaster.domain.asrun import Outcome
from broadcaster.domain.document import Sheet, Workbook
from broadcaster.domain.precedence import Precedence
from broadcaster.services.reports import StoredReport
from webui import report_newsroom, words
from webui.report_words import VERDICTS, Figures, by_topic, colophon, cut_short, months, span_name, topic


def workbook(report: StoredReport) -> Workbook:
    """Return the report's data; columns have the names under which provinces collect them."""
    figures = report.figures
    return Workbook(
        title=f"Số liệu truyền thanh {span_name(report.from_on, report.until_on)}",
        sheets=(
            _summary_sheet(report),
            _topics_sheet(figures),
            _bulletins_sheet(figures),
            _hamlets_sheet(figures),
            _speakers_sheet(figures),
            _faults_sheet(figures),
            *report_newsroom.sheets(figures),
        ),
        made_at=report.made_at,
    )


def _summary_sheet(report: StoredReport) -> Sheet:
    figures, done = report.figures, report.figures["activity"]
    coordinates = sum(each["lat"] is not None for each in figures["speakers"])
    rows = (
        ("xã", figures["commune"]),
        ("từ ngày", report.from_on),
        ("đến ngày", report.until_on),
        ("area (số dân)", figures["residents"]),
        ("area (số thôn)", figures["hamlet_count"]),
        ("stations", 1),
        ("speakers", figures["speaker_count"]),
        ("speakers with coordinates", coordinates),
        ("bulletins", done["bulletins"]),
        ("bulletins approved", done["approved"]),
        ("broadcasts", done["airings"]),
        ("plays", done["planned"]),
        ("play_successful", done["successful"]),
        ("play_partial", cut_short(done)),
        ("play_failed", done["failed"]),
        ("play_unknown", done["unknown"]),
        ("urgent", done["urgent"]),
        ("urgent exercises", done["exercises"]),
        ("play_time (giây)", round(done["played_ms"] / 1000)),
        ("request_duration (giây)", round(done["planned_ms"] / 1000)),
        ("hamlet requests", figures["requests"]["all"]),
    )
    return Sheet("Tổng hợp", ("mục", "giá trị"), rows, colophon(report))


def _topics_sheet(figures: Figures) -> Sheet:
    ladder, done = ("thấp", "cao"), by_topic(figures)
    columns = (
        "lĩnh vực", "bản tin", "plays", "play_successful", "play_time (giây)", "request_duration (giây)",
        "lượt (trọn tháng)", "lượt xác nhận (trọn tháng)",
        *(f"T0 {end}" for end in ladder), *(f"T1 {end}" for end in ladder), *(f"T2 {end}" for end in ladder),
        "T3 giữa", *(f"T3 {end}" for end in ladder), "người được hỏi", "trần nghe được", "kết luận 80 %", "cờ",
    )  # fmt: skip
    rows = tuple(
        (
            topic(each["topic"]),
            *_aired(done.get(each["topic"], Counter())),
            each["scheduled"],
            each["confirmed"],
            *(each["t0"] or (None, None)),
            *each["t1"],
            *each["t2"][1:],
            *(each["t3"] or (None, None, None)),
            each["asked"],
            each["ceiling"],
            VERDICTS[each["verdict"]],
            ", ".join(each["flags"]),
        )
        for each in figures["topics"]
    )
    note = (
        f"Bản tin và thời lượng: của các ngày báo cáo. Bốn bậc tiếp cận: {months(figures)}; tỷ lệ từ 0 đến 1."
    )
    return Sheet("Lĩnh vực", columns, rows, note)


def _aired(counts: Mapping[str, int]) -> tuple[int, ...]:
    """Return how many bulletins, plays and seconds a topic had."""
    plays = (counts["bulletins"], counts["plays"], counts["play_successful"])
    return (*plays, round(counts["play_time_ms"] / 1000), round(counts["request_duration_ms"] / 1000))


def _bulletins_sheet(figures: Figures) -> Sheet:
    columns = (
        "mã bản tin", "tên", "lĩnh vực", "loại", "số lần phát", "số thôn", "plays", "play_successful",
        "play_time (giây)", "request_duration (giây)",
    )  # fmt: skip
    rows = tuple(
        (
            each["id"],
            each["title"],
            topic(each["topic"]),
            str(words.PRECEDENCES[Precedence[each["precedence"]]]),
            each["airings"],
            each["hamlets"],
            each["plays"],
            each["play_successful"],
            round(each["play_time_ms"] / 1000),
            round(each["request_duration_ms"] / 1000),
        )
        for each in figures["bulletins"]
    )
    return Sheet("Bản tin", columns, rows)


def _hamlets_sheet(figures: Figures) -> Sheet:
    columns = (
        "thôn", "lĩnh vực", "số dân", "lượt", "lượt xác nhận", "trần nghe được", "T2 giữa", "T2 thấp", "T2 cao",
        "T3 giữa", "T3 thấp", "T3 cao", "người được hỏi",
    )  # fmt: skip
    rows = tuple(
        (
            each["hamlet"],
            topic(each["topic"]),
            each["residents"],
            each["scheduled"],
            each["confirmed"],
            each["ceiling"],
            *each["t2"],
            *(each["t3"] or (None, None, None)),
            each["asked"],
        )
        for each in figures["hamlets"]
    )
    return Sheet("Thôn", columns, rows)


def _speakers_sheet(figures: Figures) -> Sheet:
    columns = (
        "speaker", "tên", "thôn", "latitude", "longitude", "horns", "hộ khai", "plays", "play_successful",
        "play_partial", "play_failed", "play_unknown", "play_time (giây)", "request_duration (giây)",
    )  # fmt: skip
    rows = tuple(
        (
            each["device"],
            each["name"],
            each["hamlet"],
            each["lat"],
            each["lon"],
            each["horns"],
            each["households"],
            each["planned"],
            each["successful"],
            cut_short(each),
            each["failed"],
            each["unknown"],
            round(each["played_ms"] / 1000),
            round(each["planned_ms"] / 1000),
        )
        for each in figures["speakers"]
    )
    return Sheet("Cụm loa", columns, rows)


def _faults_sheet(figures: Figures) -> Sheet:
    rows = tuple(
        (
            each["device"],
            str(words.OUTCOMES[Outcome(each["outcome"])].word),
            str(words.reason(each["reason"])) if each["reason"] else "",
            each["plays"],
            date.fromisoformat(each["first_on"]),
            date.fromisoformat(each["last_on"]),
        )
        for each in figures["faults"]
    )
    return Sheet("Sự cố", ("speaker", "tình trạng", "lý do", "lượt", "từ ngày", "đến ngày"), rows)
