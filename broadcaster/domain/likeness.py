"""How alike two texts are, so that the office sees when two people ask for the same thing.

Texts are compared as sets of neighbouring word pairs, accents and case aside (who types on an old phone leaves them
out), by Dice's coefficient: twice what is shared over all that there is.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

ALIKE = 0.5
"""From here on two texts are shown as perhaps the same: the tests' rewordings lie above, other pairs below 0.3."""
_WORD = re.compile(r"\w+")
Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Twin:
    """A text that looks like another one: its key, and how alike they are, 0 to 1."""

    key: str
    likeness: float


def word_pairs(text: str) -> Pairs:
    """Return the neighbouring words of a text; a single word is its own neighbour."""
    folded = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    words = _WORD.findall("".join(sign for sign in folded if not unicodedata.combining(sign)))
    return frozenset(zip(words, words[1:] or words, strict=False))


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are: 0 where they share nothing, 1 where they are the same to the ear."""
    return _dice(word_pairs(one), word_pairs(other))


def twins(texts: Mapping[str, str], among: Mapping[str, str], *, least: float = ALIKE) -> dict[str, Twin]:
    """Return for each of `texts` the one `among` others that is most like it, where it is alike enough.

    A key is never its own twin. Only texts that share a word pair are compared, so that hundreds take no time.
    """
    known = {key: word_pairs(text) for key, text in among.items()}
    where: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for key, pairs in known.items():
        for pair in pairs:
            where[pair].append(key)
    found: dict[str, Twin] = {}
    for key, text in texts.items():
        pairs = word_pairs(text)
        shared = Counter(other for pair in pairs for other in where.get(pair, ()) if other != key)
        best = max(
            (Twin(other, 2 * count / (len(pairs) + len(known[other]))) for other, count in shared.items()),
            key=lambda twin: (twin.likeness, twin.key),
            default=None,
        )
        if best is not None and best.likeness >= least:
            found[key] = best
    return found


def _dice(one: Pairs, other: Pairs) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
