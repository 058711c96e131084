"""The words beside a number that decide how it is read, from contexts.tsv."""

from audio_library.spoken.dictionary import rows

_WORDS = {row[0]: row[1] for row in rows("contexts.tsv")}


def either(context: str) -> str:
    """Give a pattern for any of the words of a context."""
    return f"(?:{_WORDS[context]})"


def endings(context: str) -> tuple[str, ...]:
    """Give the words of a context as endings of a text, each with the blank before it."""
    return tuple(f" {word}" for word in _WORDS[context].split("|"))
