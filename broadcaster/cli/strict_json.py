"""JSON read strictly: a name given twice, numbers and letters that are none are refused instead of guessed at."""

import json
from typing import NoReturn

MOST_DIGITS = 30
"""Of a whole number: far more than anything that can be counted has."""


class JsonError(ValueError):
    """Not the JSON that was hoped for; the message says where."""


def parse(text: str) -> object:
    """Return the value of a JSON text. Raises JsonError naming line and column, or the doubled name."""
    try:
        value: object = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_no_number, parse_int=_whole
        )
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise JsonError(f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from error
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])[1:-1]
        raise JsonError(f"{half} is half a letter: no text can hold it") from error
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


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise JsonError(f"{digits[:12]}… is a number of {len(digits)} digits: nothing here has so many")
    return int(digits)
