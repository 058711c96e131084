"""An alert (*tin khẩn cấp*): what it says, who answered for it, and where it stands.

The form follows Article 6 of the Law on Civil Defence 2023 (Luật Phòng thủ dân sự 18/2023/QH15), the levels of danger
Article 7. An alert goes on air by two people within five minutes, or by one where both had locked it as a template.
"""

import enum
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Self

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person

CONFIRMED_FOR = timedelta(minutes=5)
"""How long the first person's word waits for the second one's."""
SILENCE_ALONE = timedelta(minutes=2)
"""So long one person may keep a real alert silent; then it sounds again, unless a second person agreed."""
LONGEST_FIELD = 1_000
LONGEST_TEXT = 4_000
EVERY_MIN = (0, 60)
LASTING_MIN = (5, 24 * 60)


class Danger(enum.Enum):
    """How dangerous it is: the three levels of civil defence, or not known yet."""

    LEVEL_1 = "1"
    LEVEL_2 = "2"
    LEVEL_3 = "3"
    UNKNOWN = "unknown"

    @property
    def severity(self) -> int:
        """Return 1 to 9: of two alerts on one speaker the graver sounds first."""
        return {"1": 3, "2": 5, "3": 8}.get(self.value, 5)


@dataclass(frozen=True)
class AlertForm:
    """The eight things that people must be told; what is not known yet says so in words."""

    kind: str
    time: str
    place: str
    intensity: str
    danger: Danger
    area: str
    forecast: str
    advice: str

    def check(self) -> None:
        """Raise StationError `alert_field` for a part that is empty or too long."""
        for name in (each.name for each in fields(self) if each.name != "danger"):
            if not 0 < len(getattr(self, name).strip()) <= LONGEST_FIELD:
                raise StationError("alert_field", field=name, limit=LONGEST_FIELD)

    def to_plain(self) -> dict[str, Any]:
        """Return what JSON can hold, and `from_plain` reads back."""
        return {**asdict(self), "danger": self.danger.value}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Read what `to_plain` wrote."""
        return cls(**{**plain, "danger": Danger(plain["danger"])})


class AlertPart(enum.Enum):
    """The three texts that belong to every alert and are made audible with it."""

    ALERT = "alert"
    ALL_CLEAR = "all_clear"
    CORRECTION = "correction"


@dataclass(frozen=True)
class AlertTexts:
    """What will be said: the alert itself, its end, and that it was wrong."""

    alert: str
    all_clear: str
    correction: str

    def of(self, part: AlertPart) -> str:
        """Return one of them."""
        return str(getattr(self, part.value))

    def check(self) -> None:
        """Raise StationError `alert_text` for a text that is empty or too long."""
        for part in AlertPart:
            if not 0 < len(self.of(part).strip()) <= LONGEST_TEXT:
                raise StationError("alert_text", part=part.value, limit=LONGEST_TEXT)


class AlertEnd(enum.Enum):
    """How an alert ended."""

    ALL_CLEAR = "all_clear"
    CORRECTION = "correction"
    STOPPED = "stopped"
    """Silenced without a word."""


@dataclass
class Alert:
    """An entity: one alert or exercise, or a template of one.

    `hamlets` empty means the whole commune. It is said again every `every_min` minutes (0: once) until `lasting_min`
    minutes after its release. `source` names the message that it was made from, where it came from elsewhere.
    """

    id: str
    commune_id: str
    form: AlertForm
    texts: AlertTexts
    hamlets: tuple[str, ...]
    is_exercise: bool
    every_min: int
    lasting_min: int
    author_id: str
    created_at: datetime
    changed_at: datetime
    revision: int = 1
    is_template: bool = False
    template_id: str | None = None
    source: str = ""
    first_id: str | None = None
    first_at: datetime | None = None
    first_approves: bool = False
    second_id: str | None = None
    second_at: datetime | None = None
    released_at: datetime | None = None
    ended_at: datetime | None = None
    ended_how: AlertEnd | None = None
    ended_by: str | None = None
    kept_silent_by: str | None = None
    kept_silent_at: datetime | None = None

    def check(self) -> None:
        """Raise StationError `alert_field`, `alert_text`, `alert_repeat`, `alert_lasting` for what cannot go on air."""
        self.form.check()
        self.texts.check()
        if not EVERY_MIN[0] <= self.every_min <= EVERY_MIN[1]:
            raise StationError("alert_repeat", least=EVERY_MIN[0], most=EVERY_MIN[1])
        if not LASTING_MIN[0] <= self.lasting_min <= LASTING_MIN[1]:
            raise StationError("alert_lasting", least=LASTING_MIN[0], most=LASTING_MIN[1])

    @property
    def is_locked(self) -> bool:
        """Tell whether two people have answered for this template."""
        return self.is_template and self.second_id is not None

    @property
    def until_at(self) -> datetime | None:
        """When it stops repeating; None before its release."""
        return self.released_at + timedelta(minutes=self.lasting_min) if self.released_at else None

    def is_live(self, now: datetime) -> bool:
        """Tell whether it is on air: released, not ended, its time not over."""
        return self.until_at is not None and self.ended_at is None and now < self.until_at

    def waits_for_second(self, now: datetime) -> bool:
        """Tell whether the first person's word still counts and the second one's is missing."""
        return self.second_id is None and self.first_at is not None and now - self.first_at <= CONFIRMED_FOR

    def changed(self, now: datetime) -> None:
        """Note an edit: whoever had confirmed had other words before them. StationError `alert_released`."""
        if self.released_at is not None:
            raise StationError("alert_released")
        self.revision += 1
        self.changed_at = now
        self._unconfirm()

    def confirm(self, *, revision: int, by: Person, now: datetime) -> bool:
        """Take one person's word for this very revision; tell whether it was the second and all is confirmed.

        StationError `not_allowed`, `alert_released`, `alert_changed`, `same_person`, `approver_missing`.
        """
        by.require(Act.ALERT)
        if self.released_at is not None or self.is_locked:
            raise StationError("alert_released")
        if revision != self.revision:
            raise StationError("alert_changed")
        if not self.waits_for_second(now):
            self._unconfirm()
            self.first_id, self.first_at, self.first_approves = by.id, now, by.may(Act.APPROVE)
            return False
        if by.id == self.first_id:
            raise StationError("same_person")
        if not (self.first_approves or by.may(Act.APPROVE)):
            raise StationError("approver_missing")
        self.second_id, self.second_at = by.id, now
        return True

    def release(self, now: datetime) -> None:
        """Put it on air; whoever calls this has seen to two people or a locked template."""
        if self.released_at is not None or self.is_template:
            raise StationError("alert_released")
        self.released_at = now

    def end(self, how: AlertEnd, *, by: Person, now: datetime) -> None:
        """End it: one person is enough. Words may still follow silence, and a correction the all-clear.

        StationError `not_allowed`, `alert_not_live`.
        """
        by.require(Act.ALERT)
        if self.released_at is None or how not in _MAY_FOLLOW[self.ended_how]:
            raise StationError("alert_not_live")
        self.silence(how, by=by, now=now)

    def silence(self, how: AlertEnd, *, by: Person, now: datetime) -> None:
        """Write down who ended it; also where a stop over its whole area did."""
        self.ended_at, self.ended_how, self.ended_by = now, how, by.id
        self.kept_silent_by = self.kept_silent_at = None

    @property
    def returns_at(self) -> datetime | None:
        """When it sounds again because only one person silenced it; None where it does not.

        An exercise does not; nor does what ended with words that everybody heard.
        """
        if self.is_exercise or self.ended_how is not AlertEnd.STOPPED or self.kept_silent_by:
            return None
        if self.ended_at is None or self.until_at is None:
            return None
        returns_at = self.ended_at + SILENCE_ALONE
        return returns_at if returns_at < self.until_at else None

    def keep_silent(self, *, by: Person, now: datetime) -> None:
        """Take the second person's word that silence is meant.

        StationError `not_allowed`, `alert_not_live`, `same_person`.
        """
        by.require(Act.STOP)
        if self.returns_at is None:
            raise StationError("alert_not_live")
        if by.id == self.ended_by:
            raise StationError("same_person")
        self.kept_silent_by, self.kept_silent_at = by.id, now

    def resume(self) -> None:
        """Be on air again, as before it was silenced."""
        self.ended_at = self.ended_how = self.ended_by = None

    def _unconfirm(self) -> None:
        self.first_id = self.first_at = self.second_id = self.second_at = None
        self.first_approves = False


_MAY_FOLLOW: dict[AlertEnd | None, frozenset[AlertEnd]] = {
    None: frozenset(AlertEnd),
    AlertEnd.STOPPED: frozenset({AlertEnd.ALL_CLEAR, AlertEnd.CORRECTION}),
    AlertEnd.ALL_CLEAR: frozenset({AlertEnd.CORRECTION}),
    AlertEnd.CORRECTION: frozenset(),
}
"""What may still be said after an alert has ended in some way."""
