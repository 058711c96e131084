"""What speakers say on the wire, opened and turned into the words of the services."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial

from broadcaster.domain.asrun import ItemReport, NotPlayed, Outcome
from broadcaster.protocol.codec import Opened, open_envelope
from broadcaster.protocol.keyring import Keyring
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.reports import Event as WireEvent
from broadcaster.protocol.reports import Report as WireReport
from broadcaster.protocol.topics import Topic, parse
from broadcaster.services import reporting
from broadcaster.services.journal import Event

_KNOWN = 16_384
"""Topics and keys kept at hand, for a province's speakers say the same ones again and again."""
_LONGEST_DAY_MS = 86_400_000
_MOST_ITEMS = 1_000
_YEAR_3000 = 32_503_680_000
_SPEAKERS_OUTCOMES = frozenset({"DONE", "PARTIAL", "PREEMPTED", "MISSED", "CANCELLED"})


@dataclass(frozen=True)
class Heard:
    """A message that a speaker really signed, with the topic it came by and the bytes that prove it."""

    topic: Topic
    opened: Opened
    envelope: bytes


def open_heard(site: str, topic: str, envelope: bytes, public_key: str) -> Heard:
    """Open what came by `topic`. Raises Refused where it is not that speaker's own signed word."""
    named = topic_of(topic)
    opened = open_envelope(envelope, _keyring(public_key), site=site, device=named.name)
    if opened.message.scope.devices != (named.name,):
        raise Refused(Code.ADDRESS, "a speaker speaks for itself alone")
    return Heard(named, opened, envelope)


@lru_cache(maxsize=_KNOWN)
def _keyring(public_key: str) -> Keyring:
    return Keyring.of_device(bytes.fromhex(public_key))


@lru_cache(maxsize=_KNOWN)
def topic_of(topic: str) -> Topic:
    """Read the topic. Raises Refused (E04) for one that LOA/1 does not have."""
    try:
        return parse(topic)
    except ValueError as error:
        raise Refused(Code.ADDRESS, str(error)) from error


def report_of(said: WireReport) -> reporting.Report:
    """Turn a reported state into the station's words."""
    return reporting.Report(
        epoch=said.held.epoch,
        version=said.held.version,
        plan_sha=said.sha256,
        plan_until_at=_moment(said.until),
        ready_until_at=_moment(said.ready_until),
        missing=len(said.missing),
        clock=said.clock.value,
        skew_ms=said.clock_error_ms,
        errors=said.errors,
        free_bytes=said.free,
        gain_db=said.gain_db,
        playing=said.playing or "",
        issued=said.scope.issued,
    )


def event_of(said: WireEvent, envelope: bytes) -> Event:
    """Turn a numbered event into the station's words; a kind that the log does not use is only kept."""
    told = partial(Event, said.number, said.kind, envelope, said.id or None)
    if not said.id:
        return told()
    if said.kind in {"started", "ended"} or (said.kind == "missed" and "i" in said.data):
        return told(item=_item(said))
    if said.kind == "missed" and _word(said, "reason") == "withdrawn":
        return told()  # planning took it back and may bring it again: the station's own plan says which
    if said.kind == "missed":
        is_cancelled = _word(said, "outcome") == Outcome.CANCELLED.value
        word = NotPlayed.CANCELLED if is_cancelled else NotPlayed.MISSED
        return told(not_played=word, reason=_word(said, "reason"))
    if said.kind == "refused":
        return told(not_played=NotPlayed.REJECTED, reason=_word(said, "code"))
    return told()


def _item(said: WireEvent) -> ItemReport:
    outcome = Outcome.STARTED if said.kind == "started" else _outcome(_word(said, "outcome"))
    return ItemReport(
        item=max(0, min(int(_number(said, "i")), _MOST_ITEMS)),
        outcome=outcome,
        started_at=_moment_ms(_number(said, "started_at")),
        ended_at=_moment_ms(_number(said, "ended_at")),
        played_ms=max(0, min(round(_number(said, "played_s") * 1000), _LONGEST_DAY_MS)),
        start_error_ms=_error_ms(said) if "start_error_ms" in said.data else None,
        reason=_word(said, "reason"),
        of=max(0, min(int(_number(said, "of")), _MOST_ITEMS)),
    )


def _error_ms(said: WireEvent) -> int:
    return max(-_LONGEST_DAY_MS, min(round(_number(said, "start_error_ms")), _LONGEST_DAY_MS))


def _outcome(word: str) -> Outcome:
    """Read an outcome; one that no speaker may report says nothing certain."""
    return Outcome(word) if word in _SPEAKERS_OUTCOMES else Outcome.UNKNOWN


def _word(said: WireEvent, name: str) -> str:
    return str(said.data.get(name, ""))[:64].replace("\0", "")


def _number(said: WireEvent, name: str) -> float:
    value = said.data.get(name, 0)
    return value if isinstance(value, int | float) else 0


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < _YEAR_3000 else None


def _moment_ms(milliseconds: float) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if 0 < milliseconds < _YEAR_3000 * 1000 else None
