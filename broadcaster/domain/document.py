"""An administrative document (*văn bản hành chính*) and a workbook, before anybody chooses a file format.

The parts are those of Nghị định 30/2020/NĐ-CP, Phụ lục I: who issues it, number and sign, place and day, title, text,
recipients and signature. Whoever writes the file knows margins and fonts; whoever makes the words knows neither.
"""

from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | bool | date | None


@dataclass(frozen=True)
class Heading:
    """A numbered or named heading within the text; `level` 1 to 3."""

    text: str
    level: int = 1

    def __post_init__(self) -> None:
        if self.level not in {1, 2, 3}:
            raise ValueError(f"a heading's level is 1 to 3, not {self.level}")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; `is_item` stands in a list, `is_note` is small print."""

    text: str
    is_item: bool = False
    is_note: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a grid: `share` of the width beside the others'; figures stand at the right."""

    title: str
    share: float = 1.0
    is_figure: bool = False


@dataclass(frozen=True)
class Grid:
    """A table: its rows have a cell, already spelled, for every column. An empty one says `empty` instead."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    empty: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"{self.caption}: every row has a cell for each of {len(self.columns)} columns")


Block = Heading | Paragraph | Grid


@dataclass(frozen=True)
class Letterhead:
    """Who issues it (`authority` above, `issuer` below), its number and sign, its place and day."""

    authority: str
    issuer: str
    number: str
    place: str
    day: date


@dataclass(frozen=True)
class Signature:
    """Who signs: the capacity in which (*quyền hạn, chức vụ*), and the name below the room for the hand."""

    capacity: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Document:
    """One document: `kind` is its name (BÁO CÁO), `subject` what it is about, `colophon` from which data it comes.

    Recipients and signature stand below `blocks`; the `appendix` begins a page of its own.
    """

    letterhead: Letterhead
    kind: str
    subject: str
    blocks: tuple[Block, ...]
    recipients: tuple[str, ...]
    signature: Signature
    colophon: str
    made_at: datetime
    appendix: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: a title, column titles, and rows of plain values."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.name) <= 31:
            raise ValueError(f"a sheet's name has 1 to 31 characters: {self.name!r}")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"{self.name}: every row has a cell for each of {len(self.columns)} columns")


@dataclass(frozen=True)
class Workbook:
    """Sheets in order; `made_at` is written into the file instead of the moment of writing it."""

    title: str
    sheets: tuple[Sheet, ...]
    made_at: datetime
