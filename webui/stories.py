"""A hamlet head's request told as steps: what happened, what waits for whom, what lies ahead."""

from dataclasses import dataclass
from datetime import datetime

from broadcaster.domain.request import RequestState
from broadcaster.queries.desk import Story
from webui import words
from webui.board import worst
from webui.language import _
from webui.words import Face


@dataclass(frozen=True)
class Step:
    """One step; `look` is "" when done, "waits" when somebody must act now, "ahead" or "back"."""

    word: str
    icon: str
    look: str
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Told:
    """A request with the face it shows and its steps."""

    row: Story
    face: Face
    steps: tuple[Step, ...]


def tell(row: Story) -> Told:
    """Tell a request."""
    return Told(row, _face(row), tuple(_steps(row)))


def _face(row: Story) -> Face:
    if row.state is not RequestState.ACCEPTED:
        return words.REQUESTS[row.state]
    if row.tally is not None and row.aired_at:
        return words.OUTCOMES[worst(row.tally)]
    if row.planned_at:
        return Face(_("Sẽ phát"), "ring", "planned")
    if row.approved_at:
        return Face(_("Đã duyệt"), "check", "done")
    return words.REQUESTS[row.state]


def _steps(row: Story) -> list[Step]:
    sent = Step(_("Đã gửi"), "check", "", row.sent_at)
    if row.state is RequestState.REFUSED:
        return [sent, Step(_("Xã trả lại"), "back", "back", row.answered_at, row.reason)]
    if row.state is RequestState.CANCELLED:
        return [sent, Step(_("Đã thôi, không xin nữa"), "void", "back", row.answered_at)]
    known = (
        (_("Xã đã nhận"), row.answered_at, row.answered_by),
        (_("Đã gửi duyệt"), row.submitted_at, ""),
        (_("Đã duyệt"), row.approved_at, ""),
    )
    asked = (_("Chờ xã xem"), _("Biên tập viên đang soạn"), _("Chờ người duyệt nghe"))
    ahead = (_("Xã nhận"), _("Gửi duyệt"), _("Duyệt"))
    steps, is_waiting = [sent], False
    for (done_word, at, note), waiting_word, ahead_word in zip(known, asked, ahead, strict=True):
        if at is not None and not is_waiting:
            steps.append(Step(done_word, "check", "", at, note))
        elif not is_waiting:
            steps.append(Step(waiting_word, "clock", "waits"))
            is_waiting = True
        else:
            steps.append(Step(ahead_word, "ring", "ahead"))
    return [*steps, _airing(row, is_waiting=is_waiting)]


def _airing(row: Story, *, is_waiting: bool) -> Step:
    if row.aired_at and row.tally:
        face = words.OUTCOMES[worst(row.tally)]
        told = _("%(n)s cụm loa", n=f"{row.tally.of(worst(row.tally))}/{row.tally.total}")
        return Step(str(face.word), face.icon, "", row.aired_at, told)
    if row.planned_at:
        return Step(_("Sẽ phát trên loa"), "ring", "ahead", row.planned_at)
    wanted = _("xin phát sớm nhất có thể") if row.wanted_at is None else ""
    look = "ahead" if is_waiting else "waits"
    return Step(_("Phát trên loa"), "clock" if look == "waits" else "ring", look, row.wanted_at, wanted)
