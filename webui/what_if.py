"""Trying a layout without changing it: speakers moved, turned or added, all of it in the page's own address."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from broadcaster.queries.coverage import Layout, PlacedSpeaker
from webui import coverage_words
from webui.forms import Form
from webui.language import _

NEW = "MOI-"
"""Ids of speakers that only this page knows begin so."""
MOST = 20


@dataclass(frozen=True)
class Trial:
    """One speaker as it might stand: where, in degrees, and where its horns point, clockwise from north."""

    id: str
    lat: float
    lon: float
    aims: tuple[float, ...]

    def __str__(self) -> str:
        """Spell it for an address."""
        return "~".join([self.id, f"{self.lat:.6f}", f"{self.lon:.6f}", *(f"{aim:g}" for aim in self.aims)])

    @property
    def is_new(self) -> bool:
        """Tell whether no such speaker exists."""
        return self.id.startswith(NEW)


def read_spot(form: Form) -> tuple[float, float, tuple[float, ...]] | None:
    """Read latitude, longitude and the horns' directions; None where any of them is wrong, and said so beside it."""
    lat = form.need("lat", form.decimal("lat", least=-90, most=90), _("Ghi vĩ độ, ví dụ 20,90651."))
    lon = form.need("lon", form.decimal("lon", least=-180, most=180), _("Ghi kinh độ, ví dụ 105,65243."))
    aims = _aims(form)
    return None if lat is None or lon is None or aims is None else (lat, lon, aims)


def _aims(form: Form) -> tuple[float, ...] | None:
    try:
        aims = coverage_words.read_aims(form.words("huong"))
        if all(aim < 360 for aim in aims):
            return aims
    except ValueError:
        pass
    form.wrong("huong", _("Ghi hướng từng họng loa bằng độ, từ 0 đến 359, cách nhau bằng dấu cách: 90 270."))
    return None


def read_trials(texts: Sequence[str], layout: Layout) -> tuple[Trial, ...]:
    """Read what an address spells; what cannot be meant is left out, and of two trials of a speaker the last stands."""
    known = {each.id for each in layout.speakers} | set(layout.unplaced)
    trials: dict[str, Trial] = {}
    for text in texts[:MOST]:
        name, *numbers = text.split("~")
        try:
            lat, lon, *aims = (float(number) for number in numbers)
        except ValueError:
            continue
        if not (abs(lat) <= 90 and abs(lon) <= 180 and all(0 <= aim < 360 for aim in aims)):
            continue
        if name in known or name.startswith(NEW):
            trials.pop(name, None)
            trials[name] = Trial(name, lat, lon, tuple(aims))
    return tuple(trials.values())


def tried(layout: Layout, trials: Sequence[Trial]) -> Layout:
    """Return the layout with the trials in it; a speaker that is moved keeps its level, a new one is the usual horn."""
    speakers = {each.id: each for each in layout.speakers}
    for trial in trials:
        present = speakers.get(trial.id)
        changed = (
            replace(present, lat=trial.lat, lon=trial.lon, aims=trial.aims)
            if present
            else PlacedSpeaker(
                trial.id, trial.id, "", max(1, len(trial.aims)), 0.0, trial.lat, trial.lon, trial.aims
            )
        )
        layout = layout.with_speaker(changed)
    return layout


def next_new(trials: Sequence[Trial]) -> str:
    """Return an id for one more speaker."""
    taken = {trial.id for trial in trials}
    return next(f"{NEW}{number}" for number in range(1, MOST + 2) if f"{NEW}{number}" not in taken)
