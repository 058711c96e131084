"""Spoken text cut for a voice: at punctuation, never inside a number, a date or a name, with its pauses."""

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from audio_library.spoken.numbers import NUMBER_WORDS

LIMIT = 220


class Kind(enum.Enum):
    """What a sentence is in the document it comes from."""

    PLAIN = "plain"
    HEADING = "heading"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of text that the voice says in one breath, and the silence after it in milliseconds."""

    text: str
    pause_ms: int
    kind: Kind = Kind.PLAIN


_PAUSES_MS = {".": 450, "!": 450, "?": 450, "…": 450, ";": 300, ":": 300, ",": 150}
_CUT_PAUSE_MS = 60
_LINE_PAUSE_MS = 500
_HEADING_PAUSE_MS = 700
_STOP = re.compile(r"[.!?…;:]+[\"'”’)\]]*(?=\s|$)")
_BREAK = re.compile(r"[,–—-](?=\s)|(?<=\s)[–—-](?=\s)|\)")
_BLANK = re.compile(r"\s+")
_CALENDAR = frozenset(["ngày", "tháng", "năm", "mồng", "mùng", "giờ", "phút", "quý"])
_LINKS = frozenset(
    [
        "và",
        "hoặc",
        "của",
        "do",
        "để",
        "theo",
        "trên",
        "tại",
        "về",
        "từ",
        "với",
        "trong",
        "khi",
        "nếu",
        "thì",
        "mà",
        "cho",
        "bằng",
        "như",
        "được",
        "là",
        "nhằm",
    ]
)
_HEADING_LENGTH = 90


def sentences(spoken_text: str, limit: int = LIMIT) -> tuple[Sentence, ...]:
    """Cut spoken text into sentences of at most `limit` characters.

    A single number, date or name longer than `limit` is cut between its words all the same.
    Raises ValueError for a limit below 20.
    """
    if limit < 20:
        raise ValueError("a voice needs at least 20 characters at a time")
    pieces: list[Sentence] = []
    for line in spoken_text.splitlines():
        kind = _kind(line)
        pieces += _of_line(_BLANK.sub(" ", line).strip(" -•"), kind, limit)
    return tuple(pieces)


def _kind(line: str) -> Kind:
    words = line.strip()
    if words.startswith(("- ", "• ")) or words.endswith(";"):
        return Kind.LIST
    if words and len(words) <= _HEADING_LENGTH and words[-1] not in ".,;:!?…":
        return Kind.HEADING
    return Kind.PLAIN


def _of_line(line: str, kind: Kind, limit: int) -> Iterator[Sentence]:
    start = 0
    stops = [match.end() for match in _STOP.finditer(line)]
    for stop in (*stops, len(line)):
        piece = line[start:stop].strip()
        start = stop
        if any(character.isalnum() for character in piece):
            last = stop >= len(line)
            yield from _within(piece, kind, limit, _pause(piece, kind, last=last))


def _pause(piece: str, kind: Kind, *, last: bool) -> int:
    pause = _PAUSES_MS.get(piece.rstrip("\"'”’)]")[-1:], _LINE_PAUSE_MS)
    if not last:
        return pause
    return max(pause, _HEADING_PAUSE_MS if kind is Kind.HEADING else _LINE_PAUSE_MS)


def _within(piece: str, kind: Kind, limit: int, pause_ms: int) -> Iterator[Sentence]:
    while len(piece) > limit:
        cut = _cut(piece, limit)
        head = piece[:cut].rstrip()
        yield Sentence(head, _PAUSES_MS.get(head[-1], _CUT_PAUSE_MS), kind)
        piece = piece[cut:].lstrip()
    if piece:
        yield Sentence(piece, pause_ms, kind)


def _cut(piece: str, limit: int) -> int:
    """Find the best place to cut: the last comma, else before a linking word, else between words."""
    places = [match.start() for match in _BLANK.finditer(piece, 1, limit + 1) if match.start() <= limit]
    safe = [place for place in places if _is_safe(piece, place)]
    commas = [place for place in safe if piece[place - 1] in ",)–—"]
    links = [place for place in safe if _word_after(piece, place) in _LINKS]
    for cuts, least in ((commas, limit // 4), (links, limit // 4), (commas, 1), (safe, 1), (places, 1)):
        if cuts and cuts[-1] >= least:
            return cuts[-1]
    return limit


def _is_safe(piece: str, place: int) -> bool:
    before, after = _word_before(piece, place), _word_after(piece, place)
    if before in NUMBER_WORDS | _CALENDAR and after in NUMBER_WORDS | _CALENDAR:
        return False
    if before in _CALENDAR and after in NUMBER_WORDS:
        return False
    if before in NUMBER_WORDS and piece[place - 1] != ",":
        return after in _LINKS
    following = piece[place + 1 : place + 2]
    is_name = piece[place - 1].isalpha() and _starts_upper(piece, place) and following.isupper()
    return not is_name and before not in {"số", "điều", "khoản", "cấp", "thứ"}


def _starts_upper(piece: str, place: int) -> bool:
    start = piece.rfind(" ", 0, place) + 1
    return piece[start : start + 1].isupper()


def _word_before(piece: str, place: int) -> str:
    start = piece.rfind(" ", 0, place) + 1
    return piece[start:place].strip('.,;:()"“”').lower()


def _word_after(piece: str, place: int) -> str:
    end = piece.find(" ", place + 1)
    return piece[place + 1 : end if end > 0 else len(piece)].strip('.,;:()"“”').lower()
