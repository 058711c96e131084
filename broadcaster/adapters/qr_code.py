"""QR codes (ISO/IEC 18004) as one path of a drawing: sharp at every size on paper, and no inline style."""

from dataclasses import dataclass

import segno

QUIET = 4
"""Modules of white that a reader needs around a code."""


@dataclass(frozen=True)
class QrCode:
    """A code to draw: a square of `size` modules, quiet zone included, and the dark ones as an SVG path."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """Encode a text; a quarter of the code may be scratched or dirty, as on a pole it will be (level Q)."""
    rows = segno.make_qr(text, error="q", boost_error=False).matrix
    return QrCode(len(rows) + 2 * QUIET, "".join(_runs(rows)))


def _runs(rows: tuple[bytearray, ...]) -> list[str]:
    """Return one stroke for each run of dark modules in a row."""
    strokes = []
    for y, row in enumerate(rows, QUIET):
        x = 0
        while x < len(row):
            width = 0
            while x + width < len(row) and row[x + width]:
                width += 1
            if width:
                strokes.append(f"M{x + QUIET} {y}h{width}v1h-{width}z")
            x += max(width, 1)
    return strokes
