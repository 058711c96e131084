"""Ready-made words for what hamlet heads ask most; what stands in brackets is to be filled in."""

from webui.language import later

_MEETING = """\
Kính mời các hộ trong thôn đến họp lúc [giờ họp], ngày [ngày họp], tại [nơi họp].
Nội dung: [việc cần bàn]. Mong bà con đến đông đủ, đúng giờ."""
_CUT = """\
Xin báo bà con trong thôn: [điện hay nước] sẽ ngừng từ [giờ ngừng] đến [giờ có lại], ngày [ngày], ở [khu vực].
Bà con chủ động tích trữ và thu xếp công việc."""
_HEALTH = """\
Trạm y tế tổ chức [việc gì] cho [đối tượng], lúc [giờ], ngày [ngày], tại [nơi làm].
Bà con mang theo [giấy tờ]."""
_WORK = """\
Thôn tổ chức [việc gì] vào [giờ], ngày [ngày].
Mỗi hộ cử một người, mang theo [dụng cụ], tập trung tại [nơi tập trung]."""
_HAND_IN = """\
Thôn nhận [khoản thu hay giấy tờ] tại [nơi nhận], từ [giờ bắt đầu] đến [giờ hết], các ngày [ngày].
Hạn cuối là [hạn cuối]."""

TEMPLATES: dict[str, tuple[str, str]] = {
    "hop": (later("Mời họp thôn"), _MEETING),
    "dien-nuoc": (later("Cắt điện, nước"), _CUT),
    "tiem": (later("Tiêm phòng, khám bệnh"), _HEALTH),
    "ve-sinh": (later("Dọn vệ sinh, làm đường"), _WORK),
    "thu-nop": (later("Thu, nộp"), _HAND_IN),
}
"""Name on the button and text; the texts go on air in Vietnamese, whatever language the pages speak."""
