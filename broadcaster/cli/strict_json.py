"""JSON read strictly: a name given twice and letters that are none are refused instead of guessed at.

NaN and Infinity, which JSON does not know, are let through: whoever looks at the values refuses them with their place.
"""

import json

MOST_DIGITS = 30
"""Of a whole number: far more than anything that can be counted has."""


class JsonError(ValueError):
    """Not the JSON that was hoped for; the message says where."""


def parse(text: str) -> object:
    """Return the value of a JSON text. Raises JsonError naming line and column, or the doubled name."""
    try:
        value: object = json.loads(text, object_pairs_hook=_unique, parse_constant=float, parse_int=_whole)
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise JsonError(
            f"không phải JSON: dòng {error.lineno}, cột {error.colno} / "
            f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from error
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])[1:-1]
        raise JsonError(
            f"{half} là nửa chữ, không văn bản nào ghi được / is half a letter: no text can hold it"
        ) from error
    except RecursionError as error:
        raise JsonError("lồng nhau quá sâu / nested too deeply") from error
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise JsonError(f"mục {name!r} ghi hai lần / the name {name!r} stands twice in one object")
        found[name] = value
    return found


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        shown = f"{digits[:12]}…"
        raise JsonError(
            f"{shown} là số có {len(digits)} chữ số, ở đây không gì nhiều đến thế / {shown} is a number of "
            f"{len(digits)} digits: nothing here has so many"
        )
    return int(digits)
