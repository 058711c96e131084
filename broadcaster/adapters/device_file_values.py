"""Single values of devices.yaml: each reader takes a node and returns its value or raises Wrong.

Nothing is guessed and nothing put right silently: 1.200 households may be one or a thousand, so a person
is asked.
"""

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo, available_timezones

from ruamel.yaml.nodes import Node, ScalarNode, SequenceNode

from broadcaster.adapters.device_file_nodes import scalar
from broadcaster.adapters.device_file_words import FORMS, closest

MOST_NAME = 80

_TAG = "tag:yaml.org,2002:"
_SECRET = re.compile(r"-----BEGIN|[0-9A-Fa-f]{32,}|[A-Za-z0-9+/]{40,}={0,2}")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_THOUSANDS = re.compile(r"\d{1,3}([.,]\d{3})+")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")

Fault = tuple[Node, str, dict[str, object]]
"""Where it stands, the code of its sentence, and the facts for it."""


class Wrong(Exception):  # noqa: N818  # a finding on its way to the list of problems, never an error of ours
    """A value that may not stand where it stands; a list may have several faults."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults


Read = Callable[[Node], object]


def text(form: re.Pattern[str] | None = None, form_name: str = "") -> Read:
    """Text of one line, at most MOST_NAME characters; of a given form where one is given."""

    def read(node: Node) -> str:
        value = _line(node)
        if form is not None and not form.fullmatch(value):
            vi, en = FORMS[form_name]
            raise _wrong(node, "form", value=value, form_vi=vi, form_en=en)
        return value

    return read


def whole(least: int, most: int) -> Read:
    """Read a whole number within limits."""

    def read(node: Node) -> int:
        value = _written(node)
        if _THOUSANDS.fullmatch(value):
            raise _wrong(node, "thousands", value=re.sub(r"[.,]", "", value))
        if not _NUMBER.fullmatch(value) or "." in value:
            raise _wrong(node, "whole_needed", value=value)
        return int(_within(node, int(value), least, most))

    return read


def decimal(least: float, most: float) -> Read:
    """Read a number within limits."""

    def read(node: Node) -> float:
        value = _written(node)
        if _DECIMAL_COMMA.fullmatch(value):
            raise _wrong(node, "decimal_comma", value=value.replace(",", "."))
        if not _NUMBER.fullmatch(value):
            raise _wrong(node, "number_needed", value=value)
        return _within(node, float(value), least, most)

    return read


def zone(node: Node) -> str:
    """Read an IANA time zone that this machine knows."""
    value = _line(node)
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError):  # not found, a folder's name, not even a name
        raise _wrong(node, "unknown_zone", value=value, near=closest(value, available_timezones())) from None
    return value


def truth(node: Node) -> bool:
    """Read `true` or `false`."""
    if _scalar(node) not in ("true", "false") or node.tag != f"{_TAG}bool":
        raise _wrong(node, "truth_needed")
    return _scalar(node) == "true"


def each_once(read: Read) -> Read:
    """Read a list whose items `read` understands, none of them twice."""

    def read_list(node: Node) -> tuple[object, ...]:
        if not isinstance(node, SequenceNode):
            raise _wrong(node, "list_needed")
        found: list[object] = []
        faults: list[Fault] = []
        for child in node.value:
            try:
                value = read(child)
            except Wrong as wrong:
                faults.extend(wrong.faults)
                continue
            if value in found:
                faults.append((child, "repeated_item", {"value": value}))
            found.append(value)
        if faults:
            raise Wrong(*faults)
        return tuple(found)

    return read_list


def _line(node: Node) -> str:
    value = _scalar(node)
    odd = next((letter for letter in value if not letter.isprintable()), "")
    if node.tag != f"{_TAG}str":
        raise _wrong(node, "text_needed", value=value)
    if not value:
        raise _wrong(node, "blank")
    if odd:
        raise _wrong(node, "character", value=f"U+{ord(odd):04X}")
    if len(value) > MOST_NAME:
        raise _wrong(node, "too_long", most=MOST_NAME)
    return value


def _written(node: Node) -> str:
    value = _scalar(node)
    if _NUMBER.fullmatch(value) and node.tag not in (f"{_TAG}int", f"{_TAG}float"):
        raise _wrong(node, "number_quoted", value=value)
    return value


def _scalar(node: Node) -> str:
    if not isinstance(node, ScalarNode):
        raise _wrong(node, "scalar_needed")
    value = scalar(node).strip()
    if _SECRET.search(value) and not _NUMBER.fullmatch(value):
        raise _wrong(node, "secret")
    return value


def _within(node: Node, value: float, least: float, most: float) -> float:
    if not least <= value <= most:
        raise _wrong(node, "out_of_range", value=f"{value:.12g}", least=f"{least:.12g}", most=f"{most:.12g}")
    return value


def _wrong(node: Node, code: str, **facts: object) -> Wrong:
    return Wrong((node, code, facts))
