"""Official Vietnamese, row by row: what is written, and what the voice says."""

from pathlib import Path

import pytest

from audio_library.spoken import STANDARD, Confidence, Region, read

ROWS = [
    (
        "Quyết định số 1169/QĐ-TTg ngày 16/6/2025 của Thủ tướng Chính phủ",
        (
            "Quyết định số một nghìn một trăm sáu mươi chín ngày mười sáu tháng sáu năm hai nghìn không trăm hai mươi "
            "lăm của Thủ tướng Chính phủ"
        ),
    ),
    ("1169/QĐ-TTg", "Quyết định số một nghìn một trăm sáu mươi chín của Thủ tướng Chính phủ"),
    ("Nghị quyết số 57-NQ/TW", "Nghị quyết số năm mươi bảy của Trung ương"),
    ("Nghị quyết số 57- NQ/TW của Bộ Chính trị", "Nghị quyết số năm mươi bảy của Bộ Chính trị"),
    ("280/KH-UBND", "Kế hoạch số hai trăm tám mươi của Ủy ban nhân dân"),
    ("39-KH/ĐU", "Kế hoạch số ba mươi chín của Đảng ủy"),
    ("02-CTr/TU", "Chương trình số hai của Tỉnh ủy"),
    ("204-QĐ/TW", "Quyết định số hai trăm linh bốn của Trung ương"),
    (
        "Thông tư 39/2020/TT-BTTTT",
        "Thông tư số ba mươi chín năm hai nghìn không trăm hai mươi của Bộ Thông tin và Truyền thông",
    ),
    (
        "Nghị định 49/2024/NĐ-CP",
        "Nghị định số bốn mươi chín năm hai nghìn không trăm hai mươi tư của Chính phủ",
    ),
    ("UBND, HĐND, MTTQ", "Ủy ban nhân dân, Hội đồng nhân dân, Mặt trận Tổ quốc"),
    ("CĐS, ĐMST, CNTT, CCCD", "chuyển đổi số, đổi mới sáng tạo, công nghệ thông tin, căn cước công dân"),
    ("KHCN, KH&CN, VH-XH", "khoa học, công nghệ, khoa học và công nghệ, Văn hóa, Xã hội"),
    ("TT Đảng ủy, PCT UBND", "Thường trực Đảng ủy, Phó Chủ tịch Ủy ban nhân dân"),
    ("KT. CHỦ TỊCH", "Ký thay CHỦ TỊCH"),
    ("TM. ỦY BAN NHÂN DÂN", "Thay mặt ỦY BAN NHÂN DÂN"),
    ("02 đến 04 tin, bài/tháng", "hai đến bốn tin, bài một tháng"),
    ("Đề án 06", "Đề án không sáu"),
    ("(18/5)", "(ngày mười tám tháng năm)"),
    ("10/10", "ngày mười tháng mười"),
    ("01/10", "ngày mồng một tháng mười"),
    ("30/4", "ngày ba mươi tháng tư"),
    ("2/9", "ngày mồng hai tháng chín"),
    ("4/5 diện tích", "bốn phần năm diện tích"),
    ("24/7", "hai mươi bốn trên bảy"),
    ("1/2", "một phần hai"),
    ("16-6-2025", "ngày mười sáu tháng sáu năm hai nghìn không trăm hai mươi lăm"),
    ("tháng 3/2026", "tháng ba năm hai nghìn không trăm hai mươi sáu"),
    ("quý IV/2026", "quý bốn năm hai nghìn không trăm hai mươi sáu"),
    ("ngày 16/6", "ngày mười sáu tháng sáu"),
    (
        "01/7/2026 đến 31/12/2026",
        (
            "từ ngày mồng một tháng bảy năm hai nghìn không trăm hai mươi sáu "
            "đến ngày ba mươi mốt tháng mười hai năm hai nghìn không trăm hai mươi sáu"
        ),
    ),
    ("2026-2030", "hai nghìn không trăm hai mươi sáu đến hai nghìn không trăm ba mươi"),
    ("05–10/3", "ngày mồng năm đến ngày mồng mười tháng ba"),
    ("gió cấp 8-9, giật cấp 11", "gió cấp tám đến cấp chín, giật cấp mười một"),
    ("35-38°C", "ba mươi lăm đến ba mươi tám độ C"),
    ("6-24 tháng", "sáu đến hai mươi bốn tháng"),
    ("100-200mm", "một trăm đến hai trăm mi-li-mét"),
    ("17h30", "mười bảy giờ ba mươi"),
    ("7h", "bảy giờ"),
    ("7g30", "bảy giờ ba mươi"),
    ("16h30'", "mười sáu giờ ba mươi"),
    ("7h30-11h00", "bảy giờ ba mươi đến mười một giờ"),
    ("05:30", "năm giờ ba mươi"),
    ("1.500.000 đồng/hộ", "một triệu năm trăm nghìn đồng một hộ"),
    ("350.000đ", "ba trăm năm mươi nghìn đồng"),
    ("2,5 tỷ", "hai phẩy năm tỷ"),
    ("1,2 triệu", "một phẩy hai triệu"),
    ("70%", "bảy mươi phần trăm"),
    ("12,5 ha", "mười hai phẩy năm héc-ta"),
    ("5 km/h", "năm ki-lô-mét một giờ"),
    ("m²; m3; kWh", "mét vuông; mét khối; ki-lô-oát giờ"),
    ("3x4", "ba nhân bốn"),
    ("0912.345.678", "không chín một hai, ba bốn năm, sáu bảy tám"),
    ("02113 888 999", "không hai một một ba, tám tám tám, chín chín chín"),
    ("1900 1234", "một chín không không, một hai ba bốn"),
    ("gọi 113, 114, 115, 112", "gọi một một ba, một một bốn, một một năm, một một hai"),
    ("khẩn cấp 113/114/115", "khẩn cấp một một ba, một một bốn, một một năm"),
    ("113/115 hộ", "một trăm mười ba trên một trăm mười lăm hộ"),
    ("Đại hội XIV, thế kỷ XXI", "Đại hội mười bốn, thế kỷ hai mươi mốt"),
    ("quý IV, Phần III, khóa XV", "quý bốn, Phần ba, khóa mười lăm"),
    ("xi măng", "xi măng"),
    ("105", "một trăm linh năm"),
    ("2025", "hai nghìn không trăm hai mươi lăm"),
    ("24", "hai mươi tư"),
    ("1.005", "một nghìn không trăm linh năm"),
    ("số nhà 12A, thôn 3A", "số nhà mười hai A, thôn ba A"),
    ("ĐT.302B, QL2", "đường tỉnh ba linh hai bê, quốc lộ hai"),
    ("Km 12+500", "ki-lô-mét mười hai cộng năm trăm"),
    ("VNeID, QR, Zalo OA, AI", "vê nờ i đê, quy-a, Za-lô ô a, ây ai"),
    ("4G, Wi-Fi", "bốn gờ, oai phai"),
    ("- Nội dung./.", "Nội dung."),
    ("a) Mục đích", "Mục đích"),
    ("1.2. Yêu cầu", "Yêu cầu"),
]
SOUTH = [
    ("105", "một trăm lẻ năm"),
    ("2025", "hai ngàn không trăm hai mươi lăm"),
    ("24", "hai mươi bốn"),
    ("21; 15", "hai mươi mốt; mười lăm"),
    ("10.000 ha", "mười ngàn héc-ta"),
    ("ĐT.302B", "đường tỉnh ba lẻ hai bê"),
    ("350.000đ", "ba trăm năm mươi ngàn đồng"),
    ("30/4", "ngày ba mươi tháng tư"),
]
CORPUS = [
    line.split("\t")
    for line in (Path(__file__).parents[2] / "golden" / "spoken_corpus.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("written", "spoken"), ROWS)
def test_northern_reading(written: str, spoken: str) -> None:
    form = read(written)
    assert form.text == spoken
    assert not form.asks


@pytest.mark.parametrize(("written", "spoken"), SOUTH)
def test_southern_reading(written: str, spoken: str) -> None:
    assert read(written, region=Region.SOUTH).text == spoken


def test_the_corpus_reads_as_it_was_checked() -> None:
    assert len(CORPUS) >= 400
    wrong = [
        (written, read(written).text) for _, written, spoken, _ in CORPUS if read(written).text != spoken
    ]
    assert not wrong


def test_the_corpus_asks_where_it_should_and_nowhere_else() -> None:
    asked = [(written, [mark.written for mark in read(written).asks]) for _, written, _, _ in CORPUS]
    assert asked == [(written, asks.split("|") if asks else []) for _, written, _, asks in CORPUS]


def test_the_corpus_reads_alike_as_one_document() -> None:
    text = "\n".join(written for _, written, _, _ in CORPUS)
    assert read(text).text.count("\n") == len(CORPUS) - 1


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Số:   /KH-UBND", ""),
        ("ngày   tháng 3 năm 2026", "tháng ba năm hai nghìn không trăm hai mươi sáu"),
        ("Bình Tuyền, ngày tháng 3 năm 2026", "Bình Tuyền, tháng ba năm hai nghìn không trăm hai mươi sáu"),
        ("ngày … tháng … năm 2026", "năm hai nghìn không trăm hai mươi sáu"),
    ],
)
def test_a_blank_is_left_out_and_asked_about(written: str, spoken: str) -> None:
    form = read(written)
    assert form.text == spoken
    assert {mark.rule for mark in form.asks} == {"blank"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Phần đầu", "Phấn đấu"),
        ("cảm nang", "cẩm nang"),
        ("tiên bộ", "tiến bộ"),
        ("Bình Tuyên", "Bình Tuyền"),
        ("KÊ HOẠCH", "KẾ HOẠCH"),
    ],
)
def test_a_repair_is_offered_and_not_made(written: str, meant: str) -> None:
    form = read(f"Nay {written} số")
    assert form.text == f"Nay {written} số"
    (ask,) = form.asks
    assert (ask.written, ask.choices) == (written, (meant, written))


