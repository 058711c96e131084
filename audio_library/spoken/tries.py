"""A pattern for any of many words that looks at each letter once: their common beginnings are written once."""

import itertools
import operator
import re
from collections.abc import Iterable

_FIRST = operator.itemgetter(0)


def pattern_of(words: Iterable[str]) -> str:
    """Give a pattern that matches the longest of the words that stands at a place."""
    return _branches(sorted(set(words)))


def _branches(words: list[str]) -> str:
    """Give a pattern for sorted words; where one of them ends here, what follows may be absent."""
    ends = words[0] == ""
    rest = words[1:] if ends else words
    alternatives = [
        re.escape(letter) + _branches([word[1:] for word in group])
        for letter, group in itertools.groupby(rest, _FIRST)
    ]
    if not alternatives:
        return ""
    return f"(?:{'|'.join(alternatives)}){'?' if ends else ''}"
