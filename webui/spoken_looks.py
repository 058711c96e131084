"""How a changed reading is underlined, and which ones an approver should hear first."""

import re

from broadcaster.services.ports import SpokenMark
from webui.language import _

_DATE_RULES = re.compile(r"date|time|hour|day|month|year|quarter|clock", re.IGNORECASE)
_ABBREVIATION_RULES = re.compile(r"abbr|word|letter|spell|brand|acronym|latin|web|mail", re.IGNORECASE)
_PHONE_RULES = re.compile(r"phone|help", re.IGNORECASE)
_SAFETY_WORDS = re.compile(
    r"\bcấp\b|°C|\bđộ\b|\bmm\b|\bcm\b|mi-li-mét|\bgió\b|\bliều\b|\bml\b|\bmg\b", re.IGNORECASE
)
_STRENGTH_BEFORE = re.compile(r"\b(?:gió|giật|bão|mạnh|rủi ro)\b[^.;\n]*\bcấp $", re.IGNORECASE)


def look_of(mark: SpokenMark) -> str:
    """Return the mark's class in the style sheet: "ask", "date", "abbr" or "num"."""
    if mark.asks:
        return "ask"
    if _DATE_RULES.search(mark.rule):
        return "date"
    if _ABBREVIATION_RULES.search(mark.rule) and not any(sign.isdigit() for sign in mark.written):
        return "abbr"
    return "num"


def is_risky(mark: SpokenMark, before: str = "") -> bool:
    """Tell whether the approver should hear this reading first: open, assumed, for help, or about safety.

    `before` are the written words before it: "giật cấp" makes a safety number of what follows.
    """
    return mark.confidence != "sure" or bool(_PHONE_RULES.search(mark.rule) or _safety(mark, before))


def why_risky(mark: SpokenMark, before: str = "") -> str:
    """Say why this reading is put before the approver."""
    if mark.asks:
        return _("Chưa chọn cách đọc; chưa chọn thì chưa gửi duyệt được.")
    if _PHONE_RULES.search(mark.rule):
        return _("Số điện thoại đọc từng chữ số; sai một số là gọi nhầm.")
    if _safety(mark, before):
        return _("Số liên quan an toàn, luôn đưa lên đầu để nghe lại.")
    return _("Máy đoán theo ngữ cảnh; nghe lại cho chắc.")


def _safety(mark: SpokenMark, before: str) -> bool:
    return any(sign.isdigit() for sign in mark.written) and bool(
        _SAFETY_WORDS.search(f"{mark.written} {mark.spoken}") or _STRENGTH_BEFORE.search(before)
    )
