"""Bulletins and requests: the rows of *Bàn biên tập*, *Duyệt* and the hamlet head's phone page."""

from dataclasses import dataclass, field
from datetime import date, datetime

from broadcaster.domain.bulletin import BulletinState, RenditionState, Topic
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.request import RequestState
from broadcaster.domain.sound_style import SoundStyle
from broadcaster.domain.types import Sha256
from broadcaster.queries.on_air import Tally


@dataclass(frozen=True)
class Sound:
    """The rendered sound.

    `peaks` are up to 200 bars of 0-255; `voice` names the voice that was really used, with its engine.
    """

    sha256: Sha256
    duration_ms: int
    peaks: tuple[int, ...]
    voice: str
    loudness_lufs: float | None
    true_peak_dbtp: float | None


@dataclass(frozen=True)
class Rendering:
    """Where the making of the sound stands: `progress` 0-100, `failure` a stable code ("" when none)."""

    state: RenditionState
    progress: int
    doing: str
    failure: str
    sound: Sound | None
    spoken_text: str = ""
    """The words that it says."""
    style: SoundStyle = field(default_factory=SoundStyle)
    """What is heard around and under them."""


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened to a bulletin: `what` is a stable word (submitted, approved, returned, …)."""

    at: datetime
    who: str
    what: str
    note: str = ""


@dataclass(frozen=True)
class BulletinLine:
    """A bulletin in a list.

    `hamlets` are names, none means the whole commune; `rendition` is None before any sound was ordered;
    `next_at` is the next planned airing; `note` is the reason where it was returned.
    """

    id: str
    title: str
    state: BulletinState
    rendition: RenditionState | None
    precedence: Precedence
    topic: Topic
    hamlets: tuple[str, ...]
    author: str
    changed_at: datetime
    duration_ms: int | None
    expires_on: date
    next_at: datetime | None
    note: str = ""


@dataclass(frozen=True)
class BulletinPage:
    """A page of the desk's list; `counts` tells how many bulletins stand at each state, for the tabs."""

    lines: tuple[BulletinLine, ...]
    counts: tuple[tuple[BulletinState, int], ...]
    page: int
    pages: int


@dataclass(frozen=True)
class EditorView:
    """One bulletin under the operator's hands; `hamlets` are codes.

    `revision` guards against two people editing at once; `choices` are readings chosen, by position in
    `text`.
    """

    id: str
    revision: int
    title: str
    text: str
    choices: tuple[tuple[int, str], ...]
    state: BulletinState
    precedence: Precedence
    topic: Topic
    hamlets: tuple[str, ...]
    expires_on: date
    author: str
    author_id: str
    changed_at: datetime
    rendering: Rendering | None
    history: tuple[HistoryLine, ...]


@dataclass(frozen=True)
class ReviewView:
    """One bulletin before the approver: the exact words, the exact sound, and where it would be heard.

    `hamlets` are names. `position` of `total` in the queue; `next_id` follows it. `approved_spoken` is what
    was approved last time, if ever. `next_at` is the first planned airing.
    """

    id: str
    revision: int
    title: str
    text: str
    spoken: str
    spoken_sha256: Sha256
    choices: tuple[tuple[int, str], ...]
    sound: Sound | None
    precedence: Precedence
    topic: Topic
    hamlets: tuple[str, ...]
    speakers: int
    expires_on: date
    author: str
    author_id: str
    submitted_at: datetime
    next_at: datetime | None
    approved_spoken: str | None
    position: int
    total: int
    next_id: str | None
    history: tuple[HistoryLine, ...]


@dataclass(frozen=True)
class Story:
    """A request as its sender follows it: each step's instant, None while it lies ahead.

    `answered_at` and `answered_by` tell who accepted or refused it; `reason` why it was refused. After that
    its bulletin tells the rest: submitted, approved, planned, aired, with the tally of the
    speakers there.
    """

    id: str
    title: str
    text: str
    hamlet: str
    state: RequestState
    sent_by: str
    sent_at: datetime
    wanted_at: datetime | None
    answered_at: datetime | None
    answered_by: str
    reason: str
    bulletin_id: str | None
    submitted_at: datetime | None
    approved_at: datetime | None
    planned_at: datetime | None
    aired_at: datetime | None
    tally: Tally | None
    unit: str = ""
    """The unit's name where a unit sent it; `hamlet` is "" then."""
    topic: Topic | None = None
    author: str = ""
    final_text: str = ""
    """The bulletin's words as they stand now, which the office may have edited."""


@dataclass(frozen=True)
class HamletHome:
    """The hamlet head's page: how the own speakers stand, and the newest requests of all `stories_total`."""

    hamlet_code: str
    hamlet: str
    now_at: datetime
    speakers: int
    silent: int
    sounding: int
    sounding_title: str
    next_at: datetime | None
    next_title: str
    stories: tuple[Story, ...]
    stories_total: int
    opinions: int = 0
    """What residents said here and nobody has answered."""
