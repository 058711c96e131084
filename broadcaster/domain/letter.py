"""Words that every administrative document bears (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

from broadcaster.domain.document import Letterhead

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS = "Nơi nhận:"


def place_and_day(head: Letterhead) -> str:
    """Return place and day as the decree spells them: days below 10 and January, February with a zero before."""
    day, month = head.day.day, head.day.month
    said_month = f"{month:02}" if month < 3 else str(month)
    return f"{head.place}, ngày {day:02} tháng {said_month} năm {head.day.year}"
