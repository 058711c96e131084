"""*Tin cấp tỉnh*: what the province sent, and what the commune may do with it after its class."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.province import ProvinceState
from broadcaster.queries.names import hamlet_names
from broadcaster.queries.province_page import province_line, province_lines
from broadcaster.queries.stuck import unheard_accounts
from broadcaster.services import province
from webui import emergency, emergency_form
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, writing
from webui.language import _, later
from webui.words import Face

pages = Blueprint("province", __name__, url_prefix="/tin-tinh")
STATES: dict[ProvinceState, Face] = {
    ProvinceState.WAITING: Face(later("Chờ xã nhận"), "clock", "partial"),
    ProvinceState.TAKEN: Face(later("Đã thành bản tin"), "check", "done"),
    ProvinceState.SKIPPED: Face(later("Xã không phát"), "void", "cancelled"),
    ProvinceState.ALERTED: Face(later("Đã phát khẩn cấp"), "siren", "done"),
    ProvinceState.EXPIRED: Face(later("Hết hạn, chưa ai nhận"), "cross", "missed"),
}
RIGHTS: dict[Precedence, str] = {
    Precedence.ROUTINE: later("Tin thông thường: xã chọn phát hay không, phát lúc nào."),
    Precedence.PRIORITY: later(
        "Tin ưu tiên: phát trước, nguyên văn, không bỏ; trùng nhau thì xã xếp thứ tự."
    ),
    Precedence.EMERGENCY: later("Tin khẩn cấp: phát ngay, ngắt mọi chương trình; hai người của xã xác nhận."),
}


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """List the items."""
    with reading() as session:
        lines = province_lines(session, commune_id())
    return render_template(
        "province.html", lines=lines, states=STATES, is_linked=bool(station().settings.province)
    )


@pages.get("/<item_id>")
@opens_to(Act.SEE_STATION)
def show(item_id: str) -> str:
    """Open one."""
    return _page(item_id, Form())


@pages.post("/<item_id>/nhan")
@opens_to(Act.ANSWER_REQUEST)
def take(item_id: str) -> AnyResponse | tuple[str, int]:
    """Make a bulletin of it."""
    try:
        with writing() as session:
            made = province.take(session, item_id, by=me(), now=now())
    except StationError as refusal:
        form = Form()
        form.refused(refusal)
        return _page(item_id, form), 422
    flash(_("Đã nhận thành bản tin. Bước sau: tạo tiếng và nghe."))
    return redirect(url_for("desk.edit", bulletin_id=made.id))


@pages.post("/<item_id>/khong-phat")
@opens_to(Act.ANSWER_REQUEST)
def skip(item_id: str) -> AnyResponse | tuple[str, int]:
    """Choose not to air it, with the reason that the province reads."""
    form = posted()
    try:
        with writing() as session:
            province.skip(session, item_id, reason=form.words("reason"), by=me(), now=now())
    except StationError as refusal:
        form.refused(refusal)
        return _page(item_id, form), 422
    flash(_("Đã ghi: xã không phát tin này."))
    return redirect(url_for("province.index"))


@pages.get("/<item_id>/khan-cap")
@opens_to(Act.ALERT)
def alarm(item_id: str) -> str:
    """Fill the emergency form with it; nothing is saved, nothing sounds until two people say so."""
    with reading() as session:
        item = province_line(session, commune_id(), item_id).item
        names = hamlet_names(session, commune_id())
    form = emergency_form.empty(is_exercise=False)
    form.update(
        emergency_form.from_words(
            item.title, item.text, item.issued_at, [names.get(c, c) for c in item.hamlets]
        )
    )
    form.update(origin=province.origin(item), hamlets=item.hamlets)
    form["where"] = emergency_form.SOME if item.hamlets else emergency_form.WHOLE
    flash(_("Điền theo tin của tỉnh. Đọc lại từng ô, ô nào trống thì ghi thêm, rồi hai người xác nhận."))
    return emergency.page(form, is_exercise=False)


def _page(item_id: str, form: Form) -> str:
    with reading() as session:
        line = province_line(session, commune_id(), item_id)
        names = hamlet_names(session, commune_id())
        unheard = [each for each in unheard_accounts(session, commune_id()) if each.item_id == item_id]
    return render_template(
        "province_item.html",
        line=line,
        unheard=unheard,
        hamlet_names=names,
        form=form,
        errors=form.errors,
        states=STATES,
        rights=RIGHTS,
    )
