"""*Kho âm thanh › Danh sách phát*: put sounds in order, hear them, put them on air."""

import shutil
import tempfile
from datetime import time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.recurrence import EVERY_DAY, Recurrence
from broadcaster.domain.types import new_id
from broadcaster.queries import playlists_page
from broadcaster.queries.names import hamlet_names
from broadcaster.queries.playlists_page import PlaylistView
from broadcaster.services import library, playlists
from webui import figures
from webui.access import opens_to
from webui.errors import sentence
from webui.forms import Form, posted, read_hour
from webui.house import commune_id, me, now, reading, station, today, writing
from webui.language import _
from webui.weekdays import WEEKDAYS

pages = Blueprint("playlists", __name__, url_prefix="/kho-am-thanh/danh-sach")
LARGEST = 100_000_000
"""Bytes of a sound that is made of a playlist: more than three hours."""


@pages.get("/")
@opens_to(Act.SEE_STATION)
def index() -> str:
    """List the playlists."""
    return _index(Form())


@pages.post("/")
@opens_to(Act.WRITE)
def add() -> AnyResponse | tuple[str, int]:
    """Begin a playlist."""
    form = posted()
    try:
        with writing() as session:
            made = playlists.make(session, form.words("name"), by=me(), now=now())
        return redirect(url_for("playlists.show", playlist_id=made.id))
    except StationError as refusal:
        form.refused(refusal)
    return _index(form), 422


@pages.get("/<playlist_id>")
@opens_to(Act.SEE_STATION)
def show(playlist_id: str) -> str:
    """Open one playlist."""
    every_day = [str(day) for day in sorted(EVERY_DAY)]
    return _page(_view(playlist_id), Form(first_on=today().isoformat(), weekdays=every_day))


@pages.post("/<playlist_id>")
@opens_to(Act.WRITE)
def change(playlist_id: str) -> AnyResponse:
    """Rename it, or add, take out or move a sound: whichever button was pressed."""
    form = posted()
    place = form.words("place")
    at = int(place) if place.isdecimal() else -1
    steps = {"up": -1, "down": 1}
    do = form.words("do")
    try:
        with writing() as session:
            playlists.change(
                session,
                playlist_id,
                by=me(),
                now=now(),
                name=form.words("name") if do == "name" else None,
                add=form.words("sound_id") if do == "add" else None,
                take_out=at if do == "out" else None,
                move=(at, steps[do]) if do in steps else None,
            )
    except StationError as refusal:
        if refusal.code == "not_allowed":
            raise
        flash(sentence(refusal))
    return redirect(url_for("playlists.show", playlist_id=playlist_id, _anchor="thu-tu"))


@pages.post("/<playlist_id>/bo")
@opens_to(Act.WRITE)
def remove(playlist_id: str) -> AnyResponse:
    """Put a playlist away."""
    with writing() as session:
        gone = playlists.remove(session, playlist_id, by=me(), now=now())
    flash(_("Đã bỏ danh sách “%(name)s”. Lịch đã xếp vẫn giữ.", name=gone.name))
    return redirect(url_for("playlists.index"))


@pages.post("/<playlist_id>/ghep")
@opens_to(Act.WRITE)
def join(playlist_id: str) -> AnyResponse:
    """Make one sound of a playlist: where only one has its place, as in for a relay that fails, it plays them all."""
    sound_id = new_id()
    try:
        with writing() as session:
            card, sounds = playlists.joined(session, playlist_id, by=me(), now=now())
        with tempfile.TemporaryFile() as whole:
            for each in sounds:
                with station().store.path(each).open("rb") as piece:
                    shutil.copyfileobj(piece, whole)
            whole.seek(0)
            station().uploads.receive(sound_id, whole, most_bytes=LARGEST)
        with writing() as session:
            library.bring(session, sound_id, card, by=me(), now=now())
    except StationError as refusal:
        if refusal.code == "not_allowed":
            raise
        flash(sentence(refusal))
        return redirect(url_for("playlists.show", playlist_id=playlist_id))
    return redirect(url_for("library.show", sound_id=sound_id))


@pages.post("/<playlist_id>/phat")
@opens_to(Act.SCHEDULE)
def air(playlist_id: str) -> AnyResponse | tuple[str, int]:
    """Put a playlist on air as it stands."""
    form = posted("weekdays", "hamlets")
    recurrence = _recurrence(form)
    if recurrence is not None:
        try:
            with writing() as session:
                hamlets = form.many("hamlets")
                playlists.air(session, playlist_id, recurrence, hamlets=hamlets, by=me(), now=now())
            flash(_("Đã xếp vào lịch, đúng danh sách lúc này."))
            return redirect(url_for("schedule.week"))
        except StationError as refusal:
            form.refused(refusal)
    return _page(_view(playlist_id), form), 422


def _recurrence(form: Form) -> Recurrence | None:
    first_on = form.need("first_on", form.day("first_on"), _("Ghi ngày bắt đầu."))
    last_on = form.day("last_on")
    weekdays = frozenset(int(day) for day in form.many("weekdays") if day.isdecimal())
    if not weekdays or not weekdays <= EVERY_DAY:
        form.wrong("weekdays", _("Chọn ít nhất một ngày."))
    if first_on and last_on and last_on < first_on:
        form.wrong("last_on", _("Ngày cuối phải sau ngày đầu."))
    times = _times(form)
    if first_on is None or form.errors:
        return None
    return Recurrence(weekdays, times, first_on, last_on)


def _times(form: Form) -> tuple[time, ...]:
    try:
        return tuple(sorted({read_hour(each) for each in form.words("times").split(",")}))
    except ValueError:
        form.wrong("times", _("Ghi giờ như 05:30, nhiều giờ thì cách nhau bằng dấu phẩy."))
        return ()


def _view(playlist_id: str) -> PlaylistView:
    with reading() as session:
        return playlists_page.playlist_view(session, commune_id(), playlist_id, today=today())


def _index(form: Form) -> str:
    with reading() as session:
        found = playlists_page.playlist_views(session, commune_id(), today=today())
    return render_template("playlists.html", playlists=found, form=form, errors=form.errors)


def _page(view: PlaylistView, form: Form) -> str:
    with reading() as session:
        sounds = playlists_page.addable(session, commune_id(), today=today())
        hamlets = list(hamlet_names(session, commune_id()).items())
    return render_template(
        "playlist.html",
        view=view,
        form=form,
        errors=form.errors,
        sounds=[(each.id, f"{each.title} ({figures.length(each.duration_ms or 0)})") for each in sounds],
        chosen=request.args.get("tieng", ""),
        hamlets=hamlets,
        weekdays=[(str(day), figures.weekday(WEEKDAYS[day])) for day in range(7)],
    )
