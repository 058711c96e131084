"""*Báo cáo*: a period's report in one click, as document, PDF and workbook; its words, which the office edits."""

from datetime import date

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.report_texts import ReportTexts
from broadcaster.queries.report_figures import report_figures
from broadcaster.services import reports as kept
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, today, writing
from webui.language import _, in_vietnamese
from webui.periods import read_period
from webui.report_content import document
from webui.report_sheets import workbook
from webui.report_words import span_name

pages = Blueprint("reports", __name__, url_prefix="/bao-cao")
KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """List the reports, and offer to make the next."""
    return _page(Form(from_on="", until_on=""))


@pages.post("/")
@opens_to(Act.MAKE_REPORT)
def make() -> AnyResponse | tuple[str, int]:
    """Make a report of a month, quarter or year by its name, or of any days."""
    form = posted()
    from_on, until_on = _days(form)
    if not form.errors and from_on and until_on:
        try:
            kept.check_days(from_on, until_on, today=today())
            with reading() as session:
                figures = report_figures(session, commune_id(), from_on, until_on, now=now())
            with writing() as session:
                report_id = kept.keep(session, figures, by=me(), now=now())
            flash(_("Đã lập báo cáo."))
            return redirect(url_for("reports.show", report_id=report_id))
        except StationError as refusal:
            form.refused(refusal)
    return _page(form), 422


@pages.get("/<report_id>")
@opens_to(Act.SEE_STATION)
def show(report_id: str) -> str:
    """Show what a report says, and its files."""
    with reading() as session:
        report = kept.get(session, report_id, by=me())
    with in_vietnamese():
        paper = document(report)
    return render_template("report.html", report=report, paper=paper, kinds=KINDS)


@pages.get("/<report_id>.<kind>")
@opens_to(Act.SEE_STATION)
def file(report_id: str, kind: str) -> Response:
    """Send a report as a file, made anew from its frozen figures: the same each time."""
    if kind not in KINDS:
        abort(404)
    with reading() as session:
        report = kept.get(session, report_id, by=me())
    with in_vietnamese():
        content = _written(report, kind)
    answer = Response(content, mimetype=KINDS[kind])
    name = f"bao-cao-{report.from_on}-{report.until_on}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@pages.get("/loi-van")
@opens_to(Act.MAKE_REPORT)
def texts() -> str:
    """Show the words around the figures."""
    with reading() as session:
        found = kept.present_texts(session, commune_id())
    return render_template("report_texts.html", form=Form(MultiDict(found.to_plain())), errors={})


@pages.post("/loi-van")
@opens_to(Act.MAKE_REPORT)
def texts_now() -> AnyResponse | tuple[str, int]:
    """Change the words for the reports to come."""
    form = posted()
    try:
        written = ReportTexts(**{name: form.words(name) for name in ReportTexts.__dataclass_fields__})
        with writing() as session:
            kept.write_texts(session, written, by=me(), now=now())
    except StationError as refusal:
        form.refused(refusal)
        return render_template("report_texts.html", form=form, errors=form.errors), 422
    flash(_("Đã lưu lời văn. Báo cáo đã lập giữ lời cũ."))
    return redirect(url_for("reports.index"))


def _written(report: kept.StoredReport, kind: str) -> bytes:
    """Write the file. Its writer is imported only now: few requests need one, and every start would pay for three."""
    match kind:
        case "docx":
            from broadcaster.adapters.reports_docx import write_docx

            return write_docx(document(report))
        case "pdf":
            from broadcaster.adapters.reports_pdf import write_pdf

            return write_pdf(document(report))
        case _:
            from broadcaster.adapters.reports_xlsx import write_xlsx

            return write_xlsx(workbook(report))


def _days(form: Form) -> tuple[date | None, date | None]:
    """Read the days: a named period, or two days."""
    if form.words("period"):
        period = read_period(form.words("period"), today())
        return period.from_on, period.until_on
    from_on = form.need("from_on", form.day("from_on"), _("Ghi ngày đầu."))
    until_on = form.need("until_on", form.day("until_on"), _("Ghi ngày cuối."))
    return from_on, until_on


def _page(form: Form) -> str:
    with reading() as session:
        found = kept.all_reports(session, commune_id())
    this_month = read_period("", today())
    this_quarter, this_year = this_month.of_length("2000-Q1"), this_month.of_length("2000")
    periods = [this_month.before, this_month, this_quarter.before, this_quarter, this_year]
    names = [span_name(each.from_on, each.until_on) for each in found]
    return render_template(
        "reports.html",
        form=form,
        errors=form.errors,
        reports=list(zip(found, names, strict=True)),
        periods=periods,
        kinds=KINDS,
    )
