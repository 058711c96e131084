"""Garbled text, read until reading it again changes nothing: what a dropped sign leaves may be something to read."""

import re
from collections.abc import Callable
from typing import NamedTuple

from audio_library.spoken.layout import UPPER
from audio_library.spoken.marks import Confidence, Mark, SpokenForm

_ROUNDS = 6
_DOTTED_BEFORE = re.compile(rf"(?<![^\W\d_])[{UPPER}]\. *\Z")
"""A dotted abbreviation wants a name behind it."""
_THOUSANDS = ("nghìn", "ngàn", "triệu", "tỷ")
_LONE_UNIT = re.compile(r" ?đ(?![^\W\d_²³¹])")
"""Behind one of these words a lone "đ" is money."""
_CAPITALS_BESIDE = re.compile(rf"(?<![{UPPER}])[{UPPER}]{{1,3}} [{UPPER}]")
"""A short word in capitals may be a word beside another one, and an abbreviation where that one is read."""
_ONLY_SIGNS = re.compile(r"(?:[^\w\n]|_)+(?:\n|\Z)")
_TELLING = frozenset(["character", "stroke", "blank", "address", "hashtag"])


def settled(form: SpokenForm, again: Callable[[str], SpokenForm]) -> SpokenForm:
    """Read the spoken text again until it stays, where something in the source may make that necessary."""
    doubtful = _doubtful_lines(form)
    if not doubtful or again(doubtful).text == doubtful:
        return form
    for _ in range(_ROUNDS):
        later = again(form.text)
        if later.text == form.text:
            break
        form = _joined(form, later)
    return form


def _doubtful_lines(form: SpokenForm) -> str:
    """Give the lines of the spoken text that may read otherwise a second time."""
    lines: list[str] = []
    done = 0
    for mark in form.marks:
        if mark.spoken_end >= done and _may_join(form.source, mark):
            start, end = (
                form.text.rfind("\n", 0, mark.spoken_start) + 1,
                form.text.find("\n", mark.spoken_end),
            )
            end = len(form.text) if end < 0 else end
            lines.append(form.text[start:end])
            done = end + 1
    return "\n".join(lines)


def _may_join(source: str, mark: Mark) -> bool:
    """Whether a mark left out a sign inside a line, so that its neighbours may now be read together."""
    if _joins_a_word(source, mark):
        return True
    if mark.rule == "sign":
        arrow = "→" in mark.written or (">" in mark.written and len(mark.written) > 1)
        return arrow or mark.written in {"~", "°", "@"} or source[mark.end : mark.end + 1].isalpha()
    if mark.rule != "layout":
        return mark.rule in _TELLING
    if source[mark.start - 1 : mark.start] in {"", "\n"}:
        begun = mark.written.lstrip()[:1] in {".", "…", "|"}
        return begun or _ONLY_SIGNS.match(source, mark.end) is not None
    return not mark.written.endswith("./.") or bool(source[mark.end : mark.end + 2].strip())


def _joins_a_word(source: str, mark: Mark) -> bool:
    """Whether what a mark says makes something to be read of what stands beside it."""
    start, end, _, _, written, spoken, *_ = mark
    if source[start - 1 : start] == "." and source[start - 2 : start - 1].isalpha():
        return True
    if written.isupper() and _CAPITALS_BESIDE.search(source, max(0, start - 4), end + 5):
        return True
    if spoken[:1].isupper() and _DOTTED_BEFORE.search(source, max(0, start - 8), start):
        return True
    return spoken.endswith(_THOUSANDS) and _LONE_UNIT.match(source, end) is not None


class _Span(NamedTuple):
    """What a reading changes: where it stands in the text between the two readings, and how its length differs."""

    start: int
    end: int
    grown: int
    mark: Mark | None
    later: bool


def _spans(form: SpokenForm, *, later: bool) -> list[_Span]:
    """Give the marks of a form (of the later one: its changes), and the gaps between them with another blank."""
    spans: list[_Span] = []
    done = spoken_done = 0
    ends = Mark(
        len(form.source), len(form.source), len(form.text), len(form.text), "", "", "", Confidence.SURE
    )
    for mark in (*form.marks, ends):
        gap = form.source[done : mark.start], form.text[spoken_done : mark.spoken_start]
        if gap[0] != gap[1]:
            begin, before_end, after_end = _difference(*gap)
            start, end = (
                (done + begin, done + before_end) if later else (spoken_done + begin, spoken_done + after_end)
            )
            spans.append(_Span(start, end, len(gap[1]) - len(gap[0]), None, later))
        start, end = (mark.start, mark.end) if later else (mark.spoken_start, mark.spoken_end)
        if mark is not ends and (not later or mark.spoken != mark.written):
            spans.append(_Span(start, end, len(mark.spoken) - len(mark.written), mark, later))
        done, spoken_done = mark.end, mark.spoken_end
    return spans


def _difference(before: str, after: str) -> tuple[int, int, int]:
    """Give how far two texts begin alike, and where in each of them the part that differs ends."""
    begin = _alike(before, after)
    alike = _alike(before[begin:][::-1], after[begin:][::-1])
    return begin, len(before) - alike, len(after) - alike


def _alike(one: str, other: str) -> int:
    """Count the characters with which two texts begin alike."""
    pairs = zip(one, other, strict=False)
    return next((count for count, pair in enumerate(pairs) if pair[0] != pair[1]), min(len(one), len(other)))


def _joined(first: SpokenForm, later: SpokenForm) -> SpokenForm:
    """Make one form of two: marks that the later reading did not touch stay, the others become one mark each."""
    spans = sorted((*_spans(first, later=False), *_spans(later, later=True)), key=lambda span: span[:2])
    marks: list[Mark] = []
    shift = spoken_shift = 0
    while spans:
        group = _group(spans)
        del spans[: len(group)]
        start, end = group[0].start, max(span.end for span in group)
        source_start, spoken_start = start + shift, start + spoken_shift
        shift -= sum(span.grown for span in group if not span.later)
        spoken_shift += sum(span.grown for span in group if span.later)
        places = source_start, end + shift, spoken_start, end + spoken_shift
        mark = _mark(group, first.source, later.text, places)
        if mark is not None:
            marks.append(mark)
    return SpokenForm(first.source, later.text, tuple(marks))


def _group(spans: list[_Span]) -> list[_Span]:
    """Give the first spans that overlap one another."""
    end, count = spans[0].end, 1
    while count < len(spans) and spans[count].start < end:
        end, count = max(end, spans[count].end), count + 1
    return spans[:count]


def _mark(group: list[_Span], source: str, text: str, places: tuple[int, int, int, int]) -> Mark | None:
    marks = [span.mark for span in group if span.mark is not None]
    if not marks:
        return None
    start, end, spoken_start, spoken_end = places
    spoken = text[spoken_start:spoken_end]
    only = marks[0]
    if len(group) == 1 and not group[0].later:
        return only._replace(start=start, end=end, spoken_start=spoken_start, spoken_end=spoken_end)
    asks = [mark for mark in marks if mark.confidence is Confidence.ASK]
    confidence = Confidence.ASK if asks else Confidence.ASSUMED
    choices = (spoken,) if asks else ()
    return Mark(*places, source[start:end], spoken, marks[-1].rule, confidence, choices)
