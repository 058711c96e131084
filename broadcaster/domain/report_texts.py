"""What a commune writes around a report's figures: letterhead, sentences, signature. The office edits it at will."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from broadcaster.domain.errors import StationError

LONGEST_TEXT = 4_000


@dataclass(frozen=True)
class ReportTexts:
    """Each field is plain text; lists (recipients, capacity, proposals) have a line for each entry."""

    authority: str
    issuer: str
    number: str
    place: str
    opening: str
    proposals: str
    recipients: str
    capacity: str
    signer: str

    def __post_init__(self) -> None:
        for field in fields(self):
            text = getattr(self, field.name)
            clean = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
            object.__setattr__(self, field.name, clean)
            if len(clean) > LONGEST_TEXT:
                raise StationError("report_text_too_long", limit=LONGEST_TEXT, length=len(clean))
        if not self.issuer:
            raise StationError("issuer_missing")

    @classmethod
    def standard(cls, commune: str) -> "ReportTexts":
        """Return texts to start from; what nobody can know stays dotted."""
        name = re.sub(r"\s*\(.*?\)", "", commune)
        return cls(
            authority=f"Ủy ban nhân dân\n{name}",
            issuer="Trung tâm dịch vụ sự nghiệp công",
            number="…/BC-TTDVSNC",
            place=re.sub(r"^(?:Xã|Phường|Đặc khu)\s+", "", name),
            opening=(
                "Thực hiện nhiệm vụ thông tin, tuyên truyền qua hệ thống loa truyền thanh của xã, "
                "đơn vị báo cáo kết quả như sau:"
            ),
            proposals="Sửa chữa các cụm loa nêu tại mục sự cố.\nTổ chức khảo sát người dân theo quý.",
            recipients="Ủy ban nhân dân xã;\nPhòng Văn hóa - Xã hội;\nLưu: VT.",
            capacity="Giám đốc",
            signer="",
        )

    @classmethod
    def from_plain(cls, plain: Mapping[str, str]) -> "ReportTexts":
        """Read what `to_plain` wrote."""
        return cls(**plain)

    def to_plain(self) -> dict[str, str]:
        """Return what JSON can hold."""
        return asdict(self)


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a list that have anything in them."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
