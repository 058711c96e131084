"""What happens to a speaker, and what it wants done: the two vocabularies between the agent and the world.

Facts go into the agent, effects come out, and the world carries effects out strictly in their order: what
stands behind a `Store` happens only when its records are on the disk. Instants are seconds of the monotonic
clock.
"""

from dataclasses import dataclass, field

from broadcaster.protocol.refusals import Code
from broadcaster.speaker.ledger import Record


@dataclass(frozen=True)
class Booted:
    """The program began. `boot_id` is the same as long as the monotonic clock has run on without a break."""

    boot_id: str
    sounds: frozenset[str]
    """SHA-256 of every sound in the cache that was verified."""
    body: bytes | None
    """The stored plan that the memory names, if it can still be read."""


@dataclass(frozen=True)
class Slept:
    """The machine was suspended: its monotonic clock stood still, and what it knew of the time is worth nothing."""

    boot_id: str


@dataclass(frozen=True)
class Connected:
    """A session with the broker began and its subscriptions are made."""


@dataclass(frozen=True)
class Disconnected:
    """The session is gone."""


@dataclass(frozen=True)
class Received:
    """A message came. `retained`: the broker had it stored."""

    topic: str
    payload: bytes
    retained: bool


@dataclass(frozen=True)
class BodyFetched:
    """The bytes of a plan, of the right length and SHA-256."""

    sha256: str
    data: bytes


@dataclass(frozen=True)
class SoundFetched:
    """A sound is in the cache, whole and verified."""

    sha256: str


@dataclass(frozen=True)
class SoundLost:
    """A sound is no longer in the cache: it made room for others, or rotted."""

    sha256: str


@dataclass(frozen=True)
class FetchFailed:
    """A plan or a sound did not come. `code` is set where more than the network is at fault."""

    sha256: str
    code: Code | None
    why: str


@dataclass(frozen=True)
class Began:
    """The first sample of a piece went out at `at_mono`."""

    id: str
    number: int
    at_mono: float


@dataclass(frozen=True)
class Ended:
    """A piece that had begun is over, `whole` or cut short; `fault` says why where nobody asked for it.

    `streamed_s` of `played_s` came from a stream.
    """

    id: str
    number: int
    at_mono: float
    played_s: float
    whole: bool
    fault: str = ""
    streamed_s: float = 0.0


@dataclass(frozen=True)
class Over:
    """Nothing more of this stream will sound."""

    id: str


@dataclass(frozen=True)
class Pulse:
    """The thread that makes the sound is alive; `free` is the flash that is left, in bytes."""

    free: int


@dataclass(frozen=True)
class Tick:
    """Time passed."""


Fact = (
    Booted | Slept | Connected | Disconnected | Received | BodyFetched | SoundFetched | SoundLost | FetchFailed
    | Began | Ended | Over | Pulse | Tick
)  # fmt: skip


@dataclass(frozen=True)
class Store:
    """One transaction of the journal, on the disk before anything after it.

    Where it is not `lasting`, a power cut may take it back without harm, and the flash is spared.
    """

    records: tuple[Record, ...]
    lasting: bool = True


@dataclass(frozen=True)
class KeepBody:
    """Put a plan on the disk under its SHA-256; older ones may go."""

    sha256: str
    data: bytes


@dataclass(frozen=True)
class Publish:
    """Send a message. Nothing is lost for good where it does not arrive."""

    topic: str
    payload: bytes
    retain: bool = False


@dataclass(frozen=True)
class Subscribe:
    """Hear exactly these topics."""

    topics: tuple[str, ...]


@dataclass(frozen=True)
class Will:
    """What the broker shall say when the next session breaks."""

    topic: str
    payload: bytes


@dataclass(frozen=True)
class Fetch:
    """Get a plan or a sound by HTTP, of exactly this length and SHA-256."""

    sha256: str
    size: int
    url: str
    is_body: bool = False


@dataclass(frozen=True)
class Keep:
    """These sounds are wanted, the soonest first; others may go when space is short, the oldest first."""

    sounds: tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """One piece of what sounds without a gap: `sound` is a SHA-256, or `tone:{name}` for a built-in tone.

    With `stream`, that stream of the station sounds, and `sound` where it fails.
    """

    number: int
    sound: str
    at_mono: float
    duration_s: float
    gain_db: float = 0.0
    stream: str = ""


@dataclass(frozen=True)
class Play:
    """Make one continuous stream of these pieces ready; each may sound only once it is permitted."""

    id: str
    turns: tuple[Turn, ...] = field(default=())


@dataclass(frozen=True)
class Permit:
    """The mark of this piece is on the disk: it may sound."""

    id: str
    number: int


@dataclass(frozen=True)
class Silence:
    """Stop this stream now."""

    id: str


Effect = Store | KeepBody | Publish | Subscribe | Will | Fetch | Keep | Play | Permit | Silence
