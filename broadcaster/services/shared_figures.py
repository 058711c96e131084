"""Figures of other communes: files that their stations wrote, taken in as they came, and never mixed with our own."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from broadcaster.db.commune_tables import people
from broadcaster.db.coverage_tables import shared_figures
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.types import new_id
from broadcaster.reach.claim import Verdict
from broadcaster.services import audit

LARGEST = 200_000
"""Characters: a commune's file has some thousand."""
Share = Annotated[float, Field(ge=0, le=1)]


def _ordered(ends: tuple[float, float]) -> tuple[float, float]:
    if ends[0] > ends[1]:
        raise ValueError("a range runs from its lower end to its upper")
    return ends


def _around(three: tuple[float, float, float]) -> tuple[float, float, float]:
    if not three[1] <= three[2]:
        raise ValueError("a range runs from its lower end to its upper")
    return three


Range = Annotated[tuple[Share, Share], AfterValidator(_ordered)]
Middle = Annotated[tuple[Share, Share, Share], AfterValidator(_around)]
"""Middle, lower end, upper end."""


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class SharedTopic(_Block):
    """One topic's rungs as another station worked them out."""

    topic: Annotated[str, Field(min_length=1, max_length=32)]
    scheduled: Annotated[int, Field(ge=0)]
    confirmed: Annotated[int, Field(ge=0)]
    t0: Range | None
    t1: Range
    t2: Middle
    t3: Middle | None
    asked: Annotated[int, Field(ge=0)]
    ceiling: Share
    verdict: Verdict
    flags: Annotated[list[Annotated[str, Field(pattern=r"^DQ\d{1,2}$")]], Field(max_length=20)]


class SharedCommune(_Block):
    """Whose figures they are."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    is_sample: bool


class SharedFigures(_Block):
    """A file of figures; `sha` is over everything else and shows damage, not who wrote it."""

    format: Literal["loa-thon-reach-1"]
    commune: SharedCommune
    from_on: date
    until_on: date
    made_at: AwareDatetime
    version: Annotated[str, Field(max_length=32)]
    residents: Annotated[int, Field(ge=0, le=100_000_000)]
    topics: Annotated[list[SharedTopic], Field(max_length=50)]
    sha: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.until_on < self.from_on:
            raise ValueError("the last day lies before the first")
        if any(topic.confirmed > topic.scheduled or topic.asked > self.residents for topic in self.topics):
            raise ValueError("more confirmed than scheduled, or more asked than live there")
        return self


@dataclass(frozen=True)
class Received:
    """Another commune's figures with how they came here."""

    id: str
    figures: SharedFigures
    taken_by: str
    taken_at: datetime


def sealed(figures: dict[str, Any]) -> str:
    """Return the text of a file: the figures with their own SHA-256."""
    return json.dumps({**figures, "sha": _sha(figures)}, ensure_ascii=False, indent=1)


def take(session: Session, text: str, *, by: Person, now: datetime) -> SharedFigures:
    """Keep a file in place of an older one of the same commune and days.

    StationError `shared_unreadable`, `shared_damaged` (changed since it was written), `shared_own`, `not_allowed`.
    """
    by.require(Act.MAKE_REPORT)
    plain, found = _read(text)
    if found.commune.code == by.commune_id:
        raise StationError("shared_own")
    own = (
        shared_figures.c.commune_id == by.commune_id,
        shared_figures.c.code == found.commune.code,
        shared_figures.c.from_on == found.from_on,
        shared_figures.c.until_on == found.until_on,
    )
    session.execute(
        update(shared_figures).where(*own, shared_figures.c.struck_at.is_(None)).values(struck_at=now)
    )
    key = new_id()
    session.execute(
        insert(shared_figures).values(
            id=key,
            commune_id=by.commune_id,
            code=found.commune.code,
            name=found.commune.name,
            from_on=found.from_on,
            until_on=found.until_on,
            figures=plain,
            sha=found.sha,
            taken_by=by.id,
            taken_at=now,
        )
    )
    audit.record(
        session, "figures_taken_in", key, by=by, commune_id=by.commune_id, now=now, code=found.commune.code
    )
    return found


def drop(session: Session, key: str, *, by: Person, now: datetime) -> None:
    """Take a commune's figures off the page; the row stays on record. StationError `not_found`."""
    by.require(Act.MAKE_REPORT)
    own = (shared_figures.c.id == key, shared_figures.c.commune_id == by.commune_id)
    if session.scalar(select(shared_figures.c.id).where(*own)) is None:
        raise StationError("not_found")
    session.execute(update(shared_figures).where(*own).values(struck_at=now))
    audit.record(session, "figures_dropped", key, by=by, commune_id=by.commune_id, now=now)


def received(session: Session, commune_id: str) -> tuple[Received, ...]:
    """Return what was taken in and not dropped, by name, the newest days first."""
    column = shared_figures.c
    rows = session.execute(
        select(column.id, column.figures, people.c.full_name, column.taken_at)
        .join(people, people.c.id == column.taken_by)
        .where(column.commune_id == commune_id, column.struck_at.is_(None))
        .order_by(column.name, column.until_on.desc(), column.from_on)
    )
    return tuple(
        Received(key, SharedFigures.model_validate(figures), name, taken_at)
        for key, figures, name, taken_at in rows
    )


def _read(text: str) -> tuple[dict[str, Any], SharedFigures]:
    try:
        plain: dict[str, Any] = json.loads(text) if len(text) <= LARGEST else {}
        found = SharedFigures.model_validate(plain)
    except ValidationError as refusal:
        first = refusal.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "tệp"
        raise StationError("shared_unreadable", where=where, why=first["msg"]) from refusal
    except (ValueError, RecursionError) as refusal:
        raise StationError("shared_unreadable", where="JSON", why=str(refusal)[:80]) from refusal
    if found.sha != _sha({name: value for name, value in plain.items() if name != "sha"}):
        raise StationError("shared_damaged")
    return plain, found


def _sha(figures: dict[str, Any]) -> str:
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
