"""Words that every administrative document bears (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

from broadcaster.domain.document import Letterhead

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS = "Nơi nhận:"
LEFT_MM, RIGHT_MM, TOP_MM, BOTTOM_MM = 30, 15, 20, 20
"""The margins of a sheet of A4."""
TEXT_MM = 210 - LEFT_MM - RIGHT_MM
ISSUER_MM, NATION_MM = 0.4 * TEXT_MM, 0.6 * TEXT_MM
"""How wide the two columns of the head are: who writes, and the name of the nation."""
ISSUER_RULE_MM, SUBJECT_RULE_MM = 22, 45
"""The lines below the issuer's name and the subject: a third to a half as long as the words usually are."""


def place_and_day(head: Letterhead) -> str:
    """Return place and day as the decree spells them: days below 10 and January, February with a zero before."""
    day, month = head.day.day, head.day.month
    said_month = f"{month:02}" if month < 3 else str(month)
    return f"{head.place}, ngày {day:02} tháng {said_month} năm {head.day.year}"
