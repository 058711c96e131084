"""*Thêm loa*: a technician lets a new speaker in, or another one in an old one's place."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.enrolment import ClaimState
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.queries import enrolment as queries
from broadcaster.queries.enrolment import ClaimView, Place
from broadcaster.services import enrolment
from webui.access import opens_to
from webui.forms import Form, posted
from webui.house import commune_id, me, now, reading, station, writing
from webui.language import _

pages = Blueprint("enrolment", __name__, url_prefix="/them-loa")


@pages.get("/")
@opens_to(Act.KEEP_FLEET)
def index() -> str:
    """List the speakers that the commune wants and that have not joined, and the others."""
    with reading() as session:
        places = queries.places(session, commune_id(), now=now())
    return render_template("enrolment.html", places=places, states=ClaimState)


@pages.get("/<device_id>")
@opens_to(Act.KEEP_FLEET)
def show(device_id: str) -> str:
    """Show how far one enrolment is."""
    return _page(device_id, Form())


@pages.post("/<device_id>/ma")
@opens_to(Act.KEEP_FLEET)
def begin(device_id: str) -> AnyResponse:
    """Make a code, and void an earlier one."""
    with writing() as session:
        enrolment.open_claim(session, device_id, by=me(), now=now())
    return redirect(url_for("enrolment.show", device_id=device_id))


@pages.post("/<device_id>/thoi")
@opens_to(Act.KEEP_FLEET)
def give_up(device_id: str) -> AnyResponse:
    """Void the code."""
    with writing() as session:
        enrolment.withdraw(session, commune_id(), device_id)
    flash(_("Đã hủy mã của %(id)s. Không loa nào dùng mã đó được nữa.", id=device_id))
    return redirect(url_for("enrolment.index"))


@pages.post("/<device_id>/so")
@opens_to(Act.KEEP_FLEET)
def confirm(device_id: str) -> AnyResponse | tuple[str, int]:
    """Compare the digits that were heard at the pole."""
    form = posted()
    try:
        with writing() as session:
            is_right = enrolment.confirm(
                session, device_id, form.words("digits"), root=station().root, by=me(), now=now()
            )
    except StationError as refusal:
        form.refused(refusal)
    else:
        if is_right:
            flash(_("%(id)s đã vào đài. Trong một phút loa tự nhận giờ và kế hoạch.", id=device_id))
            return redirect(url_for("fleet.speaker", device_id=device_id))
        form.wrong("digits", _("Không phải sáu số loa này phải đọc. Nghe lại rồi gõ lại."))
    return _page(device_id, form), 422


def _page(device_id: str, form: Form) -> str:
    place, claim = _view(device_id)
    return render_template(
        "enrolment_claim.html",
        place=place,
        claim=claim,
        states=ClaimState,
        form=form,
        errors=form.errors,
        reach=station().settings.speakers_reach,
        has_authority=bool(station().settings.ca),
        in_clear=station().settings.speakers_reach.startswith("http:"),
    )


def _view(device_id: str) -> tuple[Place, ClaimView | None]:
    with reading() as session:
        place, claim = queries.view(session, commune_id(), device_id, now=now())
    if place is None:
        raise StationError("not_found", kind="device")
    return place, claim
