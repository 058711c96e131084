"""How fast official text becomes spoken form, in megabytes of UTF-8 a second on one core.

The yardstick is one pass of a compiled pattern over the same text that finds its numbers and capitals: what the
interpreter could do at best. The goal is in absolute terms: 1 MB/s.
"""

import re
import statistics
import time
from collections.abc import Callable

from audio_library.spoken import read

_GOAL_MB_PER_S = 1.0
_SIZE = 1_000_000
_TOKENS = re.compile(r"\d[\d.,/:-]*|[A-ZĐ][A-ZĐ&/-]+")
_BULLETIN = """\
ỦY BAN NHÂN DÂN XÃ
Số: 45/TB-UBND
THÔNG BÁO
Về việc tổ chức tiêm phòng dại cho đàn chó, mèo năm 2026

Căn cứ Kế hoạch số 112/KH-UBND ngày 12/3/2026 của UBND tỉnh về phòng, chống bệnh dại trên động vật, UBND xã thông báo
tới toàn thể nhân dân lịch tiêm phòng như sau:
1. Thời gian: từ 7h30 đến 11h00 các ngày 15, 16 và 17/4/2026.
2. Địa điểm: nhà văn hóa các thôn. Các hộ gia đình có chó, mèo từ 2 tháng tuổi trở lên có trách nhiệm đưa vật nuôi đến
điểm tiêm, có rọ mõm và dây xích bảo đảm an toàn cho người và vật nuôi xung quanh.
3. Kinh phí: ngân sách hỗ trợ 100% tiền vắc xin; các hộ nộp tiền công 10.000 đồng/con theo quy định.
Sau thời gian trên, hộ nào không chấp hành sẽ bị xử phạt từ 1.000.000 đồng đến 2.000.000 đồng theo quy định.
Đề nghị các đồng chí trưởng thôn thông báo rộng rãi trên hệ thống loa truyền thanh để nhân dân biết và thực hiện.
Mọi thắc mắc xin liên hệ Trạm Y tế xã hoặc bộ phận thú y, trong giờ hành chính các ngày làm việc trong tuần.
"""


def run(rounds: int = 3) -> dict[str, object]:
    """Read a megabyte of bulletins, ours and the yardstick in turn."""
    return measure("spoken form", _BULLETIN * (_SIZE // len(_BULLETIN.encode()) + 1), rounds)


def measure(name: str, text: str, rounds: int) -> dict[str, object]:
    """Read one text, ours and the yardstick in turn."""
    megabytes = len(text.encode()) / 1e6
    read(text[:2000])
    ours, theirs = [], []
    for _ in range(max(rounds, 3)):
        ours.append(_seconds(lambda: read(text)))
        theirs.append(_seconds(lambda: sum(1 for _ in _TOKENS.finditer(text))))
    rate = megabytes / statistics.median(ours)
    return {
        "name": name,
        "ratio": round(rate, 2),
        "goal": _GOAL_MB_PER_S,
        "higher_is_better": True,
        "met": rate >= _GOAL_MB_PER_S,
        "details": {
            "unit": "MB of text a second of one core",
            "marks per kB": round(len(read(text).marks) / megabytes / 1000, 1),
            "times the bare pattern": round(
                statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 1
            ),
        },
    }


def _seconds(work: Callable[[], object]) -> float:
    """Seconds of this process's own time, so that neighbours on the machine do not count."""
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    print(run())
