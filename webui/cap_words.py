"""What is said of the digital signature on a message of another office."""

from broadcaster.domain.cap_notice import CapSignature
from webui.language import later

SIGNATURES: dict[CapSignature, str] = {
    CapSignature.NONE: later("không có chữ ký số"),
    CapSignature.UNKNOWN: later("chữ ký số của nơi lạ"),
    CapSignature.ALTERED: later("chữ ký số không khớp"),
    CapSignature.EXPIRED: later("chứng thư của chữ ký đã hết hạn"),
    CapSignature.REFUSED: later("chữ ký số không dùng được"),
    CapSignature.GOOD: later("chữ ký số đúng"),
}
"""In a list, beside the message."""

_TOLD: dict[CapSignature, str] = {
    CapSignature.NONE: later("Tin không có chữ ký số; gọi lại nơi gửi để chắc."),
    CapSignature.UNKNOWN: later(
        "Có chữ ký số, nhưng không phải của nơi nào mà xã đã ghi là tin cậy; gọi lại nơi gửi để chắc."
    ),
    CapSignature.ALTERED: later(
        "Chữ ký số không khớp: tin bị sửa sau khi ký, hoặc là tin giả. Đừng phát khi chưa gọi lại nơi gửi."
    ),
    CapSignature.EXPIRED: later(
        "Chữ ký số khớp với %(who)s, nhưng chứng thư không còn hạn; gọi lại nơi gửi để chắc."
    ),
    CapSignature.REFUSED: later(
        "Có chữ ký số nhưng đài không nhận: không ký cả tin, hoặc cách ký không còn an toàn; gọi lại nơi gửi để chắc."
    ),
    CapSignature.GOOD: later("Đã kiểm chữ ký số: đúng, của %(who)s."),
}


def signature_told(signature: CapSignature, signer: str) -> str:
    """Return the sentence above a form that such a message has filled."""
    return str(_TOLD[signature]) % {"who": signer}
