"""Where and what to write into devices.yaml: the smallest replacements of text that make one change.

Everything works on the nodes of the text that is changed; a splice replaces the characters [start, end) of
it.
"""

import dataclasses
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from broadcaster.adapters.device_file_nodes import is_null, scalar
from broadcaster.domain.device import Device
from broadcaster.domain.fleet import Change, Subject
from broadcaster.domain.places import Commune, Hamlet

Splice = tuple[int, int, str]

_PLAIN = re.compile(r"[^\W\d_][\w .()–-]*[\w).]|[^\W\d_]")
_NOT_TEXT = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def splices(text: str, root: MappingNode, change: Change) -> list[Splice]:
    """Return what to replace in `text`, whose tree is `root`, to make one change of something it holds."""
    if change.subject is Subject.COMMUNE:
        return list(_fields(text, _entry(root, "commune")[1], change))
    section = "hamlets" if change.subject is Subject.HAMLET else "devices"
    key, items = _entry(root, section)
    if change.before is None:
        return [_insertion(text, key, items, change.item)]
    name = "code" if change.subject is Subject.HAMLET else "id"
    item = next(each for each in items.value if scalar(_entry(each, name)[1]) == change.key)
    if change.after is None:
        return [_removal(text, items, item)]
    return list(_fields(text, item, change))


def _entry(mapping: Node, name: str) -> tuple[Any, Any]:
    return next((key, value) for key, value in mapping.value if key.value == name)


def _fields(text: str, mapping: MappingNode, change: Change) -> Iterator[Splice]:
    """Set each differing field: in its own place, or after the last one where it is not written yet."""
    present = {key.value: (key, value) for key, value in mapping.value}
    new = ""
    for name, _, shall in change.differences:
        if name in present:
            start, end, lead = _place(text, *present[name])
            yield start, end, lead + _written(shall)
        else:
            new += f"{_between(text, mapping)}{name}: {_written(shall)}"
    if new:
        end = _end(text, mapping.value[-1])
        after = end if mapping.flow_style else _line_end(text, end)
        yield after, after, new


def _insertion(text: str, key: ScalarNode, items: Node, item: Commune | Hamlet | Device) -> Splice:
    """Add an item after the last one, written in the style of that one."""
    if isinstance(items, SequenceNode) and items.value:
        last = items.value[-1]
        end = _end(text, last)
        if items.flow_style:
            return end, end, f", {_flow(item)}"
        indent = " " * items.start_mark.column
        inner = _newline(text) + indent + "  "
        body = _flow(item) if last.flow_style else inner.join(_lines(item))
        after = _line_end(text, end)
        return after, after, f"{_newline(text)}{indent}- {body}"
    start, end, _ = _place(text, key, items)
    if start == end:  # nothing is written after the colon but, perhaps, a comment
        start = end = _line_end(text, end)
    return start, end, f"{_newline(text)}  - {_flow(item)}"


def _removal(text: str, items: SequenceNode, item: Node) -> Splice:
    """Take an item away with its lines; what people wrote above it stays."""
    if not items.flow_style:
        start = text.rfind("\n", 0, text.rfind("-", 0, item.start_mark.index)) + 1
        after = text.find("\n", _end(text, item))
        return start, len(text) if after < 0 else after + 1, ""
    index = items.value.index(item)
    if index + 1 < len(items.value):
        return item.start_mark.index, items.value[index + 1].start_mark.index, ""
    start = _end(text, items.value[index - 1]) if index else item.start_mark.index
    return start, _end(text, item), ""


def _place(text: str, key: ScalarNode, value: Node) -> Splice:
    """Return where the value of a key stands, and what must lead a new one there."""
    spread = isinstance(value, SequenceNode) and not value.flow_style
    if spread or _is_unwritten(value):
        colon = text.index(":", key.end_mark.index) + 1
        return colon, _end(text, value) if spread else colon, " "
    return value.start_mark.index, _end(text, value), ""


def _end(text: str, node: Node | tuple[ScalarNode, Node]) -> int:
    """Return the index after the last character of a node; a block's own end mark is after its comments."""
    if isinstance(node, tuple):
        key, value = node
        return text.index(":", key.end_mark.index) + 1 if _is_unwritten(value) else _end(text, value)
    if isinstance(node, (MappingNode, SequenceNode)) and node.value and not node.flow_style:
        return _end(text, node.value[-1])
    return len(text[: node.end_mark.index].rstrip())


def _is_unwritten(value: Node) -> bool:
    return is_null(value) and not value.value


def _between(text: str, mapping: MappingNode) -> str:
    return ", " if mapping.flow_style else _newline(text) + " " * mapping.value[0][0].start_mark.column


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _line_end(text: str, index: int) -> int:
    end = text.find("\n", index)
    end = len(text) if end < 0 else end
    return end - 1 if text[index:end].endswith("\r") else end


def _flow(item: Commune | Hamlet | Device) -> str:
    return "{" + ", ".join(_lines(item)) + "}"


def _lines(item: Commune | Hamlet | Device) -> list[str]:
    told = ((each.name, getattr(item, each.name), each.default) for each in dataclasses.fields(item))
    return [f"{name}: {_written(value)}" for name, value, default in told if value != default]


def _written(value: object) -> str:
    """Write a value so that YAML reads the same one again."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.casefold() not in _NOT_TEXT:
        return value
    return json.dumps(value, ensure_ascii=False)  # null, true, numbers and quoted text are alike in both
