"""The words and shapes of residents' opinions."""

from broadcaster.domain.opinion import OpinionKind, OpinionState
from webui.language import later
from webui.words import Face

KINDS: dict[OpinionKind, str] = {
    OpinionKind.NOT_HEARD: later("Không nghe thấy loa"),
    OpinionKind.TOO_QUIET: later("Nhỏ quá, nghe không rõ"),
    OpinionKind.TOO_LOUD: later("Loa to quá"),
    OpinionKind.TOO_EARLY: later("Phát sớm quá, muộn quá"),
    OpinionKind.SUGGESTION: later("Góp ý, hỏi xã"),
}

STATES: dict[OpinionState, Face] = {
    OpinionState.NEW: Face(later("Chưa trả lời"), "clock", "partial"),
    OpinionState.ANSWERED: Face(later("Đã trả lời"), "check", "done"),
    OpinionState.SET_ASIDE: Face(later("Để riêng"), "void", "cancelled"),
}
