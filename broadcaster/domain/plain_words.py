"""Is this said so that one understands it at first hearing? Remarks for the editor; none of them forbids anything.

After the rules of plain language for radio: one thought a sentence, no figure longer than an ear keeps, no letters
that stand for a name nobody told.
"""

import enum
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_SENTENCE = 220
"""Characters of spoken text after which a listener loses the thread, and a voice its breath."""
MOST_DIGITS = 4
_EXCERPT = 60
_SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+|\n+")
_FIGURE = re.compile(
    r"(?<![\w.,/+-])(?<!\d )(?:[1-9]\d{0,2}(?:\.\d{3})+(?![\d/]|\.\d)|[1-9]\d*(?![\w/-]|\.\d))(?! \d)"
)
"""A figure that counts something: not a group of a longer number, nor one that begins with a zero."""
_TELEPHONE = re.compile(r"0\d{8,10}|1[89]00\d{4,6}")
_BLANK = re.compile(r"\[[^\]\n]{1,80}\]")


class Remark(enum.Enum):
    """What is hard to follow."""

    LONG_SENTENCE = "long_sentence"
    LONG_FIGURE = "long_figure"
    LETTERS = "letters"


@dataclass(frozen=True)
class Hard:
    """A place that is hard to follow, and what stands there."""

    remark: Remark
    excerpt: str


def hard_places(written: str, spoken: str, spelled: Iterable[str]) -> tuple[Hard, ...]:
    """Return the places that are hard to follow; `spelled` are the abbreviations said letter by letter."""
    return tuple(dict.fromkeys((*_sentences(spoken), *_figures(written), *_letters(spelled))))


def blanks(text: str) -> tuple[str, ...]:
    """Return the places of a template that nobody has filled in: "[giờ họp]"."""
    return tuple(match.group() for match in _BLANK.finditer(text))


def _sentences(spoken: str) -> Iterator[Hard]:
    for sentence in _SENTENCE_END.split(spoken):
        if len(sentence) > LONGEST_SENTENCE:
            yield Hard(Remark.LONG_SENTENCE, f"{sentence[:_EXCERPT].rsplit(' ', 1)[0]} …")


def _figures(written: str) -> Iterator[Hard]:
    for match in _FIGURE.finditer(written):
        digits = match.group().replace(".", "")
        significant = digits.rstrip("0") or "0"  # 1.500.000 is "one and a half million"
        if len(digits) > MOST_DIGITS and len(significant) > 2 and not _TELEPHONE.fullmatch(digits):
            yield Hard(Remark.LONG_FIGURE, match.group())


def _letters(spelled: Iterable[str]) -> Iterator[Hard]:
    for written in spelled:
        yield Hard(Remark.LETTERS, written)
