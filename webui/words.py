"""The pages' words and shapes for the domain's values: a word and a sign each, never only a colour."""

from dataclasses import dataclass

from broadcaster.domain.asrun import Outcome
from broadcaster.domain.bulletin import BulletinState, RenditionState, Topic
from broadcaster.domain.ending import CERTIFICATE, LIST
from broadcaster.domain.hear_check import Hearing
from broadcaster.domain.people import Role
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.request import RequestState
from broadcaster.domain.rundown import Skip, Why
from broadcaster.domain.status import Availability
from broadcaster.queries.on_air import Kind
from webui.language import _, later


@dataclass(frozen=True)
class Face:
    """How a state looks: its word, its icon in `static/icons.svg`, and its class in `static/station.css`."""

    word: str
    icon: str
    look: str


OUTCOMES: dict[Outcome, Face] = {
    Outcome.PLANNED: Face(later("Sẽ phát"), "ring", "planned"),
    Outcome.SENT: Face(later("Đã gửi loa"), "ring", "planned"),
    Outcome.ACCEPTED: Face(later("Loa đã nhận"), "ring", "planned"),
    Outcome.READY: Face(later("Loa sẵn sàng"), "ring", "planned"),
    Outcome.STARTED: Face(later("Đang phát"), "play", "playing"),
    Outcome.DONE: Face(later("Đã phát"), "check", "done"),
    Outcome.PARTIAL: Face(later("Một phần"), "half", "partial"),
    Outcome.PREEMPTED: Face(later("Nhường khẩn cấp"), "yield", "preempted"),
    Outcome.MISSED: Face(later("Chưa phát"), "cross", "missed"),
    Outcome.REJECTED: Face(later("Loa từ chối"), "ban", "missed"),
    Outcome.CANCELLED: Face(later("Đã hủy"), "void", "cancelled"),
    Outcome.UNKNOWN: Face(later("Chưa rõ"), "ask", "unknown"),
}

REASONS: dict[str, str] = {
    "no_word": later("chờ nhật ký của loa gửi về"),
    "power": later("mất điện"),
    "offline": later("mất mạng"),
    "late": later("nhận lệnh quá muộn"),
    "busy": later("loa đang phát tiếng khác"),
    "older_plan": later("loa chưa biết lịch đã đổi, phát theo bản cũ"),
    "hold": later("đang có lệnh dừng phát"),
    "stopped": later("đã bấm dừng phát"),
    "stream": later("luồng tiếng bị mất, phát tiếng thay thế"),
    "emergency": later("nhường tin khẩn cấp"),
    "cancelled": later("lịch đã bỏ lần phát này"),
    "withdrawn": later("bản tin đã rút"),
    "missing_sound": later("loa chưa tải được tiếng"),
    "no_sound": later("loa chưa tải được tiếng"),
    "clock": later("đồng hồ của loa chưa tin được"),
    "untrusted_clock": later("đồng hồ của loa chưa tin được"),
    "expired": later("kế hoạch trong loa đã hết hạn"),
    "player": later("bộ phát của loa hỏng"),
    "restart": later("loa khởi động lại giữa chừng"),
    "E01": later("loa không đọc được lệnh (E01)"),
    "E02": later("khóa ký lạ hoặc đã thu hồi (E02)"),
    "E03": later("chữ ký sai (E03)"),
    "E04": later("lệnh của loa khác (E04)"),
    "E05": later("khóa không có quyền ra lệnh này (E05)"),
    "E06": later("lệnh thuộc thời kỳ cũ (E06)"),
    "E07": later("lệnh cũ hơn lệnh đang giữ (E07)"),
    "E08": later("lệnh chưa hoặc không còn hiệu lực (E08)"),
    "E09": later("đồng hồ của loa chưa tin được (E09)"),
    "E11": later("ngoài giờ hoặc quá số phút cho phép (E11)"),
    "E12": later("tiếng tải về bị hỏng (E12)"),
    "E13": later("loa hết chỗ chứa (E13)"),
    "E14": later("loa không giải mã được tiếng (E14)"),
}

KINDS: dict[Kind, str] = {
    Kind.TUNE: later("Nhạc hiệu, nhạc chờ"),
    Kind.BULLETIN: later("Bản tin"),
    Kind.HAMLET: later("Thông báo thôn"),
    Kind.COLUMN: later("Chuyên mục"),
    Kind.RELAY: later("Tiếp âm"),
    Kind.LIVE: later("Nói trực tiếp"),
    Kind.EMERGENCY: later("Khẩn cấp"),
}
KIND_ICONS: dict[Kind, str] = {
    Kind.TUNE: "note",
    Kind.BULLETIN: "news",
    Kind.HAMLET: "horn",
    Kind.COLUMN: "column",
    Kind.RELAY: "relay",
    Kind.LIVE: "mic",
    Kind.EMERGENCY: "siren",
}

