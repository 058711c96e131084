"""What reading a text aloud yields: the spoken words, and a mark for every span changed or in doubt."""

import enum
from dataclasses import dataclass
from typing import NamedTuple


class Confidence(enum.Enum):
    """How sure the grammar is of one reading."""

    SURE = "sure"
    ASSUMED = "assumed"
    ASK = "ask"


class Region(enum.Enum):
    """The voice's part of the country: it decides linh/lẻ, nghìn/ngàn, hai mươi tư/bốn."""

    NORTH = "north"
    SOUTH = "south"


class Mark(NamedTuple):
    """One span of the source and how it is read.

    `start` and `end` index the source text as it was given, `spoken_start` and `spoken_end` the spoken text.
    `rule` names the rule that read it. `choices` are the readings an editor may pick from when the mark asks.
    """

    start: int
    end: int
    spoken_start: int
    spoken_end: int
    written: str
    spoken: str
    rule: str
    confidence: Confidence
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpokenForm:
    """A text as the voice will say it, word for word, with the marks in the order of the source."""

    source: str
    text: str
    marks: tuple[Mark, ...]

    @property
    def asks(self) -> tuple[Mark, ...]:
        """The marks that a person must decide before anyone may approve the text."""
        return tuple(mark for mark in self.marks if mark.confidence is Confidence.ASK)
