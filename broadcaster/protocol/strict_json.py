"""JSON with one meaning only: what two parsers could read in two ways is refused.

Refused are: anything but one object from the first byte to the last, bytes that are no UTF-8, a key twice in
one object, NaN and infinities, integers of 2**53 and more (a reader with doubles would round them), half a
surrogate pair, and more than four levels of nesting inside the outermost object.
"""

import json
from typing import Any, Final, NoReturn

from broadcaster.protocol.refusals import Code, Refused

MAX_DEPTH: Final = 4
"""Levels inside the outermost object: plan > orders > order > items > item."""
MAX_INTEGER: Final = 2**53 - 1


def parse(data: bytes, *, limit: int) -> dict[str, Any]:
    """Read one object of at most `limit` bytes; raise Refused (E01) where it has no single meaning."""
    if len(data) > limit:
        raise Refused(Code.ENVELOPE, f"{len(data)} bytes where at most {limit} may be")
    if not (data.startswith(b"{") and data.endswith(b"}")):
        raise Refused(Code.ENVELOPE, "not one JSON object from the first byte to the last")
    try:
        value = _DECODER.decode(data.decode())
        _measure(value, MAX_DEPTH, escaped=b"\\u" in data)  # UTF-8 itself has no half pairs
    except (ValueError, RecursionError) as error:
        raise Refused(Code.ENVELOPE, f"no strict JSON: {error}") from error
    return dict(value)


def dump(value: dict[str, Any]) -> bytes:
    """Spell an object compactly, in UTF-8; raise ValueError for NaN and infinities."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(value := int(digits)) > MAX_INTEGER:
        raise ValueError("an integer of 2**53 or more")
    return value


def _float(digits: str) -> float:
    value = float(digits)
    if value in {float("inf"), float("-inf")}:
        raise ValueError("a number without bounds")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_without_duplicates,
    parse_int=_integer,
    parse_float=_float,
    parse_constant=_no_constant,
)


_CONTAINERS: Final = (dict, list)  # made once: this is asked of every value of every message


def _measure(value: dict[str, Any] | list[Any], levels: int, *, escaped: bool) -> None:
    """Raise ValueError for nesting deeper than `levels` or, where there are escapes, text that UTF-8 cannot spell."""
    if levels < 0:
        raise ValueError(f"nested deeper than {MAX_DEPTH}")
    if escaped and isinstance(value, dict):
        "".join(value).encode()  # UnicodeEncodeError, a ValueError, for half a surrogate pair
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, _CONTAINERS):
            _measure(inner, levels - 1, escaped=escaped)
        elif escaped and isinstance(inner, str):
            inner.encode()
