"""The words of *Độ tiếp cận*: verdicts, flags, advice, and ranges as people read them."""

from broadcaster.reach.advice import Advice, Step
from broadcaster.reach.claim import Verdict
from broadcaster.reach.figures import Band, Interval
from broadcaster.reach.ledger import Daypart, Status
from broadcaster.reach.quality import FEW_INTERVIEWS
from webui.figures import number
from webui.language import later
from webui.words import Face

VERDICTS: dict[Verdict, Face] = {
    Verdict.REACHED: Face(later("Đủ căn cứ công bố “80 % người dân được tiếp cận”"), "check", "done"),
    Verdict.NOT_REACHED: Face(
        later("Chưa đạt “80 % người dân được tiếp cận”, không được công bố"), "cross", "look"
    ),
    Verdict.NOT_PROVEN: Face(later("Chưa đủ căn cứ công bố “80 % người dân được tiếp cận”"), "cross", "look"),
}

SHORT_VERDICTS: dict[Verdict, str] = {
    Verdict.REACHED: later("đạt"),
    Verdict.NOT_REACHED: later("chưa đạt"),
    Verdict.NOT_PROVEN: later("chưa đủ bằng chứng"),
}

FLAGS: dict[str, str] = {
    "DQ1": later("Quá nhiều lượt phát chưa có xác nhận (trên 10 %, hoặc làm lệch quá 5 điểm)"),
    "DQ2": later("Đồng hồ của loa lệch quá 120 giây, hoặc báo cáo trùng, sai giờ"),
    "DQ3": later("Chưa đo mức âm thực tế ở xã này, hoặc không rõ âm lượng đã phát"),
    "DQ4": later("Có cụm loa chưa rõ vị trí hoặc hướng"),
    "DQ5": later("Có thôn chưa biết từng hộ ở đâu: rải đều trong ranh giới, hoặc theo số thôn khai"),
    "DQ6": later("Chưa khảo sát trong 12 tháng qua"),
    "DQ7": later("Có thôn hỏi dưới 30 người: chỉ nói khoảng chục"),
    "DQ8": later("Trên 15 % nhận đã nghe tin không hề phát"),
    "DQ9": later("Các thôn chưa hỏi ai chiếm hơn 10 % nhân khẩu"),
    "DQ10": later("Người vận hành loa tự đi hỏi"),
    "DQ11": later("Hơn 20 % nhân khẩu ở nơi hai loa dội tiếng vào nhau"),
    "DQ12": later("Khảo sát và mô hình không khớp nhau"),
}

STATUSES: dict[Status, Face] = {
    Status.CONFIRMED: Face(later("Đã phát, loa xác nhận"), "check", "done"),
    Status.PARTIAL: Face(later("Phát dưới 80 % thời lượng"), "half", "partial"),
    Status.UNCONFIRMED: Face(later("Chưa có xác nhận"), "ask", "unknown"),
    Status.FAILED: Face(later("Chưa phát được"), "cross", "missed"),
    Status.MANUAL: Face(later("Ghi tay"), "edit", "planned"),
}

DAYPARTS: dict[Daypart, str] = {
    Daypart.MORNING: later("Sáng 5–7 giờ"),
    Daypart.MIDDAY: later("Trưa 11–13 giờ"),
    Daypart.AFTERNOON: later("Chiều 16 giờ 30–18 giờ 30"),
    Daypart.EVENING: later("Tối 18 giờ 30–22 giờ"),
    Daypart.OTHER: later("Giờ khác"),
}


def share_range(low: float, high: float) -> str:
    """Write a range of shares in whole per cent: "36–70 %", or one figure where both ends round alike."""
    ends = number(round(100 * low)), number(round(100 * high))
    return f"{ends[0]} %" if ends[0] == ends[1] else f"{ends[0]}–{ends[1]} %"


def span_of(found: Band | Interval) -> str:
    """Write a band or an interval."""
    return share_range(found.low, found.high)


def few_range(found: Interval, asked: int) -> str:
    """Write what a hamlet's interviews say: whole per cent from thirty on, a band of tens below."""
    return span_of(found if asked >= FEW_INTERVIEWS else found.in_tens)


ADVICE: dict[Step, str] = {
    Step.DECLARE: later("Khai số hộ nghe rõ của từng cụm loa; chưa khai thì chưa tính được người nào."),
    Step.SCHEDULE: later("Thôn này chưa được phát chủ đề này. Xếp vào chương trình."),
    Step.REPAIR: later("Sửa cụm %(speaker)s: %(plays)s lượt chưa phát được hoặc chưa báo về."),
    Step.EXTEND: later("Phát thêm không giúp: thêm hoặc xoay loa, dùng thêm Zalo, họp thôn."),
    Step.REPEAT: later("Theo mô hình, phát thêm khoảng %(plays)s lượt thì đạt 80 %%."),
    Step.SURVEY: later("Hỏi %(plays)s người ở thôn này."),
    Step.KEEP: later("Giữ như hiện nay."),
}


def advice(step: Advice) -> str:
    """Say what to do next."""
    return str(ADVICE[step.step]) % {"speaker": step.speaker, "plays": number(step.plays)}
