"""Figures as a workbook. Nobody's words become a formula, and the same figures give the same bytes."""

import io
from datetime import date

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from broadcaster.domain.document import Cell, Sheet, Workbook

_WIDEST = 60


def write_xlsx(book: Workbook) -> bytes:
    """Return the file."""
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd/mm/yyyy",
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(target, options) as file:
        file.set_properties({"title": book.title, "created": book.made_at.replace(tzinfo=None)})
        bold = file.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = file.add_format({"num_format": "dd/mm/yyyy"})
        for sheet in book.sheets:
            _write(file.add_worksheet(sheet.name), sheet, bold, day)
    return target.getvalue()


def _write(page: Worksheet, sheet: Sheet, bold: Format, day: Format) -> None:
    first = 0
    if sheet.note:
        page.write_string(0, 0, sheet.note)
        first = 2
    for column, title in enumerate(sheet.columns):
        page.write_string(first, column, title, bold)
        cells = [title.split("\n")[0], *(_spelled(row[column]) for row in sheet.rows[:200])]
        page.set_column(column, column, min(_WIDEST, max(map(len, cells)) + 2))
    for number, row in enumerate(sheet.rows, start=first + 1):
        for column, value in enumerate(row):
            _cell(page, number, column, value, day)
    page.freeze_panes(first + 1, 1)
    if sheet.rows:
        page.autofilter(first, 0, first + len(sheet.rows), len(sheet.columns) - 1)


def _cell(page: Worksheet, row: int, column: int, value: Cell, day: Format) -> None:
    match value:
        case None:
            page.write_blank(row, column, None)
        case bool():
            page.write_boolean(row, column, value)
        case int() | float():
            page.write_number(row, column, value)
        case date():
            page.write_datetime(row, column, value, day)
        case str():
            page.write_string(row, column, value)


def _spelled(value: Cell) -> str:
    return "" if value is None else str(value)
