"""A bulletin (*bản tin*): words for air, from the first draft to the day it expires."""

import enum
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime

from broadcaster.domain.errors import StationError
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.sound_style import SoundStyle
from broadcaster.domain.types import Sha256, new_id, sha256

LONGEST_TITLE = 160
LONGEST_TEXT = 60_000
"""Characters; about an hour and a quarter of speech, longer than any session a commune allows."""


class Topic(enum.Enum):
    """What a bulletin is about. Reach is counted per topic, so the list is short and steady."""

    INNOVATION = "innovation"
    """Science, technology, innovation and digital transformation: the plan's own target."""
    AGRICULTURE = "agriculture"
    HEALTH = "health"
    WEATHER = "weather"
    SECURITY = "security"
    LAW = "law"
    EDUCATION = "education"
    CULTURE = "culture"
    ADMINISTRATION = "administration"
    COMMUNITY = "community"


class BulletinState(enum.Enum):
    """Where a bulletin stands. Only APPROVED may ever sound."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


EDITABLE = frozenset(
    {BulletinState.DRAFT, BulletinState.RETURNED, BulletinState.SUBMITTED, BulletinState.APPROVED}
)


def plain_words(text: str) -> str:
    """Return what somebody typed as it is kept: accents composed, lines ended alike, nothing that cannot be seen."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    return "".join(
        sign for sign in composed if sign in "\n\t" or unicodedata.category(sign) not in _UNSEEN
    ).strip()


_UNSEEN = frozenset({"Cc", "Cs"})
"""Control signs, which a database may refuse, and halves of surrogate pairs, which cannot be written at all."""


@dataclass(frozen=True)
class Wording:
    """All that an author decides. `hamlets` empty means the whole commune; `expires_on` is its last day on air."""

    title: str
    text: str
    topic: Topic
    precedence: Precedence
    expires_on: date
    hamlets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", plain_words(self.title))
        object.__setattr__(self, "text", plain_words(self.text))
        object.__setattr__(self, "hamlets", tuple(sorted(set(self.hamlets))))

    def check(self, *, today: date, known_hamlets: frozenset[str]) -> None:
        """Refuse words that could not be broadcast; the code names the field and the rule."""
        if not self.title:
            raise StationError("title_missing")
        if len(self.title) > LONGEST_TITLE:
            raise StationError("title_too_long", limit=LONGEST_TITLE, length=len(self.title))
        if not self.text:
            raise StationError("text_missing")
        if len(self.text) > LONGEST_TEXT:
            raise StationError("text_too_long", limit=LONGEST_TEXT, length=len(self.text))
        if self.precedence is Precedence.EMERGENCY:
            raise StationError("emergency_elsewhere")
        if self.expires_on < today:
            raise StationError("already_expired", expires_on=self.expires_on)
        if unknown := set(self.hamlets) - known_hamlets:
            raise StationError("hamlet_unknown", hamlet=", ".join(sorted(unknown)))


