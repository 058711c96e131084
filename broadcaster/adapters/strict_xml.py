"""XML of strangers, read without any of its dangers: no document type, so no entities and nothing to fetch; bounded."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

LARGEST: Final = 500_000
DEEPEST: Final = 12


class XmlRefusedError(ValueError):
    """This is no XML that a station reads; the words say why."""


@dataclass
class Node:
    """An element: its name as `namespace}name`, and `space`, in which the names of its children are looked up."""

    name: str
    space: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    text: str = ""

    def word(self, name: str) -> str:
        """Return the text of the first child of that name, its blanks folded, "" where there is none."""
        return next((" ".join(child.text.split()) for child in self.all(name)), "")

    def all(self, name: str) -> Iterator["Node"]:
        """Yield the children of that name."""
        return (child for child in self.children if child.name == f"{self.space}}}{name}")


def parse(data: bytes, space: str) -> Node:
    """Return the root element. Raises XmlRefusedError."""
    if not data:
        raise XmlRefusedError("the file is empty")
    if len(data) > LARGEST:
        raise XmlRefusedError(f"{len(data)} bytes where at most {LARGEST} may be")
    top = Node("", space)
    open_ones = [top]
    parser = expat.ParserCreate("UTF-8", namespace_separator="}")

    def refuse(*_told: object) -> None:
        raise XmlRefusedError("a document type is not allowed")

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_ones) > DEEPEST:
            raise XmlRefusedError("nested too deeply")
        node = Node(name, space, attributes)
        open_ones[-1].children.append(node)
        open_ones.append(node)

    def data_of(text: str) -> None:
        open_ones[-1].text += text

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: open_ones.pop() and None
    parser.CharacterDataHandler = data_of
    try:
        parser.Parse(data, True)  # noqa: FBT003  expat's own signature
    except expat.ExpatError as error:
        raise XmlRefusedError(str(error)) from error
    return top.children[0]
