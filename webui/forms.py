"""Reading forms: what was typed is kept, what is wrong is said beside its field."""

from collections.abc import Callable
from datetime import date, datetime, time
from enum import Enum
from typing import TypeVar

from flask import request
from werkzeug.datastructures import MultiDict

from broadcaster.domain.calendar import moment_at
from broadcaster.domain.errors import StationError
from webui.errors import field_of, sentence
from webui.house import station
from webui.language import _
from webui.moments import written_day

_DAY_MS = 86_400_000
WARNING = "warn"
"""The kind of a flashed sentence that is no good news."""
Word = TypeVar("Word", bound=Enum)
Read = TypeVar("Read")


def read_hour(text: str) -> time:
    """Read an hour as people write it: 05:30, 5:30, 5h30, 17h, 17g15. Raises ValueError."""
    hours, _sign, minutes = text.strip().casefold().replace("h", ":").replace("g", ":").partition(":")
    return time(int(hours), int(minutes or 0))


def _span_ms(text: str) -> int:
    minutes, _sign, seconds = text.replace(",", ".").rpartition(":")
    found = 60_000 * int(minutes or 0) + round(1000 * float(seconds))
    if not 0 <= found < _DAY_MS:
        raise ValueError(text)
    return found


class Form(dict[str, object]):
    """The fields as typed, with the sentence of everything that could not be read."""

    def __init__(
        self, source: "MultiDict[str, str] | None" = None, lists: tuple[str, ...] = (), **first: object
    ) -> None:
        super().__init__(first)
        self.errors: dict[str, str] = {}
        if source is not None:
            self.update({name: source.get(name, "") for name in source})
            self.update({name: source.getlist(name) for name in lists})

    def words(self, name: str) -> str:
        """Return what was typed, without blanks around it."""
        return str(self.get(name) or "").strip()

    def many(self, name: str) -> tuple[str, ...]:
        """Return all that was ticked."""
        found = self.get(name)
        return tuple(str(each) for each in found) if isinstance(found, list | tuple) else ()

    def wrong(self, name: str, sentence: str) -> None:
        """Say what is wrong with a field; the first word stays."""
        self.errors.setdefault(name, sentence)

    def refused(self, refusal: StationError) -> None:
        """Put a refusal beside the field that it is about."""
        self.wrong(field_of(refusal.code), sentence(refusal))

    def day(self, name: str) -> date | None:
        """Read a day; None where nothing was typed."""
        return self._read(name, written_day, _("Ngày không đúng. Ghi như 24/11/2026."))

    def hour(self, name: str) -> time | None:
        """Read an hour; None where nothing was typed."""
        return self._read(name, read_hour, _("Giờ không đúng. Ghi như 05:30."))

    def moment(self, day_name: str, hour_name: str) -> datetime | None:
        """Read a moment of the commune from two fields; None unless both are there."""
        day, hour = self.day(day_name), self.hour(hour_name)
        return moment_at(day, hour, station().commune.zone) if day and hour else None

    def later_moment(self, day_name: str, hour_name: str) -> datetime | None:
        """Read a wish for a moment: both fields, or neither."""
        found = self.moment(day_name, hour_name)
        if self.words(day_name) and found is None and not self.errors:
            self.wrong(hour_name, _("Ghi cả giờ muốn phát, hoặc bỏ trống cả ngày và giờ."))
        return found

    def whole(self, name: str, *, least: int, most: int) -> int | None:
        """Read a whole number within its limits; None where nothing was typed."""
        told = _("Ghi một số từ %(least)s đến %(most)s.", least=least, most=most)
        found = self._read(name, int, told)
        if found is not None and not least <= found <= most:
            self.wrong(name, told)
            return None
        return found

    def decimal(self, name: str, *, least: float, most: float) -> float | None:
        """Read a number with a decimal comma or point, within its limits; None where nothing was typed."""
        told = _("Ghi một số từ %(least)s đến %(most)s.", least=least, most=most)
        found = self._read(name, lambda text: float(text.replace(",", ".").replace("−", "-")), told)
        if found is not None and not least <= found <= most:
            self.wrong(name, told)
            return None
        return found

    def span_ms(self, name: str) -> int | None:
        """Read a place within a sound, as 1:05,5 or 65.5, in milliseconds; None where nothing was typed."""
        return self._read(name, _span_ms, _("Ghi phút và giây, như 1:05,5."))

    def choice(self, name: str, kind: type[Word]) -> Word | None:
        """Read one word of a closed list by its name or value."""
        typed = self.words(name)
        found = next((each for each in kind if typed in {each.name, str(each.value)}), None)
        if found is None:
            self.wrong(name, _("Chọn một mục trong danh sách."))
        return found

    def need(self, name: str, found: Read | None, sentence: str) -> Read | None:
        """Ask for a field that was left empty."""
        if found is None and name not in self.errors:
            self.wrong(name, sentence)
        return found

    def _read(self, name: str, reader: Callable[[str], Read], sentence: str) -> Read | None:
        typed = self.words(name)
        if not typed:
            return None
        try:
            return reader(typed)
        except (ValueError, OverflowError):  # the second for a number without end
            self.wrong(name, sentence)
            return None


def posted(*lists: str) -> Form:
    """Return the posted form; `lists` are fields of which several may be ticked."""
    return Form(request.form, lists)
