"""Remarks on what is hard to follow, and warnings of what is somebody's own affair."""

import pytest

from broadcaster.domain.plain_words import Hard, Remark, blanks, hard_places
from broadcaster.domain.private_words import PrivateKind, private_places


def figures(text: str) -> list[str]:
    return [hard.excerpt for hard in hard_places(text, "", ()) if hard.remark is Remark.LONG_FIGURE]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Toàn xã có 12.345 hộ.", ["12.345"]),
        ("Thu được 1237500 đồng", ["1237500"]),
        ("Thu được 1.237.500 đồng.", ["1.237.500"]),
        ("Mức thu 1.500.000 đồng, năm 2026, 350.000đ", []),
        ("Gọi 0912345678 hoặc 19001234", []),
        ("Kế hoạch 12345/KH-UBND", []),
        ("Gọi 096.111.22.33, tài khoản 2601 0000 123456, hóa đơn 0000127", []),
    ],
)
def test_figures_longer_than_an_ear_keeps(text: str, found: list[str]) -> None:
    assert figures(text) == found


def test_long_sentences_are_shown_by_their_beginning() -> None:
    spoken = "Mời họp. " + "bà con nghe tiếp " * 15 + "."
    (hard,) = hard_places("", spoken, ())
    assert hard.remark is Remark.LONG_SENTENCE
    assert hard.excerpt.startswith("bà con nghe")
    assert hard_places("", "ngắn. " * 100, ()) == ()


def test_letters_that_nobody_explained_come_once() -> None:
    assert hard_places("", "", ["XQT", "XQT"]) == (Hard(Remark.LETTERS, "XQT"),)


def test_blanks_of_a_template() -> None:
    assert blanks("Họp lúc [giờ] tại [nơi họp].") == ("[giờ]", "[nơi họp]")
    assert blanks("Họp lúc 7h30.") == ()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Liên hệ 0912.345.678", ["TELEPHONE"]),
        ("Liên hệ 0912 345 678 hoặc +84 912 345 678.", ["TELEPHONE", "TELEPHONE"]),
        ("Trạm Y tế: 0210 3888 999", ["TELEPHONE"]),
        ("Gọi 114, 1900 1234", []),
        ("Số căn cước 026099001234", ["IDENTITY"]),
        ("CMND số 135 246 789 bị rơi", ["IDENTITY"]),
        ("Thu 135246789 đồng", []),
        ("Hộ ông Nguyễn Văn An còn nợ tiền nước.", ["DEBT"]),
        ("Mời các hộ chưa nộp quỹ đến nhà văn hóa.", []),
        ("Bà Trần Thị Bình bị bệnh lao, đang chữa.", ["ILLNESS"]),
        ("Phòng bệnh lao cho người già. Ông Lê Văn Ba chủ trì họp.", []),
        ("Từ ngày 01/10/2026 đến 31/12/2026", []),
        ("Quyết định 280/KH-UBND, 1.500.000.000 đồng", []),
    ],
)
def test_what_is_somebodys_own_affair(text: str, kinds: list[str]) -> None:
    assert [place.kind for place in private_places(text)] == [PrivateKind[kind] for kind in kinds]
