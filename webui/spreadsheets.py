"""Tables that leave as files for a spreadsheet: read as UTF-8, and never run."""

import csv
import io
from collections.abc import Iterable

from flask import Response

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"
"""In front of a file it lets spreadsheets read it as UTF-8."""


def plain(cells: Iterable[object]) -> list[object]:
    """Keep a spreadsheet from taking somebody's words for a formula."""
    return [f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in cells]


def sheet(name: str, rows: Iterable[Iterable[object]]) -> Response:
    """Answer with a short table as a file of this name."""
    written = io.StringIO(MARK)
    written.seek(0, io.SEEK_END)
    csv.writer(written).writerows(plain(row) for row in rows)
    return download(name, written.getvalue())


def download(name: str, body: object) -> Response:
    """Answer with a file of comma-separated values, whole or in pieces."""
    answer = Response(body, mimetype="text/csv; charset=utf-8")  # type: ignore[arg-type]  # text or an iterator of it
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