@pytest.mark.parametrize(
    "written",
    [
        "BC",
        "CT",
        "TT",
        "họp 5/6",
        "1,250 m2",
        "114",
        "31/2/2026",
        "ngày 2-9",
        "1tr5",
        "112/113",
        "17h75",
        "ĐXYZ",
        "từ 9-5 người",
    ],
)
def test_what_nothing_decides_is_asked(written: str) -> None:
    (ask,) = read(written).asks
    assert ask.choices
    assert ask.spoken == ask.choices[0]


def test_numbers_for_help_and_times_are_said_twice_in_an_emergency() -> None:
    text = read("Sơ tán trước 17h30, gọi 114.", emergency=True).text
    assert text == (
        "Sơ tán trước mười bảy giờ ba mươi, xin nhắc lại, mười bảy giờ ba mươi, "
        "gọi một một bốn, xin nhắc lại, một một bốn."
    )


def test_a_kept_choice_is_read_without_asking() -> None:
    kept = STANDARD.with_choice("BC", "bầu cử")
    form = read("Tổ BC số 3", dictionary=kept)
    assert form.text == "Tổ bầu cử số ba"
    assert [mark.confidence for mark in form.marks] == [Confidence.SURE, Confidence.SURE]
    assert kept.version != STANDARD.version


