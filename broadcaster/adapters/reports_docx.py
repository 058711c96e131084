"""Documents as DOCX in the layout of Nghị định 30/2020/NĐ-CP, for the office to go on editing.

The same document gives the same bytes: the file tells the moment at which the document was made, not that of writing.
"""

import io
import zipfile
from collections.abc import Iterable

import docx
from docx.document import Document as DocxFile
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run

from broadcaster.domain import letter
from broadcaster.domain.document import Block, Document, Grid, Heading, Paragraph

FONT = "Times New Roman"
CELL_EDGES_MM = 3.8
"""What a word processor leaves free at the left and right of a cell's words, together."""
MOTTO_MM = 56
"""How long the motto is, in bold letters of 13 points: the line below it is as long."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The oldest moment that a zip archive can hold: every part of the file says so."""


def write_docx(document: Document) -> bytes:
    """Return the file."""
    file = docx.Document()
    _page(file)
    _letterhead(file, document)
    _titles(file, document)
    for block in document.blocks:
        _block(file, block)
    _closing(file, document)
    _block(file, Paragraph(document.colophon, is_note=True))
    if document.appendix:
        file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    for block in document.appendix:
        _block(file, block)
    properties = file.core_properties
    properties.title, properties.author = f"{document.kind} {document.subject}", document.letterhead.issuer
    properties.created = properties.modified = document.made_at.replace(tzinfo=None, microsecond=0)
    properties.last_modified_by, properties.language, properties.revision = "", "vi-VN", 1
    return _settled(file)


def _page(file: DocxFile) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(letter.LEFT_MM), Mm(letter.RIGHT_MM)
    section.top_margin, section.bottom_margin = Mm(letter.TOP_MM), Mm(letter.BOTTOM_MM)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True  # the first page bears no number
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_number(number.add_run())
    style = file.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = Pt(0)


def _page_number(run: Run) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)  # noqa: SLF001  # python-docx has no fields of its own


def _letterhead(file: DocxFile, document: Document) -> None:
    head = document.letterhead
    table = _bare_table(file, (letter.ISSUER_MM / letter.TEXT_MM, letter.NATION_MM / letter.TEXT_MM))
    left, right = table.rows[0].cells
    _line(left, head.authority.upper(), 13)
    _line(left, head.issuer.upper(), 13, bold=True)
    _rule(left.add_paragraph(), letter.ISSUER_MM - CELL_EDGES_MM, letter.ISSUER_RULE_MM)
    _line(right, letter.NATION, 12, bold=True)
    _line(right, letter.MOTTO, 13, bold=True)
    _rule(right.add_paragraph(), letter.NATION_MM - CELL_EDGES_MM, MOTTO_MM)
    number, day = _added(table).cells
    _line(number, f"Số: {head.number}", 13)
    _line(day, letter.place_and_day(head), 13, italic=True)


def _titles(file: DocxFile, document: Document) -> None:
    for text, space in ((document.kind.upper(), 18), (document.subject, 0)):
        paragraph = file.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_before = Pt(space)
        paragraph.add_run(text).bold = True
    _rule(file.add_paragraph(), letter.TEXT_MM, letter.SUBJECT_RULE_MM)


def _block(file: DocxFile, block: Block) -> None:
    match block:
        case Heading():
            paragraph = file.add_paragraph()
            paragraph.paragraph_format.space_before = Pt(6)
            paragraph.paragraph_format.first_line_indent = Mm(10)
            paragraph.paragraph_format.keep_with_next = True
            run = paragraph.add_run(block.text)
            run.bold, run.italic = block.level < 3, block.level == 3
            _outline(paragraph, block.level)
        case Paragraph():
            paragraph = file.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            paragraph.paragraph_format.space_before = Pt(6)
            paragraph.paragraph_format.first_line_indent = Mm(0 if block.is_note else 10)
            run = paragraph.add_run(f"- {block.text}" if block.is_item else block.text)
            run.font.size, run.italic = Pt(10 if block.is_note else 14), block.is_note
        case Grid():
            _grid(file, block)


