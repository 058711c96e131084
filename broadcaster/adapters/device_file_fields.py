"""The keys of devices.yaml, one table per kind of thing, and the reading of one mapping by its table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from broadcaster.adapters.device_file_nodes import at, is_null, scalar
from broadcaster.adapters.device_file_values import Read, Wrong, decimal, each_once, text, truth, whole, zone
from broadcaster.adapters.device_file_words import Problem, closest
from broadcaster.domain.device import DELAY_MS, DEVICE_ID, GAIN_DB, GROUP, HORNS, HOUSEHOLDS
from broadcaster.domain.places import SITE_CODE

RESIDENTS = (0, 1_000_000)

_SECRET = re.compile(
    r"secret|passw|token|credential|psk|private|(^|[_-])key([_-]|$)|mat_?khau|bi_?mat", re.IGNORECASE
)


@dataclass(frozen=True)
class Keys:
    """What may stand in one kind of mapping, and what must."""

    reads: dict[str, Read]
    required: tuple[str, ...]


_CODE = text(SITE_CODE, "site")

COMMUNE = Keys({"code": _CODE, "name": text(), "zone": zone, "is_sample": truth}, ("code", "name"))
HAMLET = Keys(
    {"code": _CODE, "name": text(), "households": whole(*HOUSEHOLDS), "residents": whole(*RESIDENTS)},
    ("code", "name", "households", "residents"),
)
DEVICE = Keys(
    {
        "id": text(DEVICE_ID, "device"),
        "name": text(),
        "hamlet": _CODE,
        "groups": each_once(text(GROUP, "site")),
        "horns": whole(*HORNS),
        "gain_db": decimal(*GAIN_DB),
        "delay_ms": whole(*DELAY_MS),
        "lat": decimal(-180, 180),  # a longitude written here is told apart later, as swapped
        "lon": decimal(-180, 180),
        "households": whole(*HOUSEHOLDS),
    },
    ("id", "name", "hamlet"),
)


@dataclass
class Reading:
    """One mapping as far as it could be read: its values, the nodes they came from, and what was wrong."""

    node: Node
    where: str
    values: dict[str, object] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def say(self, node: Node, code: str, key: str = "", **facts: object) -> None:
        """Note a problem at a node, under `key` where it has one."""
        self.problems.append(at(node, code, ".".join(filter(None, (self.where, key))), **facts))

    def place(self, key: str) -> Node:
        """Return the node of a key, or of the whole where the key is absent."""
        return self.nodes.get(key, self.node)


def read_mapping(node: Node, where: str, keys: Keys) -> Reading:
    """Read one mapping by its table, collecting every problem."""
    reading = Reading(node, where)
    for key, child in entries(reading, tuple(keys.reads)):
        if is_null(child):
            continue
        reading.nodes[key] = child
        try:
            reading.values[key] = keys.reads[key](child)
        except Wrong as wrong:
            for place, code, facts in wrong.faults:
                reading.say(place, code, key, **facts)
    for key in keys.required:
        if key not in reading.nodes and isinstance(node, MappingNode):
            reading.say(node, "missing", value=key)
    return reading


def entries(reading: Reading, known: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    """Yield the known keys of a mapping with their nodes, each once; say what else stands there."""
    if not isinstance(reading.node, MappingNode):
        reading.say(reading.node, "mapping_needed")
        return
    first: dict[str, int] = {}
    for key_node, child in reading.node.value:
        key = scalar(key_node) if isinstance(key_node, ScalarNode) else ""
        if key in first:
            reading.say(key_node, "repeated_key", value=key, first=first[key])
        elif key in known:
            yield key, child
        elif _SECRET.search(key):
            reading.say(key_node, "secret", key)
        else:
            reading.say(key_node, "unknown_key", value=key, near=closest(key, known))
        first.setdefault(key, key_node.start_mark.line + 1)
