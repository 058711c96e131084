"""Documents as PDF in the layout of Nghị định 30/2020/NĐ-CP, with the fonts inside: it prints alike everywhere.

Tinos has the measures of Times New Roman, which the decree asks for and which may not be handed on. The same
document gives the same bytes.
"""

import re
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos
from fpdf.fonts import FontFace

from broadcaster.domain import letter
from broadcaster.domain.document import Block, Document, Grid, Heading, Paragraph

_FONTS = Path(__file__).parent / "fonts"
_STYLES = {"": "Regular", "B": "Bold", "I": "Italic", "BI": "BoldItalic"}
CELL_EDGES_MM = 3.0
"""What a cell leaves free at the left and right of its words, together."""
LINE_MM = 6.4
"""A line of 14 points, single spaced."""
INDENT_MM = 10


class _Pages(FPDF):
    """A4 with the page's number at the top from the second page on."""

    def header(self) -> None:
        """Write the number where the decree wants it."""
        if self.page_no() > 1:
            self.set_y(letter.TOP_MM / 2)
            self.set_font("Tinos", "", 13)
            self.cell(0, 6, str(self.page_no()), align=Align.C)
            self.set_y(letter.TOP_MM)


def write_pdf(document: Document) -> bytes:
    """Return the file."""
    pdf = _Pages(unit="mm", format="A4")
    pdf.set_margins(letter.LEFT_MM, letter.TOP_MM, letter.RIGHT_MM)
    pdf.set_auto_page_break(auto=True, margin=letter.BOTTOM_MM)
    for style, name in _STYLES.items():
        pdf.add_font("Tinos", style, _FONTS / f"Tinos-{name}.ttf")
    pdf.set_title(f"{document.kind} {document.subject}")
    pdf.set_author(document.letterhead.issuer)
    pdf.set_lang("vi-VN")
    pdf.set_creation_date(document.made_at)
    pdf.add_page()
    _letterhead(pdf, document)
    _titles(pdf, document)
    for block in document.blocks:
        _block(pdf, block)
    _closing(pdf, document)
    _block(pdf, Paragraph(document.colophon, is_note=True))
    if document.appendix:
        pdf.add_page()
    for block in document.appendix:
        _block(pdf, block)
    return bytes(pdf.output())


def _letterhead(pdf: FPDF, document: Document) -> None:
    head, top = document.letterhead, pdf.get_y()
    left_mm, right_mm = letter.ISSUER_MM, letter.NATION_MM
    for text, style in ((head.authority.upper(), ""), (head.issuer.upper(), "B")):
        _centred(pdf, text, 13, style, letter.LEFT_MM, left_mm)
    _rule(pdf, letter.LEFT_MM, left_mm, letter.ISSUER_RULE_MM)
    left_end = pdf.get_y()
    pdf.set_y(top)
    _centred(pdf, letter.NATION, 12, "B", letter.LEFT_MM + left_mm, right_mm)
    _centred(pdf, letter.MOTTO, 13, "B", letter.LEFT_MM + left_mm, right_mm)
    pdf.set_font("Tinos", "B", 13)
    _rule(pdf, letter.LEFT_MM + left_mm, right_mm, pdf.get_string_width(letter.MOTTO))
    below = max(left_end, pdf.get_y()) + 2
    pdf.set_y(below)
    _centred(pdf, f"Số: {head.number}", 13, "", letter.LEFT_MM, left_mm)
    pdf.set_y(below)
    _centred(pdf, letter.place_and_day(head), 13, "I", letter.LEFT_MM + left_mm, right_mm)


def _titles(pdf: FPDF, document: Document) -> None:
    pdf.ln(7)
    _centred(pdf, document.kind.upper(), 14, "B", letter.LEFT_MM, letter.TEXT_MM)
    _centred(pdf, document.subject, 14, "B", letter.LEFT_MM, letter.TEXT_MM)
    _rule(pdf, letter.LEFT_MM, letter.TEXT_MM, letter.SUBJECT_RULE_MM)
    pdf.ln(3)


