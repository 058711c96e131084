"""What a voice is given: short pieces of spoken text, each with the pause that follows it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 220
"""Characters in one phrase: a few seconds of speech, so that a slow voice shows progress and a lost one costs
little."""

_PAUSES_MS = {".": 550, "!": 550, "?": 550, "…": 550, ";": 400, ":": 350, ",": 180, "\n": 800, "": 120}
_SENTENCE = re.compile(r"[^.!?…;\n]+[.!?…;]*\n*|[.!?…;]+\n*|\n+")


@dataclass(frozen=True)
class Phrase:
    """A piece of text for a voice and the silence after it."""

    text: str
    pause_ms: int

    def __post_init__(self) -> None:
        if not self.text.strip() or self.pause_ms < 0:
            raise ValueError(f"not a phrase: {self.text!r}, {self.pause_ms} ms")


def phrases(spoken_text: str) -> tuple[Phrase, ...]:
    """Cut spoken text at its punctuation; pieces without any letter or digit are left out."""
    return tuple(
        Phrase(piece.strip(), _pause_ms(piece))
        for sentence in _SENTENCE.findall(spoken_text)
        for piece in _short(sentence)
        if any(character.isalnum() for character in piece)
    )


def _pause_ms(piece: str) -> int:
    if piece.endswith("\n"):
        return _PAUSES_MS["\n"]
    last = piece.rstrip()[-1:]
    return _PAUSES_MS.get(last, _PAUSES_MS[""])


def _short(sentence: str) -> Iterator[str]:
    rest = sentence
    while len(rest.strip()) > LONGEST:
        cut = _cut(rest)
        yield rest[:cut]
        rest = rest[cut:]
    yield rest


def _cut(text: str) -> int:
    comma = text.rfind(", ", 1, LONGEST)
    if comma > 0:
        return comma + 1
    blank = text.rfind(" ", 1, LONGEST)
    return blank + 1 if blank > 0 else LONGEST
