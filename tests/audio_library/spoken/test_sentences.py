"""Spoken text cut for a voice."""

import pytest

from audio_library.spoken import Kind, read, sentences

LONG = (
    "Ủy ban nhân dân xã đề nghị các thôn, các trường học, Trạm Y tế và các tổ chức đoàn thể phối hợp tuyên truyền tới "
    "toàn thể nhân dân về lịch tiêm phòng, thời gian từ ngày 12/5/2026 đến ngày 15/5/2026, tiền hỗ trợ 1.250.000 đồng "
    "mỗi hộ, liên hệ ông Nguyễn Văn Thành, số điện thoại 0912.345.678, để được hướng dẫn cụ thể trước khi đưa vật nuôi "
    "tới điểm tiêm"
)


def test_short_sentences_stay_whole() -> None:
    pieces = sentences("Kính thưa bà con. Hôm nay trời mưa; đường trơn!")
    assert [piece.text for piece in pieces] == ["Kính thưa bà con.", "Hôm nay trời mưa;", "đường trơn!"]
    assert pieces[0].pause_ms > pieces[1].pause_ms


def test_long_sentences_are_cut_at_punctuation_and_never_in_a_number_a_date_or_a_name() -> None:
    pieces = sentences(read(LONG).text)
    assert all(len(piece.text) <= 220 for piece in pieces)
    whole = (
        "mười hai tháng năm năm hai nghìn không trăm hai mươi sáu",
        "một triệu hai trăm năm mươi nghìn đồng",
        "Nguyễn Văn Thành",
    )
    for words in whole:
        assert sum(words in piece.text for piece in pieces) == 1


def test_headings_and_list_items_are_told_apart() -> None:
    spoken = read("I. MỤC ĐÍCH\n- Nâng cao nhận thức;\nTrong năm nay, xã có nhiều việc.").text
    assert [piece.kind for piece in sentences(spoken)] == [Kind.HEADING, Kind.LIST, Kind.PLAIN]
    assert sentences(spoken)[0].pause_ms > sentences(spoken)[1].pause_ms


def test_signs_alone_are_no_sentence() -> None:
    assert sentences(" - \n...\n") == ()


def test_a_limit_that_no_voice_has_is_refused() -> None:
    with pytest.raises(ValueError, match="20"):
        sentences("Xin chào", 5)