def _block(pdf: FPDF, block: Block) -> None:
    match block:
        case Heading():
            if pdf.will_page_break(7.5 * LINE_MM):  # a heading stays with the table below it
                pdf.add_page()
            _words(pdf, block.text, 14, "B" if block.level < 3 else "I", indent_mm=INDENT_MM)
        case Paragraph(is_note=True):
            _words(pdf, block.text, 10, "I", indent_mm=0)
        case Paragraph():
            _words(pdf, f"- {block.text}" if block.is_item else block.text, 14, "", indent_mm=INDENT_MM)
        case Grid():
            _grid(pdf, block)


def _words(pdf: FPDF, text: str, size: int, style: str, *, indent_mm: float) -> None:
    """Write a paragraph; what is bold is a heading and not justified."""
    pdf.set_font("Tinos", style, size)
    pdf.ln(2)
    align = Align.L if "B" in style else Align.J
    with (
        pdf.text_columns(text_align=align) as column,
        column.paragraph(first_line_indent=indent_mm, line_height=1.3) as paragraph,
    ):
        paragraph.write(text)


def _grid(pdf: FPDF, grid: Grid) -> None:
    if not grid.rows:
        _words(pdf, grid.empty, 14, "", indent_mm=INDENT_MM)
        return
    pdf.ln(2)
    if grid.caption:
        if pdf.will_page_break(6 * LINE_MM):
            pdf.add_page()
        pdf.set_font("Tinos", "I", 12)
        pdf.multi_cell(0, 5.5, grid.caption, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font("Tinos", "", 11)
    with pdf.table(
        align="LEFT",
        col_widths=tuple(column.share for column in grid.columns),
        text_align=tuple("RIGHT" if column.is_figure else "LEFT" for column in grid.columns),
        headings_style=FontFace(emphasis="BOLD"),
        line_height=5,
        padding=(0.6, 1.2),
    ) as table:
        heading = table.row()
        for column in grid.columns:
            heading.cell(column.title, align="CENTER")
        whole = sum(column.share for column in grid.columns)
        widths_mm = [letter.TEXT_MM * column.share / whole - CELL_EDGES_MM for column in grid.columns]
        for texts in grid.rows:
            row = table.row()
            for text, width_mm in zip(texts, widths_mm, strict=True):
                row.cell(" ".join(_broken(pdf, word, width_mm) for word in text.split(" ")))


def _broken(pdf: FPDF, word: str, width_mm: float) -> str:
    """Break a word that its cell cannot hold after hyphens and strokes; fpdf2 would break it between any letters."""
    lines = [""]
    for part in re.findall(r"[^-/]+[-/]?|[-/]", word):
        if lines[-1] and pdf.get_string_width(lines[-1] + part) > width_mm:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def _closing(pdf: FPDF, document: Document) -> None:
    """Recipients at the left, signature at the right, never parted by the end of a page."""
    height = 12 + max(5.5 * (len(document.recipients) + 1), LINE_MM * (len(document.signature.capacity) + 5))
    if pdf.will_page_break(height):
        pdf.add_page()
    pdf.ln(6)
    top, half = pdf.get_y(), letter.TEXT_MM / 2
    pdf.set_font("Tinos", "BI", 12)
    pdf.multi_cell(half, 5.5, letter.RECIPIENTS, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font("Tinos", "", 11)
    for recipient in document.recipients:
        pdf.multi_cell(half, 5, f"- {recipient}", align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    left_end = pdf.get_y()
    pdf.set_y(top)
    for line in document.signature.capacity:
        _centred(pdf, line.upper(), 14, "B", letter.LEFT_MM + half, half)
    pdf.ln(4 * LINE_MM)
    _centred(pdf, document.signature.name, 14, "B", letter.LEFT_MM + half, half)
    pdf.set_y(max(left_end, pdf.get_y()) + 4)


def _centred(pdf: FPDF, text: str, size: int, style: str, x_mm: float, width_mm: float) -> None:
    pdf.set_font("Tinos", style, size)
    pdf.set_x(x_mm)
    pdf.multi_cell(width_mm, size * 0.43, text, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _rule(pdf: FPDF, x_mm: float, width_mm: float, length_mm: float) -> None:
    """Draw a short line in the middle below what was written."""
    at, start = pdf.get_y() + 0.8, x_mm + (width_mm - length_mm) / 2
    pdf.set_line_width(0.25)
    pdf.line(start, at, start + length_mm, at)
    pdf.set_y(at + 1)
