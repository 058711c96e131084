"""A pattern for any of many words that looks at each letter once: their common beginnings are written once."""

import itertools
import operator
import re
from collections.abc import Iterable, Sequence

_FIRST = operator.itemgetter(0)


def pattern_of(words: Iterable[str]) -> str:
    """Give a pattern that matches the longest of the words that stands at a place."""
    return pattern_of_parts([re.escape(letter) for letter in word] for word in words)


def pattern_of_parts(spellings: Iterable[Sequence[str]]) -> str:
    """Give the same for words whose letters are patterns themselves: "[aàá]" is any of three letters."""
    return _branches(sorted({tuple(parts) for parts in spellings}))


def _branches(words: list[tuple[str, ...]]) -> str:
    """Give a pattern for sorted words; where one of them ends here, what follows may be absent."""
    ends = words[0] == ()
    rest = words[1:] if ends else words
    alternatives = [
        part + _branches([word[1:] for word in group]) for part, group in itertools.groupby(rest, _FIRST)
    ]
    if not alternatives:
        return ""
    return f"(?:{'|'.join(alternatives)}){'?' if ends else ''}"
