"""devices.yaml as a tree of nodes that know their line: decoding, syntax, and the ways to break them.

Nodes and not plain values: what is right in form may be wrong in place, and people need its line.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from broadcaster.adapters.device_file_words import Problem, problem

MOST_BYTES = 256 * 1024
"""Some 1,500 speakers; a commune has 30 to 60. Larger input is no fleet and is not parsed."""

MOST_DEEP = 64
"""Brackets open at once; a fleet needs three."""

NULL = "tag:yaml.org,2002:null"
_BRACKET = re.compile(r"[\[\]{}]")
_TAB_INDENT = re.compile(r"^ *\t[ \t]*(?=\S)", re.MULTILINE)


class DeviceFileError(Exception):
    """The file says what cannot be; `problems` are all that were found, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def decode(data: bytes) -> str:
    """Return a file's text, its line ends as they are; raise DeviceFileError where it is no text."""
    if len(data) > MOST_BYTES:
        raise DeviceFileError((problem(1, 1, "too_large", size=len(data), most=MOST_BYTES),))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = error.start - before.rfind(b"\n")
        raise DeviceFileError((problem(before.count(b"\n") + 1, column, "not_utf8"),)) from error


def compose(text: str) -> MappingNode:
    """Return the root mapping; raise DeviceFileError with what is wrong with the YAML itself."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise DeviceFileError((problem(1, 1, "too_large", size=size, most=MOST_BYTES),))
    steps = (1 if bracket[0] in "[{" else -1 for bracket in _BRACKET.finditer(text))
    if max(accumulate(steps, initial=0)) > MOST_DEEP:
        raise DeviceFileError((problem(1, 1, "too_deep"),))  # told before the parser spends seconds on it
    try:
        root = YAML(typ="rt", pure=True).compose(text.removeprefix("\ufeff"))
    except RecursionError:
        raise DeviceFileError((problem(1, 1, "too_deep"),)) from None
    except YAMLError as error:
        raise DeviceFileError(_syntax(text, error)) from error
    if root is None:
        raise DeviceFileError((problem(1, 1, "empty"),))
    if not isinstance(root, MappingNode):
        raise DeviceFileError((at(root, "mapping_needed"),))
    anchored = tuple(sorted(at(node, "anchor") for node in _anchored(root)))
    if anchored:
        raise DeviceFileError(anchored)
    return root


def at(node: Node, code: str, where: str = "", **facts: object) -> Problem:
    """Put a problem at the place of a node."""
    mark = node.start_mark
    return problem(mark.line + 1, mark.column + 1, code, where, **facts)


def scalar(node: ScalarNode) -> str:
    """Return a scalar as written, in Unicode's composed form (NFC), in which all text is compared."""
    return unicodedata.normalize("NFC", node.value)


def is_null(node: Node) -> bool:
    """Tell whether nothing, `~` or `null` stands where a value could."""
    return isinstance(node, ScalarNode) and node.tag == NULL


def _anchored(node: Node) -> Iterator[Node]:
    if node.anchor:
        yield node  # and no further: an anchored list may contain itself
    elif isinstance(node, MappingNode):
        for pair in node.value:
            yield from (deep for child in pair for deep in _anchored(child))
    elif isinstance(node, SequenceNode):
        yield from (deep for child in node.value for deep in _anchored(child))


def _syntax(text: str, error: YAMLError) -> tuple[Problem, ...]:
    tabs = tuple(
        problem(text.count("\n", 0, found.start()) + 1, 1, "tab") for found in _TAB_INDENT.finditer(text)
    )
    if tabs:
        return tabs
    if isinstance(error, ReaderError):
        before = text[: error.position]
        column = error.position - before.rfind("\n")
        return (problem(before.count("\n") + 1, column, "character", value=f"U+{error.character:04X}"),)
    if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return (problem(mark.line + 1, mark.column + 1, "syntax", detail=error.problem),)
    return (problem(1, 1, "syntax", detail=str(error).splitlines()[0]),)