@dataclass
class Bulletin:
    """A bulletin with its history's present end.

    `revision` counts edits: two people who edit the same revision cannot overwrite each other. `choices` are the
    readings that somebody chose where the spoken form asked, by position in the text.
    """

    id: str
    commune_id: str
    title: str
    text: str
    topic: Topic
    precedence: Precedence
    hamlets: tuple[str, ...]
    expires_on: date
    author_id: str
    created_at: datetime
    changed_at: datetime
    state: BulletinState = BulletinState.DRAFT
    revision: int = 1
    choices: dict[str, str] = field(default_factory=dict)
    request_id: str | None = None
    approved_at: datetime | None = None
    approved_rendition_id: str | None = None

    @property
    def wording(self) -> Wording:
        """The author's decisions as one value."""
        return Wording(self.title, self.text, self.topic, self.precedence, self.expires_on, self.hamlets)

    def reword(self, wording: Wording, *, seen_revision: int, now: datetime) -> None:
        """Take new words; any earlier approval or submission is void.

        Raises StationError `edited_meanwhile`, `not_editable`.
        """
        if self.state not in EDITABLE:
            raise StationError("not_editable", state=self.state.value)
        if seen_revision != self.revision:
            raise StationError("edited_meanwhile", yours=seen_revision, current=self.revision)
        if wording == self.wording:
            return
        if wording.text != self.text:
            self.choices = {}
        self.title, self.text, self.topic = wording.title, wording.text, wording.topic
        self.precedence, self.hamlets, self.expires_on = (
            wording.precedence,
            wording.hamlets,
            wording.expires_on,
        )
        self._void(now)

    def choose(self, position: int, reading: str, *, now: datetime) -> None:
        """Keep the reading that somebody chose for the words at `position`; like any edit it voids an approval."""
        if self.state not in EDITABLE:
            raise StationError("not_editable", state=self.state.value)
        if self.choices.get(str(position)) != reading:
            self.choices = {**self.choices, str(position): reading}
            self._void(now)

    def resound(self, *, now: datetime) -> None:
        """Take the bulletin back from its approvers, because its sound is to be another one."""
        if self.state not in EDITABLE:
            raise StationError("not_editable", state=self.state.value)
        if self.state in {BulletinState.SUBMITTED, BulletinState.APPROVED}:
            self._void(now)

    def _void(self, now: datetime) -> None:
        self.state, self.approved_at, self.approved_rendition_id = BulletinState.DRAFT, None, None
        self.revision += 1
        self.changed_at = now


def draft(
    wording: Wording, *, commune_id: str, author_id: str, now: datetime, request_id: str | None = None
) -> Bulletin:
    """Start a bulletin."""
    return Bulletin(
        id=new_id(),
        commune_id=commune_id,
        title=wording.title,
        text=wording.text,
        topic=wording.topic,
        precedence=wording.precedence,
        hamlets=wording.hamlets,
        expires_on=wording.expires_on,
        author_id=author_id,
        created_at=now,
        changed_at=now,
        request_id=request_id,
    )


class RenditionState(enum.Enum):
    """Where the making of a sound stands."""

    QUEUED = "queued"
    READY = "ready"
    FAILED = "failed"


@dataclass
class Rendition:
    """One bulletin revision made audible: the exact words to be said, and the exact sound once it is made."""

    id: str
    commune_id: str
    bulletin_id: str
    revision: int
    title: str
    spoken_text: str
    spoken_sha: Sha256
    created_at: datetime
    due_at: datetime
    state: RenditionState = RenditionState.QUEUED
    leased_until: datetime | None = None
    attempts: int = 0
    progress: int = 0
    doing: str = ""
    failure: str | None = None
    sound_sha: Sha256 | None = None
    duration_ms: int | None = None
    loudness_lufs: float | None = None
    true_peak_dbtp: float | None = None
    voice: str | None = None
    peaks: list[int] = field(default_factory=list)
    style: SoundStyle | None = None
    """What it wears; None for those that were made before anybody could choose."""
    recorded_sha: Sha256 | None = None
    """The voice of a person who has spoken it; None has it spoken by machine."""
    dictionary_version: str | None = None
    """By which dictionary its words were read; None for those made before it was written down."""

    @property
    def is_ready(self) -> bool:
        """Tell whether there is a sound to hear."""
        return self.state is RenditionState.READY and self.sound_sha is not None


def rendition(
    bulletin: Bulletin,
    spoken_text: str,
    *,
    now: datetime,
    style: SoundStyle | None = None,
    recorded: Sha256 | None = None,
    dictionary: str | None = None,
) -> Rendition:
    """Order the sound of a bulletin's present words."""
    return Rendition(
        id=new_id(),
        commune_id=bulletin.commune_id,
        bulletin_id=bulletin.id,
        revision=bulletin.revision,
        title=bulletin.title,
        spoken_text=spoken_text,
        spoken_sha=sha256(spoken_text),
        created_at=now,
        due_at=now,
        style=style,
        recorded_sha=recorded,
        dictionary_version=dictionary,
    )
