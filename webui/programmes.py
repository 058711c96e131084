"""The programme editor: parts with their rules, tried before they are saved."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.horizon import Station
from broadcaster.domain.people import Act
from broadcaster.domain.programme import Programme
from broadcaster.domain.what_if import WhatIf
from broadcaster.queries import programme_page
from broadcaster.queries.names import hamlet_names
from broadcaster.queries.playlists_page import playlist_view
from broadcaster.services import playlists, programmes, what_if
from webui import figures, programme_form, words
from webui.access import opens_to
from webui.house import commune_id, me, now, reading, today, writing
from webui.language import _
from webui.programme_form import LONGEST_MINUTES, ProgrammeForm
from webui.weekdays import WEEKDAYS

pages = Blueprint("programmes", __name__, url_prefix="/lich-phat/chuong-trinh")
NEW = "moi"
LONGEST_FREEZE = 180


@pages.get("/<programme_id>")
@opens_to(Act.SCHEDULE)
def edit(programme_id: str) -> str:
    """Open a programme, or a new one."""
    if programme_id == NEW:
        return _page(programme_form.blank(), None)
    with reading() as session:
        found = programmes.get(session, programme_id, by=me())
    return _page(programme_form.opened(found), found)


@pages.post("/<programme_id>")
@opens_to(Act.SCHEDULE)
def save(programme_id: str) -> AnyResponse | tuple[str, int] | str:
    """Move a part, try the programme, or save it: as the button says."""
    with reading() as session:
        standing = None if programme_id == NEW else programmes.get(session, programme_id, by=me())
    shown = programme_form.read(request.form)
    act = request.form.get("act", "save")
    if act not in {"save", "try", "playlist"}:
        shown.act(act)
        return _page(shown, standing)
    try:
        if act == "playlist":
            _add_playlist(shown)
            return _page(shown, standing)
        wanted = _wanted(shown, standing)
        if wanted is not None and act == "try":
            return _page(shown, standing, tried=_try(wanted))
        if wanted is not None:
            return _keep(wanted, standing)
    except StationError as refusal:
        shown.form.refused(refusal)
    return _page(shown, standing), 422


@pages.post("/<programme_id>/bo")
@opens_to(Act.SCHEDULE)
def end(programme_id: str) -> AnyResponse:
    """Put a programme away that no schedule airs."""
    with writing() as session:
        programmes.end(session, programme_id, by=me(), now=now())
    flash(_("Đã bỏ chương trình."))
    return redirect(url_for("schedule.week"))


def _add_playlist(shown: ProgrammeForm) -> None:
    """Add the sounds of the chosen playlist as they stand now; one that may not air stays out, and that is said."""
    with reading() as session:
        chosen = playlist_view(session, commune_id(), shown.form.words("playlist"), today=today())
        known = {str(one.sound) for one in _sounds(session) if not one.has_ended}
    if not chosen.sounds:
        raise StationError("playlist_empty")
    if missing := [one.title for one in chosen.sounds if one.sha256 not in known]:
        said = _("Chưa phát được nên không thêm: %(titles)s.", titles=", ".join(missing))
        shown.form.wrong("playlist", said)
    shown.add_sounds([one.sha256 for one in chosen.sounds if one.sha256 in known])


def _wanted(shown: ProgrammeForm, standing: Programme | None) -> Programme | None:
    form = shown.form
    minutes = form.need("minutes", form.whole("minutes", least=1, most=LONGEST_MINUTES), _("Ghi số phút."))
    freeze = form.whole("freeze_minutes", least=0, most=LONGEST_FREEZE)
    least = programme_form.monthly_minimum(shown)
    with reading() as session:
        sounds = {str(one.sound): one for one in _sounds(session)}
    parts = programme_form.parts(shown, sounds, standing)
    if minutes is None or form.errors:
        return None
    return programmes.draft(
        programme_id=standing.id if standing else NEW,
        commune_id=commune_id(),
        name=form.words("name"),
        minutes=minutes,
        parts=parts,
        monthly_minimum=least,
        freeze_minutes=freeze or 0,
    )


def _try(wanted: Programme) -> WhatIf:
    def changed(station: Station) -> Station:
        return replace(station, programmes={**station.programmes, wanted.id: wanted})

    with reading() as session:
        return what_if.look(session, commune_id(), changed, now=now())


def _keep(wanted: Programme, standing: Programme | None) -> AnyResponse:
    with writing() as session:
        if standing is not None:
            programmes.change(session, wanted, by=me(), now=now())
            flash(_("Đã lưu chương trình. Các buổi chưa khóa được xếp lại ngay."))
            return redirect(url_for("programmes.edit", programme_id=standing.id))
        programmes.add(
            session,
            name=wanted.name,
            minutes=wanted.minutes,
            parts=wanted.parts,
            monthly_minimum=wanted.monthly_minimum,
            freeze_minutes=wanted.freeze_minutes,
            by=me(),
            now=now(),
        )
    flash(_("Đã thêm chương trình. Xếp vào khung giờ để phát."))
    return redirect(url_for("schedule.add"))


def _sounds(session: Session) -> tuple[programme_page.AirableSound, ...]:
    return programme_page.airable_sounds(session, commune_id(), today=today())


def _named(one: programme_page.AirableSound) -> str:
    known = f"{one.title} ({figures.brief(one.duration_ms)})"
    return _("%(sound)s – hết quyền phát, loa không phát", sound=known) if one.has_ended else known


def _page(shown: ProgrammeForm, standing: Programme | None, *, tried: WhatIf | None = None) -> str:
    with reading() as session:
        sounds = [(str(one.sound), _named(one)) for one in _sounds(session)]
        slots = programme_page.slots_of(session, commune_id(), standing.id) if standing else ()
        hamlets = hamlet_names(session, commune_id())
        lists = [(one.id, one.name) for one in playlists.all_of(session, commune_id())]
    return render_template(
        "programme.html",
        lists=lists,
        shown=shown,
        form=shown.form,
        errors=shown.errors,
        standing=standing,
        slots=slots,
        sounds=sounds,
        topics=[(topic.value, word) for topic, word in words.TOPICS.items()],
        kinds=programme_form.KINDS,
        added=programme_form.ADDED,
        weekdays=[figures.weekday(day) for day in WEEKDAYS],
        tried=tried,
        hamlet_names=hamlets,
    )
