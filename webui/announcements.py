"""Beginnings for what a commune announces again and again; what is to be filled in stands in brackets."""

from dataclasses import dataclass

from broadcaster.domain.bulletin import Topic
from webui.language import later


@dataclass(frozen=True)
class Announcement:
    """A template: what it is called on the page, its topic, and the words to begin with."""

    name: str
    topic: Topic
    title: str
    text: str


ANNOUNCEMENTS: dict[str, Announcement] = {
    "hop": Announcement(
        later("Mời họp"),
        Topic.ADMINISTRATION,
        "Mời họp [việc gì]",
        "Kính mời [những ai] đến họp về [việc gì].\n"
        "Thời gian: [giờ], [ngày].\nĐịa điểm: [nơi họp].\n"
        "Đề nghị bà con đến đúng giờ, mang theo [giấy tờ, nếu cần].",
    ),
    "tiem": Announcement(
        later("Tiêm chủng"),
        Topic.HEALTH,
        "Tiêm [vắc xin gì] cho [ai]",
        "Trạm Y tế xã tiêm [vắc xin gì] cho [ai, bao nhiêu tuổi].\n"
        "Thời gian: từ [giờ] đến [giờ], [ngày].\nĐịa điểm: [nơi tiêm].\n"
        "Khi đi mang theo [sổ tiêm, thẻ bảo hiểm]. Người đang sốt, đang ốm thì báo trước với cán bộ y tế.",
    ),
    "cat-dien": Announcement(
        later("Cắt điện"),
        Topic.COMMUNITY,
        "Tạm ngừng cấp điện [ngày]",
        "Điện lực [nơi nào] tạm ngừng cấp điện để [làm gì].\n"
        "Thời gian: từ [giờ] đến [giờ], [ngày].\nNơi mất điện: [những thôn nào].\n"
        "Bà con chủ động tích nước, rút phích cắm các thiết bị. Điện có thể có lại sớm hơn.",
    ),
    "bao": Announcement(
        later("Mưa bão"),
        Topic.WEATHER,
        "Phòng tránh [bão số mấy]",
        "Theo [cơ quan nào], [bão số mấy] dự kiến ảnh hưởng đến xã ta từ [giờ], [ngày], gió cấp [mấy].\n"
        "Bà con chằng chống nhà cửa, tỉa cành cây, đưa gia súc lên chỗ cao.\n"
        "Không đi qua ngầm tràn, không vớt củi khi nước lên. Cần giúp, gọi [số trực].",
    ),
    "tim": Announcement(
        later("Tìm đồ, trả của rơi"),
        Topic.COMMUNITY,
        "[Tìm hay nhặt được] [vật gì]",
        "[Ai, thôn nào] [đánh rơi hay nhặt được] [vật gì, màu gì, đặc điểm] vào [lúc nào], tại [chỗ nào].\n"
        "Ai biết xin báo [nhà văn hóa thôn hoặc công an xã].",
    ),
    "tang": Announcement(
        later("Tin buồn"),
        Topic.COMMUNITY,
        "Tin buồn",
        "Gia đình báo tin: [cụ, ông, bà] [họ tên], [bao nhiêu] tuổi, ở [thôn nào], đã từ trần hồi [giờ], [ngày].\n"
        "Lễ viếng từ [giờ], [ngày], tại [nơi viếng]. Lễ đưa tang lúc [giờ], [ngày].",
    ),
    "phi": Announcement(
        later("Thu phí, thu quỹ"),
        Topic.ADMINISTRATION,
        "Thu [khoản gì] năm [năm]",
        "Thực hiện [văn bản nào], xã thu [khoản gì], mức [bao nhiêu] đồng một [hộ hay người].\n"
        "Thời gian: từ [ngày] đến [ngày].\nNộp tại [nơi nộp], hoặc chuyển khoản theo [hướng dẫn ở đâu].\n"
        "Hộ được miễn, giảm: [những hộ nào].",
    ),
}
