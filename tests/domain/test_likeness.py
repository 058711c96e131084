"""Two texts that ask for the same thing are found, whoever typed them and how."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.likeness import ALIKE, likeness, twins

MEETING = "Mời bà con họp thôn lúc 19h30 tối thứ Bảy tại nhà văn hóa để bàn làm đường."
VACCINE = "Trạm Y tế xã tiêm vắc-xin cho trẻ dưới 5 tuổi sáng thứ Năm tại trạm."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (MEETING, "Kính mời bà con đến họp thôn lúc 19h30 tối thứ Bảy ở nhà văn hóa bàn việc làm đường."),
        (MEETING, "Moi ba con hop thon luc 19h30 toi thu bay tai nha van hoa de ban lam duong"),
        (VACCINE, "Sáng thứ Năm Trạm Y tế tiêm vắc-xin cho trẻ em dưới 5 tuổi tại Trạm Y tế xã."),
    ],
)
def test_a_rewording_is_alike(one: str, other: str) -> None:
    assert likeness(one, other) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (MEETING, "Nhà trường họp phụ huynh lúc 8 giờ sáng Chủ nhật tại hội trường."),
        (VACCINE, "Trạm thú y tiêm phòng trâu, bò sáng thứ Bảy."),
        (
            "Công an xã thông báo thu nhận căn cước lưu động tại nhà văn hóa thôn Ao Sen.",
            "Công an xã thông báo cảnh giác lừa đảo qua điện thoại.",
        ),
    ],
)
def test_another_matter_is_not(one: str, other: str) -> None:
    assert likeness(one, other) < 0.3


texts = st.text("aăâ bcdđ.", max_size=30)


@given(texts, texts)
def test_likeness_is_the_same_both_ways_and_full_only_with_oneself(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) in {0.0, 1.0}


@given(st.dictionaries(st.sampled_from("abcdef"), texts), st.dictionaries(st.sampled_from("defghi"), texts))
def test_the_twin_is_the_likest_of_all(asked: dict[str, str], known: dict[str, str]) -> None:
    found = twins(asked, known, least=0.1)
    for key, text in asked.items():
        best = max((likeness(text, other) for name, other in known.items() if name != key), default=0.0)
        if best >= 0.1:
            assert found[key].likeness == pytest.approx(best)
            assert found[key].key != key
        else:
            assert key not in found
