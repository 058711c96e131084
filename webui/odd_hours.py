"""A word about hours at which people sleep: while they are typed, and once they stand in the timetable."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from flask import Blueprint, flash, render_template, request

from broadcaster.domain.odd_hours import odd_times
from broadcaster.domain.people import Act
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.schedule import DAY_MS, Slot
from broadcaster.queries import week as rows
from broadcaster.services import odd_hours
from webui.access import opens_to
from webui.forms import WARNING, Form, read_hour
from webui.house import commune_id, now, reading, today
from webui.language import _

pages = Blueprint("odd_hours", __name__, url_prefix="/lich-phat/gio-la")
_HOURS, _MINUTES = ("times", "at", "gio"), ("minutes", "phut")
"""What the three forms call them: a slot, a single broadcast, and one that is moved."""
_A_MINUTE_MS = 60_000


@dataclass(frozen=True)
class OddHours:
    """The odd ones among some hours, and whether a second person has to agree to them."""

    times: tuple[str, ...]
    asks_second: bool


@pages.get("")
@opens_to(Act.SCHEDULE)
def typed() -> str:
    """Answer with the warning for what is being typed, or with nothing."""
    return render_template("odd_hours.html", odd=of_form(Form(request.args)))


def of_form(form: Form) -> OddHours | None:
    """Return the odd hours of a form as far as it can be read yet; None where there are none."""
    times = _read(" ".join(form.words(name) for name in _HOURS))
    if not times:
        return None
    slot = Slot(Recurrence.daily(*times, first_on=today()), min(_length_ms(form), DAY_MS))
    return of_slots([slot])


def of_slots(slots: Iterable[Slot]) -> OddHours | None:
    """Return the odd hours of some slots; None where there are none."""
    times = tuple(sorted({each for slot in slots for each in odd_times(slot)}))
    if not times:
        return None
    with reading() as session:
        return OddHours(times, odd_hours.asks_second(session, commune_id(), now=now()))


def tell(slots: Iterable[Slot]) -> None:
    """Say of what was saved that it waits for a second person, where it does."""
    odd = of_slots(slots)
    if odd is not None and odd.asks_second:
        flash(
            _(
                "%(times)s là giờ bà con ngủ: loa chỉ kêu khi một người duyệt đồng ý ở trang Giờ phát.",
                times=", ".join(odd.times),
            ),
            WARNING,
        )


def _read(typed: str) -> set[time]:
    found = set()
    for each in typed.replace(",", " ").split():
        try:
            found.add(read_hour(each))
        except ValueError:
            continue  # not typed to its end
    return found


def _length_ms(form: Form) -> int:
    minutes = next((form.words(name) for name in _MINUTES if form.words(name).isdecimal()), "")
    if minutes:
        return max(int(minutes), 1) * _A_MINUTE_MS
    with reading() as session:
        sounds = rows.airable(session, commune_id(), now=now()) if form.words("bulletin") else ()
    named = (each.duration_ms for each in sounds if each.bulletin_id == form.words("bulletin"))
    return next(named, _A_MINUTE_MS)
