"""The as-run log: what was planned beside what was played, for *Nhật ký*."""

from dataclasses import dataclass
from datetime import date, datetime

from broadcaster.domain.asrun import Outcome
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.types import Sha256
from broadcaster.queries.on_air import Tally


@dataclass(frozen=True)
class LogFilter:
    """What part of the log to show; days are the commune's. Empty fields do not narrow."""

    from_on: date
    until_on: date
    hamlet_code: str = ""
    device_id: str = ""
    outcome: Outcome | None = None
    words: str = ""
    broadcast_id: str = ""


@dataclass(frozen=True)
class LogLine:
    """One (broadcast, speaker) pair.

    `reason` is a stable code ("" when there is none): an E-code of the wire, or a word such as "power",
    "offline", "late", "hold", "emergency". `start_error_ms` is positive when the sound began late.
    """

    broadcast_id: str
    device_id: str
    hamlet: str
    title: str
    precedence: Precedence
    planned_at: datetime
    planned_ms: int
    started_at: datetime | None
    played_ms: int | None
    start_error_ms: int | None
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True)
class LogPage:
    """A page of the log, newest first. `older` and `newer` are opaque cursors, None at either end."""

    lines: tuple[LogLine, ...]
    tally: Tally
    older: str | None
    newer: str | None


@dataclass(frozen=True)
class LogEvent:
    """One thing known about a pair: `what` is an outcome word or a stable code, `source` who said so."""

    at: datetime
    what: str
    source: str
    detail: str = ""


@dataclass(frozen=True)
class LogStory:
    """Why a pair ended as it did: everything known about it, in order, with the sound's name."""

    line: LogLine
    sound_sha256: Sha256 | None
    plan_version: int | None
    events: tuple[LogEvent, ...]