def _outline(paragraph: DocxParagraph, level: int) -> None:
    """Let word processors and screen readers find the heading, without Word's blue heading styles."""
    part = OxmlElement("w:outlineLvl")
    part.set(qn("w:val"), str(level - 1))
    paragraph._p.get_or_add_pPr().append(part)  # noqa: SLF001  # as above


def _grid(file: DocxFile, grid: Grid) -> None:
    if grid.caption and grid.rows:
        caption = file.add_paragraph()
        caption.paragraph_format.space_before = Pt(6)
        caption.paragraph_format.keep_with_next = True
        run = caption.add_run(grid.caption)
        run.italic, run.font.size = True, Pt(12)
    if not grid.rows:
        _block(file, Paragraph(grid.empty))
        return
    table = file.add_table(rows=1, cols=len(grid.columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    whole = sum(column.share for column in grid.columns)
    widths = [Mm(letter.TEXT_MM * column.share / whole) for column in grid.columns]
    for part, width in zip(table.columns, widths, strict=True):
        part.width = width
    _row(table, 0, [column.title for column in grid.columns], grid, widths, is_head=True)
    for number, row in enumerate(grid.rows, start=1):
        _added(table)
        _row(table, number, row, grid, widths, is_head=False)


def _row(
    table: Table, number: int, texts: Iterable[str], grid: Grid, widths: list[Mm], *, is_head: bool
) -> None:
    row = table.rows[number]
    for cell, text, column, width in zip(row.cells, texts, grid.columns, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
        run = paragraph.add_run(text)
        run.bold, run.font.size = is_head, Pt(11)
        if is_head:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif column.is_figure:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001  # as above
    for name in ("w:cantSplit", *(("w:tblHeader",) if is_head else ())):
        properties.append(OxmlElement(name))


def _closing(file: DocxFile, document: Document) -> None:
    """Recipients at the left, signature at the right, on one page together, and never without words before them."""
    last, blank = file.paragraphs[-1], file.add_paragraph()
    last.paragraph_format.keep_with_next = blank.paragraph_format.keep_with_next = True
    row = _bare_table(file, (0.5, 0.5)).rows[0]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  # as above
    left, right = row.cells
    _line(left, letter.RECIPIENTS, 12, bold=True, italic=True, is_left=True)
    for recipient in document.recipients:
        _line(left, f"- {recipient}", 11, is_left=True)
    for line in document.signature.capacity:
        _line(right, line.upper(), 14, bold=True)
    for _ in range(4):
        _line(right, "", 14)
    _line(right, document.signature.name, 14, bold=True)


def _added(table: Table) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx carries types but for a few
    return row


def _bare_table(file: DocxFile, shares: tuple[float, ...]) -> Table:
    table: Table = file.add_table(rows=1, cols=len(shares))
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(letter.TEXT_MM * share)
        for cell in column.cells:
            cell.width = column.width
    return table


def _line(
    cell: _Cell, text: str, size: int, *, bold: bool = False, italic: bool = False, is_left: bool = False
) -> None:
    """Add a line to a cell; a cell is born with an empty one, which is used first."""
    is_fresh = len(cell.paragraphs) == 1 and not cell.paragraphs[0].runs
    paragraph = cell.paragraphs[0] if is_fresh else cell.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if is_left else WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _rule(paragraph: DocxParagraph, width_mm: float, length_mm: float) -> None:
    """Draw a short line in the middle of so much width: the upper edge of a paragraph without words."""
    edges, line = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    edges.append(line)
    paragraph._p.get_or_add_pPr().append(edges)  # noqa: SLF001  # as above
    look = paragraph.paragraph_format
    look.left_indent = look.right_indent = Mm((width_mm - length_mm) / 2)
    look.line_spacing = Pt(6)


def _settled(file: DocxFile) -> bytes:
    """Return the file with every part dated alike, so that the same document is the same bytes."""
    raw, settled = io.BytesIO(), io.BytesIO()
    file.save(raw)
    with zipfile.ZipFile(raw) as parts, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            archive.writestr(
                zipfile.ZipInfo(name, _EPOCH), parts.read(name), compress_type=zipfile.ZIP_DEFLATED
            )
    return settled.getvalue()
