"""What every template can use: the commune's clock, words, icons and the addresses of static files."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

from flask import Flask, g, url_for
from markupsafe import Markup

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act
from broadcaster.domain.places import Commune
from broadcaster.queries.on_air import Tally
from webui import figures, lunar_words, words
from webui.board import QUIET, worst
from webui.errors import sentence
from webui.language import current

STATIC = Path(__file__).parent / "static"


def dress(app: Flask, commune: Commune) -> None:
    """Give the app's templates their filters and globals."""
    wall = figures.Wall(commune.zone)
    app.jinja_env.filters.update(
        clock=wall.clock,
        seconds=wall.seconds,
        lasting=figures.length,
        brief=figures.brief,
        number=figures.number,
        percent=figures.percent,
        start_error=figures.start_error,
        weekday=figures.weekday,
        short_day=figures.short_day,
        full_day=figures.full_day,
        long_day=figures.long_day,
        hour=figures.hour,
        bare_hamlet=figures.bare_hamlet,
        in_hamlet=figures.in_hamlet,
        day_of=wall.day,
        moon=lunar_words.moon,
        short_moon=lunar_words.short_moon,
        named=named,
        runs=runs,
        when=when(wall),
        since=since(wall),
    )
    app.jinja_env.globals.update(
        asset=asset,
        commune=commune,
        words=words,
        icon=icon,
        language=current,
        worst=worst,
        settled=settled,
        Act=Act,
        refusal_words=refusal_words,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def when(wall: figures.Wall) -> object:
    """Return a filter that says a moment as seen from the request's present."""

    def say(moment: datetime | None) -> str:
        return wall.when(moment, g.now)

    return say


def since(wall: figures.Wall) -> object:
    """Return a filter that says how long ago a moment was."""

    def say(moment: datetime | None) -> str:
        return wall.since(moment, g.now)

    return say


def icon(name: str, label: str = "") -> Markup:
    """Return an icon of the sprite; without a label it is decoration and hidden from screen readers."""
    heard = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="i" {}><use href="{}#{}"/></svg>').format(heard, asset("icons.svg"), name)


def asset(name: str) -> str:
    """Return the address of a static file; it changes with the file, so browsers may keep it for ever."""
    return url_for("static", filename=name, v=_mark(name))


@lru_cache(maxsize=64)
def _mark(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


class Timed(Protocol):
    """Anything on air with a title and a length."""

    @property
    def title(self) -> str:
        """What it is."""
        ...

    @property
    def duration_ms(self) -> int:
        """How long it lasts."""
        ...


Item = TypeVar("Item", bound=Timed)


def runs(items: Iterable[Item]) -> list[Item]:
    """Return the items, those of one title that follow each other as one: a filler is heard as one."""
    joined: list[Item] = []
    for item in items:
        if joined and joined[-1].title == item.title:
            whole_ms = joined[-1].duration_ms + item.duration_ms
            joined[-1] = replace(joined[-1], duration_ms=whole_ms)  # type: ignore[type-var]  # all are dataclasses
        else:
            joined.append(item)
    return joined


def named(keys: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Return the name of each key; one without a name stands for itself."""
    return [names.get(key, key) for key in keys]


def refusal_words(code: str, facts: Mapping[str, object], other: str = "") -> str:
    """Say why something does not air, from a rule's code and facts; `other` names what it collides with."""
    return sentence(StationError(code, **{"other": other, **facts}))


def settled(tally: Tally) -> tuple[int, int]:
    """Return the count beside a sign: how many speakers stand at the worst outcome, of how many."""
    found = worst(tally)
    return tally.of(*QUIET) if found in QUIET else tally.of(found), tally.total
