"""Does this tell the whole village what is somebody's own affair? Warnings for editor and approver.

A loudspeaker cannot be taken back. Telephone and identity numbers, debts and illnesses of a named person are personal
data, illness a sensitive kind of it (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15). What is found may be right to say, as
an office's own number is; that is for a person to decide.
"""

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass


class PrivateKind(enum.Enum):
    """Whose affair it is."""

    TELEPHONE = "telephone"
    IDENTITY = "identity"
    DEBT = "debt"
    ILLNESS = "illness"


@dataclass(frozen=True)
class Private:
    """A place that looks like personal data."""

    kind: PrivateKind
    excerpt: str


_SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+|\n+")
_GAP = r"[ .\-]?"
_DIGIT_RUN = re.compile(rf"(?<![\w/.,-])\+?\d(?:{_GAP}\d){{8,11}}(?![\w/]|[.,]\d)")
_MOBILE = re.compile(r"(?:0|\+?84)[35789]\d{8}")
_LANDLINE = re.compile(r"0(?:2\d{9})")
_CITIZEN = re.compile(r"0\d{11}")
_OLD_CARD = re.compile(r"\d{9}")
_CARD_NAMED = re.compile(r"căn cước|CCCD|CMND|CMTND|chứng minh", re.IGNORECASE)
_UPPER = "A-ZÀ-ÝĂĐĨŨƠƯẠ-Ỹ"
_PERSON = re.compile(
    r"(?:(?i:\b(?:ông|bà|anh|chị|em|cháu|cụ|bác|cô|chú|hộ|gia đình|công dân))\s+)(?:(?:ông|bà|anh|chị)\s+)?"
    rf"[{_UPPER}]\w*(?:\s+[{_UPPER}]\w*)+"
)
_DEBT = re.compile(
    r"\b(?:còn nợ|đang nợ|nợ (?:tiền|thuế|phí|quỹ|ngân hàng|xấu|quá hạn)|chưa (?:nộp|đóng|trả)|chậm (?:nộp|đóng|trả)"
    r"|trốn (?:nợ|thuế)|quỵt|vỡ nợ)\b",
    re.IGNORECASE,
)
_ILLNESS = re.compile(
    r"\b(?:HIV|AIDS|ung thư|bệnh lao|lao phổi|tâm thần|trầm cảm|viêm gan|động kinh|nghiện|dương tính|phá thai|sảy thai"
    r"|(?:bị|mắc|nhiễm) (?:bệnh|dịch|cúm|sốt|vi rút|virus|covid)|bệnh nhân)\b",
    re.IGNORECASE,
)


def private_places(text: str) -> tuple[Private, ...]:
    """Return what looks like somebody's own affair, each once, in the order of the text."""
    found = [place for sentence in _SENTENCE_END.split(text) for place in _in_sentence(sentence)]
    return tuple(dict.fromkeys(found))


def _in_sentence(sentence: str) -> Iterator[Private]:
    for match in _DIGIT_RUN.finditer(sentence):
        kind = _number(re.sub(r"[ .\-]", "", match.group()), sentence)
        if kind is not None:
            yield Private(kind, match.group())
    person = _PERSON.search(sentence)
    if person is None:
        return
    for kind, pattern in ((PrivateKind.DEBT, _DEBT), (PrivateKind.ILLNESS, _ILLNESS)):
        if told := pattern.search(sentence):
            yield Private(kind, f"{person.group()} … {told.group()}")


def _number(digits: str, sentence: str) -> PrivateKind | None:
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return PrivateKind.TELEPHONE
    is_named = _CARD_NAMED.search(sentence) is not None
    if _CITIZEN.fullmatch(digits) or (is_named and _OLD_CARD.fullmatch(digits)):
        return PrivateKind.IDENTITY
    return None
