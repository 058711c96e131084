"""The words beside a number that decide how it is read, from contexts.tsv."""

import functools
from collections.abc import Callable

from audio_library.spoken.dictionary import rows

_WORDS = {row[0]: row[1] for row in rows("contexts.tsv")}


def either(context: str) -> str:
    """Give a pattern for any of the words of a context."""
    return f"(?:{_WORDS[context]})"


def ending(context: str) -> Callable[[str], bool]:
    """Give a test whether a text ends in one of the words of a context (which has no optional parts)."""
    by_last: dict[str, tuple[str, ...]] = {}
    for words in _WORDS[context].split("|"):
        last = words.rpartition(" ")[2]
        by_last[last] = (*by_last.get(last, ()), f" {words}")
    return functools.partial(_ends_in, by_last)


def _ends_in(by_last: dict[str, tuple[str, ...]], text: str) -> bool:
    """Look only at the words that end in the last word of the text."""
    return text.endswith(by_last.get(text.rpartition(" ")[2], ()))
