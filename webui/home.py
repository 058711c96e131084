"""*Hôm nay*: the day as lanes, and what is to be done."""

from datetime import datetime

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.domain.ending import ending_soon
from broadcaster.domain.people import Act
from broadcaster.queries.dictionary_page import Outdated, overtaken
from broadcaster.queries.on_air import Today
from broadcaster.queries.second_person import second_person
from broadcaster.queries.stuck import stuck_errands, unheard_accounts
from broadcaster.queries.today import today as today_rows
from webui import board as boards
from webui import day_parts, fragments
from webui.access import opens_to
from webui.entering import home_of
from webui.house import commune_id, me, now, reading, station, wall
from webui.house import today as day_today
from webui.opinion_words import KINDS

pages = Blueprint("home", __name__)


@pages.get("/")
@opens_to()
def today() -> str | AnyResponse:
    """Show the day; a hamlet head's day is the hamlet's own page."""
    if not me().may(Act.SEE_STATION):
        return redirect(home_of(me()))
    as_table = request.args.get("dang") == "bang"
    with reading() as session:
        second = second_person(session, commune_id(), now=now())
        errands = stuck_errands(session, commune_id())
        unheard = unheard_accounts(session, commune_id())
    return render_template(
        "today.html",
        as_table=as_table,
        overtaken=_overtaken(),
        second=second,
        errands=errands,
        unheard=unheard,
        opinion_kinds=KINDS,
        **_rows(_today()),
    )


@pages.get("/hom-nay/bang")
@opens_to(Act.SEE_STATION)
def board() -> Response:
    """Answer with the board alone, if it has changed."""
    rows = _today()
    return fragments.part("board.html", _tag(rows), **_rows(rows))


def _overtaken() -> tuple[Outdated, ...]:
    """Return the approved bulletins that the dictionary now reads otherwise, for those who can act on it."""
    if not (me().may(Act.WRITE) or me().may(Act.APPROVE)):
        return ()
    with reading() as session:
        return overtaken(session, station().speller, commune_id(), today=day_today())


def _today() -> Today:
    with reading() as session:
        return today_rows(session, commune_id(), now=now())


def _tag(rows: Today) -> str:
    """Name the board by its rows and, for its now line, by the half minute."""
    return fragments.tag((rows.day, rows.lanes, int(now().timestamp() // 30)))


def _rows(rows: Today) -> dict[str, object]:
    drawn = boards.board(rows.lanes, now())
    blocks = [block for lane in rows.lanes for block in lane.blocks]
    columns = day_parts.parts(blocks, _hour)
    lines = [(row, block) for row in drawn.rows for block in row.blocks]
    return {
        "today": rows,
        "ending": ending_soon(station().endings, now()),
        "board": drawn,
        "board_tag": _tag(rows),
        "board_ticks": boards.ticks,
        "part_of": lambda moment: day_parts.part(_hour(moment)),
        "day_parts": columns,
        "phone_lines": [(row, day_parts.cells(row, columns, _hour)) for row in drawn.rows],
        "table_lines": sorted(lines, key=lambda line: line[1].starts_at),
    }


def _hour(moment: datetime) -> int:
    return wall(moment).hour
