"""Words for what is made while it is heard."""

from broadcaster.domain.live_talk import TalkEnd
from broadcaster.domain.stream import StreamState
from webui.language import _, later

STREAM_STATES: dict[StreamState, str] = {
    StreamState.WAITING: later("chưa có tiếng"),
    StreamState.SOUNDING: later("có tiếng"),
    StreamState.SILENT: later("nguồn câm, loa phát tiếng thay thế"),
    StreamState.LOST: later("mất nguồn, loa phát tiếng thay thế"),
    StreamState.ENDED: later("đã xong"),
}
_FORBIDDEN = "host_forbidden "


def why_lost(note: str) -> str:
    """Say why a source is not well."""
    if note.startswith(_FORBIDDEN):
        host = note.removeprefix(_FORBIDDEN)
        return _("nguồn dẫn sang %(host)s, chưa được phép; ghi máy chủ ấy khi cho phép đài", host=host)
    return note


TALK_ENDS: dict[TalkEnd, str] = {
    TalkEnd.SPEAKER: later("người nói kết thúc"),
    TalkEnd.LIMIT: later("hết số phút đã đặt"),
    TalkEnd.MICROPHONE: later("mất tiếng từ micrô"),
    TalkEnd.STOPPED: later("xã dừng phát"),
}
