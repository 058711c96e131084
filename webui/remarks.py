"""The sentences in which editor and approver are told what is hard to follow, and what is somebody's own affair."""

from collections import defaultdict

from broadcaster.domain.plain_words import Hard, Remark, hard_places
from broadcaster.domain.private_words import PrivateKind, private_places
from broadcaster.services.ports import Reading
from webui.language import later

_HARD: dict[Remark, str] = {
    Remark.LONG_SENTENCE: later("Câu dài, người nghe khó theo; nên tách ra: “%(what)s”"),
    Remark.LONG_FIGURE: later("Số dài, nghe một lần không nhớ; nên làm tròn: %(what)s"),
    Remark.LETTERS: later("Chữ tắt đọc từng chữ cái; nên viết đủ: %(what)s"),
}
_PRIVATE: dict[PrivateKind, str] = {
    PrivateKind.TELEPHONE: later("Số điện thoại %(what)s: chỉ đọc số cơ quan, hoặc khi chủ số đã đồng ý."),
    PrivateKind.IDENTITY: later("Giống số căn cước: %(what)s. Không đọc số giấy tờ của ai trên loa."),
    PrivateKind.DEBT: later("Nợ nần của người có tên: %(what)s. Không nêu tên trên loa."),
    PrivateKind.ILLNESS: later(
        "Bệnh của người có tên: %(what)s. Sức khỏe là dữ liệu riêng, không nêu trên loa."
    ),
}


def hints(reading: Reading) -> tuple[str, ...]:
    """Say what is hard to follow."""
    spelled = [mark.written for mark in reading.marks if mark.rule == "spelled"]
    return tuple(map(_hint, hard_places(reading.source, reading.text, spelled)))


def warnings(text: str) -> tuple[str, ...]:
    """Say what looks like somebody's own affair: one sentence a kind, which names every place."""
    found: defaultdict[PrivateKind, list[str]] = defaultdict(list)
    for place in private_places(text):
        found[place.kind].append(place.excerpt)
    return tuple(
        str(_PRIVATE[kind]) % {"what": ", ".join(dict.fromkeys(excerpts))} for kind, excerpts in found.items()
    )


def _hint(hard: Hard) -> str:
    return str(_HARD[hard.remark]) % {"what": hard.excerpt}
