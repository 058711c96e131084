"""*Từ điển đọc*: how this commune reads its own words; browse, change, take over, hand out, and what that changes."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.kept_reading import ReadingRegion, ReadingRule
from broadcaster.domain.people import Act
from broadcaster.domain.reading_table import read_table, write_table
from broadcaster.queries import dictionary_page
from broadcaster.services import dictionary
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, today, writing
from webui.language import _, later
from webui.moments import page_number

pages = Blueprint("dictionary", __name__, url_prefix="/tu-dien-doc")
REGIONS: dict[ReadingRegion, str] = {
    ReadingRegion.EVERYWHERE: later("mọi giọng"),
    ReadingRegion.NORTH: later("giọng Bắc"),
    ReadingRegion.SOUTH: later("giọng Nam"),
}


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """List the readings in force, and the bulletins that they would change."""
    return _index(Form())


@pages.get("/them")
@opens_to(Act.WRITE)
def add() -> str:
    """Ask for a new reading."""
    return _page(Form(region=ReadingRegion.EVERYWHERE.value), None)


@pages.post("/them")
@opens_to(Act.WRITE)
def add_now() -> AnyResponse | tuple[str, int]:
    """Keep a new reading."""
    return _kept(None)


@pages.get("/<reading_id>")
@opens_to(Act.WRITE)
def edit(reading_id: str) -> str:
    """Open one reading."""
    with reading() as session:
        line = dictionary_page.reading_line(session, commune_id(), reading_id)
    if line is None:
        raise StationError("not_found", kind="reading")
    return _page(Form(written=line.written, spoken=line.spoken, region=line.region.value), reading_id)


@pages.post("/<reading_id>")
@opens_to(Act.WRITE)
def edit_now(reading_id: str) -> AnyResponse | tuple[str, int]:
    """Keep a reading as it was changed."""
    return _kept(reading_id)


@pages.post("/<reading_id>/bo")
@opens_to(Act.WRITE)
def forget(reading_id: str) -> AnyResponse:
    """Read these words by the grammar again."""
    with writing() as session:
        gone = dictionary.forget(session, reading_id, by=me(), now=now())
    flash(_("Đã bỏ “%(written)s”. Từ nay đọc theo quy tắc chung.", written=gone.written))
    return redirect(url_for("dictionary.index"))


@pages.post("/nhap")
@opens_to(Act.WRITE)
def take_over() -> AnyResponse | tuple[str, int]:
    """Keep every line of a table, all or none."""
    form = posted()
    try:
        rules = read_table(_table(form))
        with writing() as session:
            changed = dictionary.take_over(session, rules, by=me(), now=now())
    except StationError as refusal:
        form.refused(refusal)
        return _index(form), 422
    flash(_("Đã nhập: %(n)s cách đọc mới hoặc đổi khác.", n=changed))
    return redirect(url_for("dictionary.index"))


@pages.get("/tu-dien-doc.tsv")
@opens_to(Act.SEE_STATION)
def hand_out() -> Response:
    """Answer with the whole dictionary as a table."""
    with reading() as session:
        rules = [each.rule for each in dictionary.in_force(session, commune_id())]
    answer = Response(write_table(rules), mimetype="text/tab-separated-values")
    answer.headers["Content-Disposition"] = 'attachment; filename="tu-dien-doc.tsv"'
    return answer


def _table(form: Form) -> str:
    """Return the table that was chosen as a file, or else typed."""
    chosen = request.files.get("file")
    content = chosen.read() if chosen else b""
    if not content:
        return str(form.get("table") or "")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise StationError("table_encoding") from None


def _kept(reading_id: str | None) -> AnyResponse | tuple[str, int]:
    form = posted()
    region = form.choice("region", ReadingRegion)
    if region is not None:
        rule = ReadingRule(form.words("written"), form.words("spoken"), region)
        try:
            with writing() as session:
                if reading_id is None:
                    dictionary.keep(session, rule, by=me(), now=now())
                else:
                    dictionary.change(session, reading_id, rule, by=me(), now=now())
            flash(_("Từ nay “%(written)s” đọc là “%(spoken)s”.", written=rule.written, spoken=rule.spoken))
            return redirect(url_for("dictionary.index"))
        except StationError as refusal:
            form.refused(refusal)
    return _page(form, reading_id), 422


def _index(form: Form) -> str:
    number = page_number()
    with reading() as session:
        words = request.args.get("tim", "").strip()
        page = dictionary_page.reading_page(session, commune_id(), words=words, page=number)
        stale = dictionary_page.outdated(session, station().speller, commune_id(), today=today())
    return render_template(
        "dictionary.html", page=page, outdated=stale, regions=REGIONS, form=form, errors=form.errors
    )


def _page(form: Form, reading_id: str | None) -> str:
    choices = [(region.value, word) for region, word in REGIONS.items()]
    return render_template(
        "reading_form.html", form=form, errors=form.errors, reading_id=reading_id, regions=choices
    )
