"""Units of measure and money as they are written behind numbers."""

from audio_library.spoken.dictionary import rows
from audio_library.spoken.tries import pattern_of

UNITS = {row[0]: row[1] for row in rows("units.tsv")}
UNIT = pattern_of(UNITS)
MONEY = frozenset({"đồng", "nghìn đồng", "ngàn đồng", "triệu đồng", "đô-la Mỹ", "ơ-rô", "bảng Anh"})
_AFTER_STROKE = {
    "b": "bao",
    "c": "con",
    "h": "giờ",
    "v": "viên",
    "s": "giây",
    "p": "phút",
    "ph": "phút",
    "ng": "người",
    "hs": "học sinh",
    "th": "tháng",
    "k": "ki-lô",
}
PER_SHORT = "|".join(written for written in _AFTER_STROKE if written not in UNITS)
"""What is short for a unit only behind a stroke."""


def per_unit(written: str) -> str:
    """Say the unit after a stroke: in "km/h" the h is "giờ"."""
    return _AFTER_STROKE.get(written) or UNITS[written]
