"""Written beside spoken: a reading cut into sentences, each change with its mark."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from broadcaster.domain.kept_reading import may_be_kept
from broadcaster.domain.pace import USUAL, Pace
from broadcaster.services.ports import Reading, SpokenMark
from webui.remarks import hints, warnings
from webui.spoken_looks import is_risky, look_of, why_risky

_SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+|\n+")
_BESIDE = 24
"""Characters of the text beside a risky place by which an approver knows it again."""


@dataclass(frozen=True)
class Piece:
    """A stretch of one side. `look` is "" where nothing changed; `other` is what stands on the other side."""

    text: str
    look: str = ""
    other: str = ""
    position: int = 0
    choices: tuple[str, ...] = ()
    why: str = ""
    seconds: float = 0.0
    left: str = ""
    """The written words before a risky place, and `right` those behind it."""
    right: str = ""


@dataclass(frozen=True)
class Pair:
    """A sentence on both sides; `seconds` is about when it is heard; `is_new`: not approved before."""

    written: tuple[Piece, ...]
    spoken: tuple[Piece, ...]
    seconds: float
    is_new: bool = False


@dataclass(frozen=True)
class Talk:
    """A whole text, ready for the page."""

    pairs: tuple[Pair, ...]
    risks: tuple[Piece, ...]
    counts: tuple[tuple[str, int], ...]
    asks: int
    changed: int
    gone: tuple[str, ...]
    """Sentences that were approved before and are no longer said."""
    spoken_ms: int
    hints: tuple[str, ...]
    """What is hard to follow at first hearing."""
    warnings: tuple[str, ...] = ()
    """What looks like somebody's own affair."""


def talk(
    reading: Reading, *, duration_ms: int | None = None, approved: str | None = None, voice: Pace = USUAL
) -> Talk:
    """Lay a reading out; without a finished sound its length is estimated from the pace of the voice.

    Times are in proportion to spoken characters: near enough to find a place by ear.
    """
    spoken_ms = duration_ms or voice.duration_ms(reading.text)
    pace = spoken_ms / 1000 / max(len(reading.text), 1)
    now_said = _said(reading.text)
    known = _said(approved) if approved is not None else None
    pairs = tuple(_paired(sentence, reading.source, pace, known) for sentence in _sentences(reading))
    pieces = [piece for pair in pairs for piece in pair.spoken]
    looks = Counter(piece.look for piece in pieces if piece.look)
    return Talk(
        pairs=pairs,
        risks=tuple(sorted((piece for piece in pieces if piece.why), key=lambda piece: piece.look != "ask")),
        counts=tuple((look, looks[look]) for look in ("num", "date", "abbr", "ask") if looks[look]),
        asks=looks["ask"],
        changed=sum(pair.is_new for pair in pairs),
        gone=tuple(said for said in known or () if said not in now_said),
        spoken_ms=spoken_ms,
        hints=hints(reading),
        warnings=warnings(reading.source),
    )


def _said(text: str) -> dict[str, None]:
    """Return the sentences of a spoken text in their order, each once."""
    return dict.fromkeys(said for part in _SENTENCE_END.split(text) if (said := part.strip()))


def kept_offers(shown: Talk | None, chosen: Mapping[int, str]) -> tuple[Piece, ...]:
    """Return the places where somebody chose a reading that may also be kept for all bulletins."""
    pieces = [piece for pair in shown.pairs for piece in pair.spoken] if shown else []
    return tuple(
        piece for piece in pieces if piece.look and piece.position in chosen and may_be_kept(piece.other)
    )


@dataclass(frozen=True)
class _Span:
    """An aligned stretch: character spans on both sides, and the mark where they differ."""

    written: str
    spoken: str
    spoken_at: int
    mark: SpokenMark | None


def _spans(reading: Reading) -> Iterator[_Span]:
    at, spoken_at = 0, 0
    for mark in reading.marks:
        if mark.start < at or mark.spoken_start < spoken_at:
            continue
        yield from _plain(
            reading.source[at : mark.start], reading.text[spoken_at : mark.spoken_start], spoken_at
        )
        yield _Span(mark.written, mark.spoken, mark.spoken_start, mark)
        at, spoken_at = mark.end, mark.spoken_end
    yield from _plain(reading.source[at:], reading.text[spoken_at:], spoken_at)


def _plain(written: str, spoken: str, spoken_at: int) -> Iterator[_Span]:
    """Cut unchanged words at sentence ends, where both sides have the same ends."""
    left, right = _cut(written), _cut(spoken)
    if len(left) != len(right):
        left, right = [written], [spoken]
    for one, other in zip(left, right, strict=True):
        if one or other:
            yield _Span(one, other, spoken_at, None)
        spoken_at += len(other)


def _cut(text: str) -> list[str]:
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def _sentences(reading: Reading) -> Iterator[list[_Span]]:
    sentence: list[_Span] = []
    for span in _spans(reading):
        sentence.append(span)
        if span.mark is None and _SENTENCE_END.search(span.spoken):
            yield sentence
            sentence = []
    if any(span.written.strip() or span.spoken.strip() for span in sentence):
        yield sentence


def _paired(sentence: list[_Span], source: str, pace: float, known: Container[str] | None) -> Pair:
    said = "".join(span.spoken for span in sentence).strip()
    return Pair(
        written=tuple(_piece(span, source, pace, spoken=False) for span in sentence),
        spoken=tuple(_piece(span, source, pace, spoken=True) for span in sentence),
        seconds=round(sentence[0].spoken_at * pace, 1),
        is_new=known is not None and said not in known,
    )


def _piece(span: _Span, source: str, pace: float, *, spoken: bool) -> Piece:
    text, other = (span.spoken, span.written) if spoken else (span.written, span.spoken)
    mark = span.mark
    if mark is None:
        return Piece(text)
    left, right = _beside(source, mark)
    return Piece(
        text=text,
        look=look_of(mark),
        other=other,
        position=mark.start,
        choices=mark.choices,
        why=why_risky(mark, left) if spoken and is_risky(mark, left) else "",
        seconds=round(max(span.spoken_at * pace - 2, 0), 1),
        left=left,
        right=right,
    )


def _beside(source: str, mark: SpokenMark) -> tuple[str, str]:
    """Return the whole words on the same line before and behind a place, a blank at their inner ends included."""
    before = source[max(0, mark.start - _BESIDE) : mark.start].rpartition("\n")[2]
    behind = source[mark.end : mark.end + _BESIDE].partition("\n")[0]
    if mark.start - len(before) > 0 and source[mark.start - len(before) - 1] != "\n":
        before = before.partition(" ")[2] or before
    if mark.end + len(behind) < len(source) and source[mark.end + len(behind)] != "\n":
        behind = behind.rpartition(" ")[0] or behind
    return before, behind
