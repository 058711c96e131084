"""The words and shapes of units: what sort they are, and how they stand with their month."""

from broadcaster.domain.unit import Reminder, UnitKind
from webui.language import later
from webui.words import Face

KINDS: dict[UnitKind, str] = {
    UnitKind.SCHOOL: later("Trường học"),
    UnitKind.HEALTH: later("Y tế"),
    UnitKind.POLICE: later("Công an, quân sự"),
    UnitKind.FRONT: later("Mặt trận, đoàn thể"),
    UnitKind.OTHER: later("Đơn vị khác"),
}

REMINDERS: dict[Reminder, Face] = {
    Reminder.NOTHING_OWED: Face(later("Tháng này không phải góp"), "void", "cancelled"),
    Reminder.MET: Face(later("Đủ tin"), "check", "done"),
    Reminder.WAITING: Face(later("Chờ xã nhận"), "clock", "partial"),
    Reminder.TO_COME: Face(later("Còn thiếu"), "ring", "planned"),
    Reminder.URGENT: Face(later("Thiếu, sắp hết tháng"), "warn", "partial"),
    Reminder.MISSED: Face(later("Thiếu, đã hết tháng"), "cross", "missed"),
}
