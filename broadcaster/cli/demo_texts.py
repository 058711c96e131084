"""What the demo commune says. All of it is invented; no real commune, person or number is meant."""

from dataclasses import dataclass

from broadcaster.domain.bulletin import Topic
from broadcaster.domain.people import Role
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.unit import UnitKind


@dataclass(frozen=True)
class DemoBulletin:
    """A bulletin of the demo. `hamlets` is how many of the first hamlets it is for; 0 is the whole commune."""

    title: str
    text: str
    topic: Topic
    precedence: Precedence = Precedence.ROUTINE
    hamlets: int = 0
    is_approved: bool = True


PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("bientap", "Lê Thị Hạnh", Role.OPERATOR),
    ("duyet", "Phạm Văn Quang", Role.APPROVER),
    ("truongthon", "Nguyễn Văn Bảy", Role.HAMLET_HEAD),
    ("congtac", "Cô Trần Thị Nga", Role.CONTRIBUTOR),
    ("kythuat", "Đỗ Minh Tuấn", Role.TECHNICIAN),
    ("lanhdao", "Hoàng Thị Mai", Role.VIEWER),
    ("quantri", "Vũ Đức Long", Role.ADMINISTRATOR),
)

UNITS: tuple[tuple[str, UnitKind], ...] = (
    ("Trường Tiểu học số 2", UnitKind.SCHOOL),
    ("Trạm Y tế xã", UnitKind.HEALTH),
    ("Công an xã", UnitKind.POLICE),
    ("Mặt trận Tổ quốc xã", UnitKind.FRONT),
)
"""The demo's units; the contributor belongs to the first."""

BULLETINS = (
    DemoBulletin(
        "Chào mừng bà con nghe đài",
        "Kính thưa bà con! Đây là chương trình phát thử của đài truyền thanh xã. Dữ liệu trong chương "
        "trình là dữ liệu mẫu. Đài phát bản tin buổi sáng lúc 5h30 và buổi chiều lúc 17h00 hằng ngày. "
        "Xin cảm ơn bà con đã lắng nghe.",
        Topic.COMMUNITY,
    ),
    DemoBulletin(
        "Hướng dẫn nộp hồ sơ trực tuyến",
        "Từ ngày 01/12/2026, bà con có thể nộp hồ sơ khai sinh, kết hôn và chứng thực qua Cổng dịch vụ "
        "công. Bà con chuẩn bị CCCD và điện thoại đã cài VNeID. Tổ công nghệ số cộng đồng hỗ trợ tại nhà "
        "văn hóa thôn từ 19h30 đến 21h00 thứ Ba và thứ Năm hằng tuần. Phí nộp trực tuyến được giảm 50%.",
        Topic.INNOVATION,
    ),
    DemoBulletin(
        "Tiêm vắc-xin cho đàn trâu, bò",
        "Trạm thú y tổ chức tiêm phòng lở mồm long móng cho trâu, bò từ ngày 24/11 đến ngày 28/11/2026. "
        "Đề nghị các hộ nhốt gia súc tại nhà trước 7h30. Mỗi con được hỗ trợ 15.000 đồng tiền công tiêm. "
        "Khi gia súc sốt trên 40°C, bà con báo ngay cho thú y viên của thôn.",
        Topic.AGRICULTURE,
        Precedence.PRIORITY,
    ),
    DemoBulletin(
        "Thời tiết hai ngày tới",
        "Đêm nay và ngày mai trời có mưa nhỏ, gió đông bắc cấp 3-4, vùng cao rét đậm. Nhiệt độ thấp nhất "
        "12-14°C. Bà con giữ ấm cho người già, trẻ nhỏ và che chắn chuồng trại.",
        Topic.WEATHER,
    ),
    DemoBulletin(
        "Khám sức khỏe người cao tuổi",
        "Trạm y tế khám sức khỏe cho người từ 60 tuổi trở lên vào sáng thứ Bảy, từ 7h00 đến 11h00. Bà "
        "con mang theo thẻ BHYT. Ai đi lại khó khăn, gia đình báo trưởng thôn để trạm đến khám tại nhà.",
        Topic.HEALTH,
    ),
    DemoBulletin(
        "Họp thôn bàn việc làm đường",
        "Mời đại diện các hộ dự họp thôn lúc 19h30 tối thứ Sáu tại nhà văn hóa. Nội dung: bàn việc đổ bê "
        "tông đoạn đường dài 350 m và lịch đóng góp ngày công.",
        Topic.ADMINISTRATION,
        hamlets=2,
    ),
    DemoBulletin(
        "Phòng cháy mùa hanh khô",
        "Mùa hanh khô, bà con không đốt rơm rạ gần rừng và đường dây điện. Khi có cháy, gọi ngay 114. "
        "Mỗi nhà nên có một bình chữa cháy và để nơi dễ lấy.",
        Topic.SECURITY,
        is_approved=False,
    ),
)

REQUEST = (
    "Tìm trâu lạc",
    (
        "Gia đình ông Bảy ở xóm dưới lạc một con trâu cái, tai phải có khuyên vàng, từ chiều qua. Bà con "
        "nào thấy xin báo trưởng thôn. Xin cảm ơn bà con."
    ),
)