def test_a_kept_repair_is_made() -> None:
    kept = STANDARD.with_choice("Bình Tuyên", "Bình Tuyền").with_choice("Phần đầu", "Phần đầu")
    form = read("Phần đầu của xã Bình Tuyên", dictionary=kept)
    assert form.text == "Phần đầu của xã Bình Tuyền"
    assert not form.asks


def test_a_kept_word_is_read_wherever_it_stands_alone() -> None:
    kept = STANDARD.with_choice("Facebook", "Phây-búc")
    assert read("trên Facebook, Facebooker", dictionary=kept).text == "trên Phây-búc, Facebooker"


def test_a_reading_that_would_grow_is_refused() -> None:
    with pytest.raises(ValueError, match="each time"):
        STANDARD.with_choice("xã", "xã nhà")


def test_a_city_reads_its_committee() -> None:
    assert read("02-CTr/TU", dictionary=STANDARD.in_a_city()).text == "Chương trình số hai của Thành ủy"


def test_a_commune_adds_its_places() -> None:
    (ask,) = read("thôn Thiện Kê", dictionary=STANDARD.with_places("Thiện Kế")).asks
    assert ask.choices == ("Thiện Kế", "Thiện Kê")


def test_the_dictionary_knows_three_hundred_abbreviations() -> None:
    assert len(STANDARD.entries) >= 300
    for entries in STANDARD.entries.values():
        for entry in entries:
            assert read(entry.spoken).text == entry.spoken