PRECEDENCES: dict[Precedence, str] = {
    Precedence.ROUTINE: later("Thông thường"),
    Precedence.PRIORITY: later("Ưu tiên"),
    Precedence.EMERGENCY: later("Khẩn cấp"),
}

TOPICS: dict[Topic, str] = {
    Topic.INNOVATION: later("Khoa học, công nghệ, đổi mới sáng tạo, chuyển đổi số"),
    Topic.AGRICULTURE: later("Nông nghiệp, khuyến nông"),
    Topic.HEALTH: later("Y tế, sức khỏe"),
    Topic.WEATHER: later("Thời tiết, thiên tai"),
    Topic.SECURITY: later("An ninh trật tự"),
    Topic.LAW: later("Pháp luật"),
    Topic.EDUCATION: later("Giáo dục"),
    Topic.CULTURE: later("Văn hóa, thể thao"),
    Topic.ADMINISTRATION: later("Hành chính, thông báo của xã"),
    Topic.COMMUNITY: later("Đời sống thôn, xóm"),
}

STATES: dict[BulletinState, Face] = {
    BulletinState.DRAFT: Face(later("Đang soạn"), "edit", "planned"),
    BulletinState.SUBMITTED: Face(later("Chờ duyệt"), "clock", "partial"),
    BulletinState.APPROVED: Face(later("Đã duyệt"), "check", "done"),
    BulletinState.RETURNED: Face(later("Trả lại"), "back", "missed"),
    BulletinState.WITHDRAWN: Face(later("Đã rút"), "void", "cancelled"),
}

RENDITIONS: dict[RenditionState, Face] = {
    RenditionState.QUEUED: Face(later("Đang tạo tiếng"), "clock", "planned"),
    RenditionState.READY: Face(later("Có tiếng"), "speaker", "done"),
    RenditionState.FAILED: Face(later("Tạo tiếng hỏng"), "warn", "missed"),
}

REQUESTS: dict[RequestState, Face] = {
    RequestState.SUBMITTED: Face(later("Chờ xã xem"), "clock", "partial"),
    RequestState.ACCEPTED: Face(later("Xã đã nhận"), "check", "done"),
    RequestState.REFUSED: Face(later("Xã trả lại"), "back", "missed"),
    RequestState.CANCELLED: Face(later("Đã thôi"), "void", "cancelled"),
}

HEARINGS: dict[Hearing, Face] = {
    Hearing.CLEAR: Face(later("Nghe rõ"), "check", "done"),
    Hearing.UNCLEAR: Face(later("Nghe không rõ"), "half", "partial"),
    Hearing.SILENT: Face(later("Không nghe"), "cross", "missed"),
}

AVAILABILITIES: dict[Availability, Face] = {
    Availability.ONLINE: Face(later("Có tín hiệu"), "check", "done"),
    Availability.SILENT: Face(later("Im lặng"), "cross", "missed"),
    Availability.NEVER_SEEN: Face(later("Chưa kết nối"), "ask", "unknown"),
}

CLOCKS: dict[str, Face] = {
    "T": Face(later("Đồng hồ đúng"), "check", "done"),
    "H": Face(later("Tự giữ giờ"), "clock", "planned"),
    "U": Face(later("Chưa có giờ tin được"), "warn", "missed"),
}

ROLES: dict[Role, str] = {
    Role.OPERATOR: later("Biên tập viên"),
    Role.APPROVER: later("Người duyệt"),
    Role.HAMLET_HEAD: later("Trưởng thôn"),
    Role.CONTRIBUTOR: later("Cộng tác viên"),
    Role.TECHNICIAN: later("Kỹ thuật"),
    Role.VIEWER: later("Lãnh đạo (chỉ xem)"),
    Role.ADMINISTRATOR: later("Quản trị"),
}
ROLE_RIGHTS: dict[Role, str] = {
    Role.OPERATOR: later("soạn, tạo tiếng, xếp lịch; không duyệt"),
    Role.APPROVER: later("nghe và duyệt; không soạn"),
    Role.HAMLET_HEAD: later("xin phát cho thôn mình"),
    Role.CONTRIBUTOR: later("gửi tin bài của đơn vị mình"),
    Role.TECHNICIAN: later("cụm loa; không phát tin"),
    Role.VIEWER: later("xem mọi thứ, không đổi gì"),
    Role.ADMINISTRATOR: later("người dùng và giờ phát; không phát tin"),
}

WHYS: dict[Why, str] = {
    Why.FIXED: later("Chương trình luôn có"),
    Why.PLAYLIST: later("Người xếp lịch chọn"),
    Why.PINNED: later("Có người ghim vào buổi này"),
    Why.PRIORITY: later("Tin ưu tiên, phát trước"),
    Why.CAMPAIGN: later("Chủ đề của ngày này"),
    Why.QUOTA: later("Chủ đề đang thiếu so với mức tháng"),
    Why.NEWEST: later("Tin mới duyệt nhất"),
    Why.REPEAT: later("Phát lại tin trong ngày"),
    Why.RELAY: later("Tiếp âm đủ thời lượng"),
    Why.FILLER: later("Nhạc chờ cho đủ giờ"),
}

