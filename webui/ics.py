"""The timetable as iCalendar (RFC 5545): lines end in CRLF, folded at 75 octets, text escaped, times in UTC."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from broadcaster.queries.coming import ComingStart

_FOLD = 75


def calendar(name: str, site: str, starts: Iterable[ComingStart], *, made_at: datetime) -> str:
    """Return the whole file; `site` makes the events' names unique in the world."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Loa Thon//Lich phat//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
        f"NAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for start in starts:
        lines.extend(_event(start, site, made_at))
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in _folded(line))


def _event(start: ComingStart, site: str, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{start.key}@{site}"
    yield f"DTSTAMP:{_utc(made_at)}"
    yield f"DTSTART:{_utc(start.starts_at)}"
    yield f"DTEND:{_utc(start.ends_at)}"
    yield f"SUMMARY:{_escaped(start.title)}"
    if start.places:
        yield f"LOCATION:{_escaped(', '.join(start.places))}"
    yield f"DESCRIPTION:{_escaped(chr(10).join(start.items))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Cut a line into pieces of at most 75 octets, never within a letter; each but the first begins with a blank."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > _FOLD:
            yield piece
            piece = " "
        piece += letter
    yield piece
