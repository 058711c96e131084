"""JSON read strictly: a name given twice and numbers that are none are refused instead of guessed at."""

import json
from typing import NoReturn


class JsonError(ValueError):
    """Not the JSON that was hoped for; the message says where."""


def parse(text: str) -> object:
    """Return the value of a JSON text. Raises JsonError naming line and column, or the doubled name."""
    try:
        value: object = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise JsonError(f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise JsonError("not JSON that anyone could mean: nested too deeply") from error
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise JsonError(f"the name {name!r} stands twice in one object")
        found[name] = value
    return found


def _no_number(word: str) -> NoReturn:
    raise JsonError(f"{word} is no number that JSON knows")
