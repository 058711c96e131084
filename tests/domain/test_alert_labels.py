"""Parts of an alert in an office's own words: found where they are named, lost nowhere."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.alert_labels import LABELS, danger_level, parts_of, spelled

TOLD = """Lũ trên sông Thao đang lên nhanh.
- Thời gian: từ 14 giờ đến 20 giờ ngày 24/11
2. Địa điểm: ngầm tràn Bến Lội
Cấp độ rủi ro thiên tai: cấp 2
Khu vực ảnh hưởng: thôn Bến Lội,
thôn Gò Sải
Việc cần làm ngay: không qua ngầm tràn. Gọi 114: có người trực."""


def test_labelled_lines_fill_their_own_parts() -> None:
    assert parts_of(TOLD) == {
        "forecast": "Lũ trên sông Thao đang lên nhanh.",
        "time": "từ 14 giờ đến 20 giờ ngày 24/11",
        "place": "ngầm tràn Bến Lội",
        "danger": "cấp 2",
        "area": "thôn Bến Lội, thôn Gò Sải",
        "advice": "không qua ngầm tràn. Gọi 114: có người trực.",
    }


def test_plain_words_are_the_forecast_whole() -> None:
    assert parts_of("Bão số 9: gió giật mạnh.\nMưa to.") == {"forecast": "Bão số 9: gió giật mạnh. Mưa to."}
    assert parts_of("") == {}


WORDS = (
    st.text("abcdeg hiêô.,0123", min_size=1, max_size=40)
    .map(str.strip)
    .filter(bool)
    .map(lambda w: " ".join(w.split()))
)


@given(st.dictionaries(st.sampled_from(list(LABELS)), WORDS))
def test_what_is_spelled_is_read_back(parts: dict[str, str]) -> None:
    assert parts_of(spelled(parts)) == parts


@given(st.text(max_size=200).filter(lambda text: ":" not in text))
def test_no_word_without_a_label_is_lost(text: str) -> None:
    assert " ".join(parts_of(text).values()).split() == normalize("NFC", text).split()


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("cấp 2", "2"),
        ("Cấp độ III", "3"),
        ("1", "1"),
        ("cấp 1-2", "unknown"),
        ("từ 1 đến 2", "unknown"),
        ("", "unknown"),
        ("gió cấp 12", "unknown"),
        ("ngày 1", "unknown"),
        ("từ cấp 1 đến 2", "unknown"),
    ],
)
def test_a_level_is_taken_only_where_one_is_named(words: str, level: str) -> None:
    assert danger_level(words) == level
