"""What the editor does with readings and sounds beside writing: keep a choice for good, have it said anew."""

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.kept_reading import ReadingRule
from broadcaster.domain.people import Act
from broadcaster.queries import bulletin_pages
from broadcaster.services import bulletins, dictionary, human_voice
from broadcaster.services.sound_styles import Wish
from webui.access import opens_to
from webui.errors import sentence
from webui.house import commune_id, me, now, reading, station, writing
from webui.language import _

pages = Blueprint("desk_voice", __name__, url_prefix="/ban-bien-tap")


@pages.post("/<bulletin_id>/cach-doc/<int:position>/nho")
@opens_to(Act.WRITE)
def keep(bulletin_id: str, position: int) -> AnyResponse:
    """Keep the reading chosen at this place in the commune's dictionary."""
    with reading() as session:
        view = bulletin_pages.editor(session, commune_id(), bulletin_id)
    choices = dict(view.choices)
    marks = station().speller.read(view.text, choices=choices).marks
    written = next((mark.written for mark in marks if mark.start == position), None)
    if written is None or position not in choices:
        raise StationError("not_found", kind="reading")
    rule = ReadingRule(written, choices[position])
    with writing() as session:
        dictionary.keep(session, rule, by=me(), now=now())
    flash(_("Từ nay “%(written)s” đọc là “%(spoken)s”.", written=rule.written, spoken=rule.spoken))
    return redirect(url_for("desk.edit", bulletin_id=bulletin_id, _anchor="loi-doc"))


@pages.post("/<bulletin_id>/giong-nguoi")
@opens_to(Act.WRITE)
def use(bulletin_id: str) -> AnyResponse:
    """Let a recorded voice of the library speak the bulletin."""
    chosen = request.form.get("sound_id", "")
    try:
        with writing() as session:
            human_voice.use(session, station().speller, bulletin_id, chosen, by=me(), now=now(), wish=_wish())
        flash(_("Bản tin nay dùng giọng người. Nghe lại rồi gửi duyệt."))
    except StationError as refusal:
        if refusal.code == "not_found":
            raise
        flash(sentence(refusal))
    return redirect(url_for("desk.edit", bulletin_id=bulletin_id, _anchor="tieng"))


@pages.post("/<bulletin_id>/nhac")
@opens_to(Act.WRITE)
def restyle(bulletin_id: str) -> AnyResponse:
    """Have the same words mixed with other music around them."""
    with writing() as session:
        bulletins.restyle(session, bulletin_id, _wish(), by=me(), now=now())
    flash(_("Đang trộn lại tiếng. Nghe lại rồi gửi duyệt."))
    return redirect(url_for("desk.edit", bulletin_id=bulletin_id, _anchor="tieng"))


def _wish() -> Wish:
    return Wish(tunes=bool(request.form.get("tunes")), bed=bool(request.form.get("bed")))


@pages.post("/<bulletin_id>/doc-lai")
@opens_to(Act.WRITE)
def reread(bulletin_id: str) -> AnyResponse:
    """Have a bulletin said as it is read today; an approval of the old sound is void."""
    with writing() as session:
        bulletins.reread(session, station().speller, bulletin_id, by=me(), now=now())
    flash(_("Đang tạo tiếng mới. Nghe lại rồi gửi duyệt."))
    return redirect(url_for("desk.edit", bulletin_id=bulletin_id, _anchor="tieng"))
