"""The rundown editor: what one start plays in one hamlet, why, what is left out, and a person's word on it."""

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.rundown import Why
from broadcaster.domain.rundown_edit import EditKind
from broadcaster.queries import rundown_page
from broadcaster.queries import week as rows
from broadcaster.queries.names import hamlet_names
from broadcaster.queries.timetable import RundownLine
from broadcaster.services import rundowns
from webui.access import opens_to
from webui.house import commune_id, me, now, reading, writing
from webui.language import _
from webui.moments import read_moment

pages = Blueprint("rundown", __name__, url_prefix="/lich-phat/buoi")


@pages.get("")
@opens_to(Act.SEE_STATION)
def show() -> str:
    """Show one start as one hamlet hears it."""
    return _page(
        request.args.get("lich", ""),
        read_moment(request.args.get("luc", "")),
        request.args.get("thon", ""),
        {},
    )


@pages.get("/tom-tat")
@opens_to(Act.SEE_STATION)
def glance() -> str:
    """Show one start beside the week: its parts, and why they are in it."""
    args = request.args
    with reading() as session:
        view = rows.airing(
            session,
            commune_id(),
            args.get("lich", ""),
            read_moment(args.get("luc", "")),
            hamlet=args.get("thon", ""),
        )
    return render_template("airing_panel.html", view=view, lines=joined(view.lines))


@pages.post("")
@opens_to(Act.SCHEDULE)
def edit() -> AnyResponse | tuple[str, int]:
    """Take something in, leave something out, or put things in order."""
    form = request.form
    schedule_id, starts_at = form.get("lich", ""), read_moment(form.get("luc", ""))
    hamlet = form.get("thon", "")
    try:
        kind, chosen = _asked()
        with writing() as session:
            rundowns.edit(
                session,
                kind,
                chosen,
                schedule_id=schedule_id,
                start_at=starts_at,
                hamlet=hamlet if form.get("pham_vi") == "thon" else "",
                reason=form.get("reason", ""),
                by=me(),
                now=now(),
            )
    except StationError as refusal:
        errors = {form.get("tin", ""): refusal}
        return _page(schedule_id, starts_at, hamlet, errors), 422
    flash(_("Đã ghi. Kịch bản đang được xếp lại."))
    return redirect(_address(schedule_id, starts_at, hamlet))


@pages.post("/hoan-tac/<edit_id>")
@opens_to(Act.SCHEDULE)
def undo(edit_id: str) -> AnyResponse:
    """Take an edit back."""
    with writing() as session:
        found = rundowns.undo(session, edit_id, by=me(), now=now())
        address = _address(found.schedule_id, found.start_at, request.form.get("thon", ""))
    flash(_("Đã lấy lại như trước."))
    return redirect(address)


def _asked() -> tuple[EditKind, tuple[str, ...]]:
    """Read what a button asks for: "skip", "pin", "order", or a step of one bulletin, "up:ID" or "down:ID"."""
    form = request.form
    verb, _sign, moved = form.get("act", "").partition(":")
    if verb in {"skip", "pin"}:
        return EditKind(verb), (form.get("tin", ""),)
    wanted = [key for key in form.getlist("order") if key]
    if verb in {"up", "down"} and moved in wanted:
        at = wanted.index(moved)
        wanted.insert(max(0, at + (-1 if verb == "up" else 1)), wanted.pop(at))
    return EditKind.ORDER, tuple(wanted)


def _address(schedule_id: str, starts_at: datetime, hamlet: str) -> str:
    return url_for("rundown.show", lich=schedule_id, luc=starts_at.isoformat(), thon=hamlet or None)


def _page(schedule_id: str, starts_at: datetime, hamlet: str, errors: dict[str, StationError]) -> str:
    with reading() as session:
        view = rows.airing(session, commune_id(), schedule_id, starts_at, hamlet=hamlet)
        desk = rundown_page.rundown_desk(
            session, commune_id(), schedule_id, starts_at, hamlet=hamlet, now=now()
        )
        hamlets = [
            (code, name)
            for code, name in hamlet_names(session, commune_id()).items()
            if name in view.airing.hamlets
        ]
    return render_template(
        "rundown.html",
        view=view,
        lines=joined(view.lines),
        desk=desk,
        hamlets=hamlets,
        refusals=errors,
        may_edit=me().may(Act.SCHEDULE) and desk.is_open,
        EditKind=EditKind,
    )


def joined(lines: tuple[RundownLine, ...]) -> list[RundownLine]:
    """Return the lines, fillers that follow each other as one."""
    joined: list[RundownLine] = []
    for line in lines:
        if joined and line.why is Why.FILLER is joined[-1].why:
            item = joined[-1].item
            longer = replace(item, duration_ms=item.duration_ms + line.item.duration_ms)
            joined[-1] = replace(joined[-1], item=longer)
        else:
            joined.append(line)
    return joined
