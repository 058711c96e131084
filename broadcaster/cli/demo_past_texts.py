"""What the demo commune said in the months before: invented, like all of it."""

from dataclasses import dataclass

from broadcaster.domain.bulletin import Topic


@dataclass(frozen=True)
class PastText:
    """A bulletin of the past."""

    topic: Topic
    title: str
    text: str


@dataclass(frozen=True)
class PastSurvey:
    """A wave of the past: when it began, which share really heard, what was never broadcast."""

    name: str
    days_ago: int
    share: float
    margin: float
    foil: str


PAST = (
    PastText(
        Topic.INNOVATION,
        "Cài đặt định danh mức 2 tại nhà văn hóa",
        "Tổ công nghệ số cộng đồng giúp bà con cài đặt định danh điện tử mức 2 vào tối thứ Ba và thứ Năm tại "
        "nhà văn hóa thôn. Bà con mang theo căn cước và điện thoại.",
    ),
    PastText(
        Topic.LAW,
        "Điều cần biết khi làm hồ sơ đất đai",
        "Bà con làm hồ sơ đất đai nộp tại bộ phận một cửa của xã. Cán bộ địa chính hướng dẫn miễn phí vào sáng thứ Tư.",
    ),
    PastText(
        Topic.HEALTH,
        "Phòng bệnh sốt xuất huyết",
        "Sau mưa, mỗi nhà đổ nước đọng, đậy kín chum vại, ngủ màn cả ban ngày. Sốt cao thì đến trạm y tế.",
    ),
    PastText(
        Topic.AGRICULTURE,
        "Chăm sóc lúa mùa",
        "Lúa mùa đang đẻ nhánh. Bà con giữ nước nông, bón thúc đợt hai và thăm đồng để phòng sâu cuốn lá.",
    ),
    PastText(Topic.WEATHER, "Thời tiết trong ngày", "Hôm nay trời nắng nhẹ, chiều tối có mưa rào vài nơi."),
    PastText(
        Topic.ADMINISTRATION,
        "Lịch tiếp công dân",
        "Ủy ban nhân dân xã tiếp công dân vào thứ Năm hằng tuần, từ 8 giờ đến 11 giờ.",
    ),
    PastText(
        Topic.SECURITY,
        "Cảnh giác lừa đảo qua điện thoại",
        "Công an không làm việc qua điện thoại. Ai gọi đòi chuyển tiền, bà con tắt máy và báo công an xã.",
    ),
)

WEEK = (
    (Topic.INNOVATION, Topic.ADMINISTRATION, Topic.WEATHER),
    (Topic.LAW, Topic.AGRICULTURE),
    (Topic.INNOVATION, Topic.HEALTH, Topic.WEATHER),
    (Topic.AGRICULTURE, Topic.SECURITY),
    (Topic.INNOVATION, Topic.HEALTH),
    (Topic.LAW, Topic.WEATHER),
)
"""Topics by weekday; on Sundays the radio is silent."""

SURVEYS = (
    PastSurvey("Đợt 1 (dữ liệu mẫu)", 240, 0.52, 0.06, "Hội thi chim bồ câu đua cấp xã"),
    PastSurvey("Đợt 2 (dữ liệu mẫu)", 140, 0.58, 0.06, "Mở tuyến xe buýt qua xã"),
    PastSurvey("Đợt 3 (dữ liệu mẫu)", 35, 0.62, 0.04, "Cuộc thi nấu ăn của hội người cao tuổi"),
)
