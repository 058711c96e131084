"""The library's words: kinds, rights, and what to do about a sound that was refused."""

from broadcaster.domain.library import SoundKind, SoundLicence
from webui.language import later

KINDS: dict[SoundKind, str] = {
    SoundKind.SPEECH: later("Giọng người"),
    SoundKind.MUSIC: later("Bài hát, nhạc"),
    SoundKind.TUNE: later("Nhạc hiệu, nhạc nền"),
}
LICENCES: dict[SoundLicence, str] = {
    SoundLicence.OWN: later("Đài, thôn tự làm"),
    SoundLicence.FREE: later("Tác giả cho dùng miễn phí"),
    SoundLicence.CONTRACT: later("Có hợp đồng, giấy đồng ý"),
    SoundLicence.UNKNOWN: later("Chưa rõ: cất trong kho, chưa được phát"),
}
FAILURES: dict[str, str] = {
    "upload_empty": later("Tệp rỗng. Chọn lại tệp, hoặc thu lại."),
    "upload_too_large": later("Tệp quá lớn. Cắt ngắn, hoặc lưu dạng MP3 rồi gửi lại."),
    "upload_unknown_format": later(
        "Đây không phải tệp âm thanh đài đọc được. Lưu thành MP3, WAV, OGG, FLAC, M4A hoặc WebM rồi gửi lại."
    ),
    "upload_no_audio": later("Trong tệp không có tiếng. Kiểm tra lại tệp, hoặc thu lại."),
    "upload_broken": later("Tệp hỏng giữa chừng. Xuất lại từ chương trình gốc rồi gửi lại."),
    "upload_too_long": later("Quá dài. Mỗi tệp không quá một giờ; tiếng từ điện thoại không quá hai phút."),
    "upload_too_costly": later("Tệp quá phức tạp để đọc an toàn. Lưu thành MP3 một kênh rồi gửi lại."),
    "upload_silent": later("Không nghe thấy gì trong tệp. Thu lại gần micrô hơn."),
    "upload_missing": later("Tệp gửi lên đã mất trước khi xử lý xong. Gửi lại."),
    "silent_sound": later("Không nghe thấy gì trong tệp. Thu lại gần micrô hơn."),
    "store_full": later("Máy của đài hết chỗ chứa. Báo kỹ thuật, rồi gửi lại."),
}