SKIPS: dict[Skip, str] = {
    Skip.NOT_YET: later("duyệt sau giờ này"),
    Skip.EXPIRED: later("hết hạn phát"),
    Skip.STALE: later("cũ hơn mức chương trình cho phép"),
    Skip.OTHER_HAMLET: later("tin của thôn khác"),
    Skip.NO_PART: later("chương trình không có phần cho chủ đề này"),
    Skip.REPEAT_LIMIT: later("đã phát đủ số lần"),
    Skip.TOO_SOON: later("vừa phát cách đây chưa lâu"),
    Skip.PART_FULL: later("phần này đã đủ tin"),
    Skip.NO_ROOM: later("hết thời lượng"),
    Skip.BY_PERSON: later("có người bỏ khỏi buổi này"),
    Skip.NOT_APPROVED: later("không còn được duyệt với đúng tiếng này"),
}

HISTORY: dict[str, str] = {
    "written": later("Soạn"),
    "edited": later("Sửa"),
    "submitted": later("Gửi duyệt"),
    "approved": later("Duyệt"),
    "returned": later("Trả lại"),
    "withdrawn": later("Rút"),
}
FAILURES: dict[str, str] = {
    "nothing_to_say": later("Trong bản tin không có lời nào để đọc. Gõ lời rồi tạo lại."),
    "no_voice": later(
        "Không giọng đọc nào trả lời. Báo kỹ thuật xem mạng và giọng trong máy, hoặc dùng giọng người thu sẵn."
    ),
    "silent_sound": later("Tiếng tạo ra không có âm thanh. Nghe lại tiếng gốc, hoặc báo kỹ thuật."),
    "voice_text_too_long": later("Có câu quá dài để đọc. Tách câu ấy ra."),
    "store_full": later("Máy của đài hết chỗ chứa. Báo kỹ thuật dọn đĩa."),
    "ffmpeg_missing": later("Máy của đài thiếu phần mềm trộn tiếng (ffmpeg). Báo kỹ thuật cài lại."),
    "ffmpeg_failed": later("Trộn tiếng dừng giữa chừng. Vẫn hỏng thì báo kỹ thuật."),
    "unknown_sound": later("Tiếng gốc không còn trong kho. Thu hoặc chọn tiếng khác."),
}

VOICES: dict[str, str] = {
    "espeak": later("giọng trong máy (eSpeak NG)"),
    "google": later("giọng trên mạng (Google)"),
    "gtts": later("giọng trên mạng (Google)"),
    "piper": later("giọng trong máy (Piper)"),
    "human": later("giọng người, thu sẵn"),
}

ENDINGS: dict[str, str] = {
    "order": later("Khóa ký kế hoạch và lệnh phát"),
    "policy": later("Khóa ký khung giờ phát"),
    "emergency": later("Khóa ký tin khẩn cấp"),
    "stop": later("Khóa ký lệnh dừng"),
    LIST: later("Danh sách khóa của đài"),
    CERTIFICATE: later("Chứng thư TLS của đài"),
}

WORKERS: dict[str, str] = {
    "announcer": later("đọc tin khẩn cấp"),
    "backup": later("sao lưu"),
    "caller": later("gửi lệnh khẩn, lệnh dừng"),
    "cap": later("nhận cảnh báo của nơi khác"),
    "doorkeeper": later("mở cửa cho loa mới"),
    "errands": later("việc giao máy làm tiếp"),
    "gateway": later("liên lạc với loa"),
    "janitor": later("dọn dẹp, đối chiếu số liệu"),
    "province": later("trao đổi với tỉnh"),
    "renderer": later("tạo tiếng"),
    "scheduler": later("xếp lịch phát"),
    "streamer": later("tiếp âm, nói trực tiếp"),
}
"""What each worker does, by its name in health and logs."""

PARTS_OF_DAY: dict[int, str] = {
    0: later("Đêm"),
    4: later("Buổi sáng"),
    11: later("Buổi trưa"),
    14: later("Buổi chiều"),
    18: later("Tối"),
}


def reason(code: str) -> str:
    """Say a reason code in words; a code that nobody has put into words yet stands for itself."""
    return REASONS.get(code, code)


def failure(code: str) -> str:
    """Say why no sound could be made and who can help; a code that nobody foresaw is named."""
    known = FAILURES.get(code)
    return str(known) if known else _("Lỗi chưa gặp bao giờ (%(code)s). Báo kỹ thuật.", code=code)


def voice(name: str) -> str:
    """Say which voice spoke, from the engine's name that the rendition keeps: "espeak:vi:150:50"."""
    engine = name.partition(":")[0]
    return VOICES.get(engine, name)
