"""*Vì sao?* Why something airs or does not, from what was decided, by whom and when."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.people import Act
from broadcaster.queries import why as rows
from webui.access import opens_to
from webui.house import commune_id, reading
from webui.language import later
from webui.moments import read_moment

pages = Blueprint("why", __name__, url_prefix="/lich-phat/vi-sao")
DECIDED: dict[str, str] = {
    "hours": later("Giờ được phép phát"),
    "special_day": later("Ngày đặc biệt"),
    "schedule_added": later("Xếp vào lịch"),
    "schedule_ended": later("Thôi lịch"),
    "programme_added": later("Lập chương trình"),
    "programme_changed": later("Sửa chương trình"),
    "timetable_moved": later("Đổi giờ một buổi"),
    "timetable_moved_all": later("Đổi giờ mọi buổi"),
    "timetable_skipped": later("Bỏ một buổi"),
    "timetable_day_skipped": later("Bỏ cả ngày"),
    "timetable_day_copied": later("Chép cả ngày"),
    "timetable_ended": later("Thôi lịch"),
    "timetable_caught_up": later("Phát bù"),
    "timetable_undone": later("Hoàn tác"),
    "edit_pin": later("Ghim vào buổi này"),
    "edit_skip": later("Bỏ khỏi buổi này"),
    "edit_order": later("Xếp thứ tự"),
    "approved": later("Duyệt"),
}


@pages.get("")
@opens_to(Act.SEE_STATION)
def occasion() -> str:
    """Answer for one start in one hamlet."""
    args = request.args
    with reading() as session:
        found = rows.why(
            session,
            commune_id(),
            args.get("lich", ""),
            read_moment(args.get("luc", "")),
            hamlet=args.get("thon", ""),
        )
    return render_template("why.html", why=found, decided=DECIDED)


@pages.get("/<broadcast_id>")
@opens_to(Act.SEE_STATION)
def broadcast(broadcast_id: str) -> AnyResponse:
    """Go from a broadcast of the log or the board to its start."""
    with reading() as session:
        found = rows.start_of(session, commune_id(), broadcast_id)
    schedule_id, starts_at, hamlet = found
    return redirect(url_for("why.occasion", lich=schedule_id, luc=starts_at.isoformat(), thon=hamlet))
