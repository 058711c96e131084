"""A programme as a form: one row a part, in the order of the page; what was typed is kept, what is wrong is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from broadcaster.domain.bulletin import Topic
from broadcaster.domain.programme import Programme
from broadcaster.domain.programme_parts import (
    ChoosingPart,
    CommuneBulletins,
    Filler,
    FixedSound,
    HamletAnnouncements,
    Limits,
    Part,
    Relay,
    RepeatOfDay,
    WeekdayColumn,
)
from broadcaster.queries.programme_page import AirableSound
from webui.forms import Form
from webui.language import _, later

MOST_PARTS = 24
LONGEST_MINUTES = 180
_HOUR_MS, _MINUTE_MS = 3_600_000, 60_000
KINDS: dict[str, str] = {
    "fixed": later("Âm thanh cố định"),
    "bulletins": later("Bản tin của xã"),
    "topic": later("Lấp bằng bản tin một chủ đề"),
    "hamlet": later("Thông báo của thôn"),
    "column": later("Chuyên mục theo thứ"),
    "repeat": later("Phát lại tin trong ngày"),
    "filler": later("Nhạc chờ cho đủ giờ"),
    "relay": later("Tiếp âm"),
}
ADDED = ("fixed", "bulletins", "topic", "hamlet", "column", "repeat", "filler")
"""What the page adds; a relay is set up on its own page and only moved about here."""
_LIMITS = ("fresh_days", "max_items", "max_minutes", "airings", "airings_a_day", "apart_hours")
_FIRST: dict[str, dict[str, object]] = {
    "bulletins": {"fresh_days": 7, "airings_a_day": 2},
    "topic": {"airings_a_day": 1, "apart_hours": 20},
    "hamlet": {"fresh_days": 7},
    "column": {"fresh_days": 30, "max_items": 1, "apart_hours": 20},
    "repeat": {"airings_a_day": 2},
}


@dataclass
class PartRow:
    """One part on the page: `key` names its fields, `values` are them by their short names."""

    key: str
    kind: str
    values: dict[str, object] = field(default_factory=dict)

    @property
    def chooses(self) -> bool:
        """Tell whether it chooses among bulletins, and so has limits."""
        return self.kind in _FIRST


@dataclass
class ProgrammeForm:
    """The whole page: what is said of the programme, its rows, and what is wrong."""

    form: Form
    rows: list[PartRow]

    @property
    def errors(self) -> dict[str, str]:
        """Sentences by field."""
        return self.form.errors

    def add_sounds(self, sounds: Sequence[str]) -> None:
        """Add a fixed part for each of these sounds, in their order, unless the programme would have too many."""
        if len(self.rows) + len(sounds) > MOST_PARTS:
            said = _(
                "Chương trình có nhiều nhất %(most)s phần; thêm %(n)s tiếng là quá. Ghép danh sách thành một tiếng.",
                most=MOST_PARTS,
                n=len(sounds),
            )
            self.form.wrong("playlist", said)
            return
        for sound in sounds:
            self.act("add:fixed")
            self.rows[-1].values["sound"] = sound

    def act(self, word: str) -> None:
        """Do what a button of a row asks for: "up:3", "down:3", "drop:3" or "add:bulletins"."""
        verb, _sign, what = word.partition(":")
        if verb == "add" and what in ADDED and len(self.rows) < MOST_PARTS:
            key = str(max((int(row.key) for row in self.rows), default=-1) + 1)
            self.rows.append(PartRow(key, what, dict(_FIRST.get(what, {}))))
            return
        at = next((nth for nth, row in enumerate(self.rows) if row.key == what), None)
        if at is None:
            return
        row = self.rows.pop(at)
        if verb != "drop":
            self.rows.insert(max(0, at + (-1 if verb == "up" else 1)), row)


def opened(programme: Programme) -> ProgrammeForm:
    """Show a programme that stands."""
    form = Form(
        name=programme.name,
        minutes=programme.minutes,
        freeze_minutes=programme.freeze_minutes,
    )
    form.update({f"least.{topic}": count for topic, count in programme.monthly_minimum.items()})
    return ProgrammeForm(form, [_shown(str(nth), part) for nth, part in enumerate(programme.parts)])


def blank() -> ProgrammeForm:
    """Show a new programme: the usual parts of a morning."""
    made = ProgrammeForm(Form(minutes=15, freeze_minutes=5), [])
    for kind in ("fixed", "bulletins", "hamlet", "fixed"):
        made.act(f"add:{kind}")
    return made


def read(posted: "MultiDict[str, str]") -> ProgrammeForm:
    """Read what was posted, in the order of the page."""
    keys = [key for key in posted.getlist("part") if key.isdecimal()][:MOST_PARTS]
    form = Form(posted, tuple(f"{key}.topics" for key in keys))
    rows = []
    for key in dict.fromkeys(keys):
        kind = form.words(f"{key}.kind")
        if kind in KINDS:
            names = [name for name in form if name.startswith(f"{key}.")]
            rows.append(PartRow(key, kind, {name.partition(".")[2]: form[name] for name in names}))
    return ProgrammeForm(form, rows)


def monthly_minimum(shown: ProgrammeForm) -> dict[str, int]:
    """Return how many airings a month each topic should have at least."""
    found = {topic.value: shown.form.whole(f"least.{topic.value}", least=0, most=60) or 0 for topic in Topic}
    return {topic: count for topic, count in found.items() if count}


def parts(
    shown: ProgrammeForm, sounds: Mapping[str, AirableSound], standing: Programme | None
) -> tuple[Part, ...]:
    """Return the parts; what cannot be is said beside its field."""
    made = [_part(shown.form, row, sounds, standing) for row in shown.rows]
    return tuple(part for part in made if part is not None)


def _shown(key: str, part: Part) -> PartRow:
    values: dict[str, object] = {"keep": key}
    kind = part.kind
    match part:
        case FixedSound() | Filler():
            values |= {"sound": part.sound}
        case CommuneBulletins():
            values |= {"topics": list(part.topics)}
        case WeekdayColumn():
            values |= {f"day{nth}": topic for nth, topic in enumerate(part.topics)}
        case Relay():
            values |= {"title": part.title, "duration_ms": part.duration_ms}
        case _:
            pass
    if isinstance(part, ChoosingPart):
        values |= _limit_fields(part.limits)
    return PartRow(key, kind, values)


def _limit_fields(limits: Limits) -> dict[str, object]:
    return {
        "fresh_days": limits.fresh_days,
        "max_items": limits.max_items,
        "max_minutes": None if limits.max_ms is None else limits.max_ms // _MINUTE_MS,
        "airings": limits.airings,
        "airings_a_day": limits.airings_a_day,
        "apart_hours": limits.apart_ms // _HOUR_MS or None,
    }


def _part(
    form: Form, row: PartRow, sounds: Mapping[str, AirableSound], standing: Programme | None
) -> Part | None:
    if row.kind in {"fixed", "filler"}:
        return _sound_part(form, row, sounds)
    if row.kind == "relay":
        return _kept(row, standing)
    limits = _limits(form, row)
    match row.kind:
        case "hamlet":
            return HamletAnnouncements(limits)
        case "repeat":
            return RepeatOfDay(limits)
        case "column":
            return _column(form, row, limits)
        case _:
            topics = _topics(form, row)
            if row.kind == "topic" and not topics:
                form.wrong(f"{row.key}.topics", _("Chọn chủ đề để lấp."))
            return CommuneBulletins(topics, limits)


def _sound_part(form: Form, row: PartRow, sounds: Mapping[str, AirableSound]) -> Part | None:
    found = sounds.get(form.words(f"{row.key}.sound"))
    if found is None:
        form.wrong(f"{row.key}.sound", _("Chọn âm thanh; chưa có thì thêm vào kho âm thanh trước."))
        return None
    if row.kind == "filler":
        return Filler(found.title, found.sound, found.duration_ms)
    return FixedSound(found.title, found.sound, found.duration_ms, found.is_music)


def _kept(row: PartRow, standing: Programme | None) -> Part | None:
    """Return a relay as it stands: its address is never taken from a form."""
    at = str(row.values.get("keep", ""))
    if standing is None or not at.isdecimal() or int(at) >= len(standing.parts):
        return None
    part = standing.parts[int(at)]
    return part if isinstance(part, Relay) else None


def _column(form: Form, row: PartRow, limits: Limits) -> WeekdayColumn:
    known = {topic.value for topic in Topic}
    days = [form.words(f"{row.key}.day{nth}") for nth in range(7)]
    one, two, three, four, five, six, seven = (topic if topic in known else "" for topic in days)
    if not any((one, two, three, four, five, six, seven)):
        form.wrong(f"{row.key}.day0", _("Chọn chủ đề cho ít nhất một ngày."))
    return WeekdayColumn((one, two, three, four, five, six, seven), limits)


def _topics(form: Form, row: PartRow) -> tuple[str, ...]:
    known = {topic.value for topic in Topic}
    return tuple(topic for topic in form.many(f"{row.key}.topics") if topic in known)


def _limits(form: Form, row: PartRow) -> Limits:
    typed = {name: form.whole(f"{row.key}.{name}", least=0, most=999) for name in _LIMITS}
    minutes, hours = typed["max_minutes"], typed["apart_hours"]
    return Limits(
        fresh_days=typed["fresh_days"],
        max_items=typed["max_items"],
        max_ms=None if minutes is None else minutes * _MINUTE_MS,
        airings=typed["airings"],
        airings_a_day=typed["airings_a_day"],
        apart_ms=(hours or 0) * _HOUR_MS,
    )
