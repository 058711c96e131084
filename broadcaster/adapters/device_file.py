"""devices.yaml, the desired fleet as people write it: text in, Fleet out, with every problem and its line.

`parse` is a pure translator; `read` alone touches the disk. Where a fleet changes, device_file_edits
rewrites the text and keeps what people wrote around it. Keys and secrets never stand in the file, and one
that does is refused.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml.nodes import Node, SequenceNode

from broadcaster.adapters.device_file_fields import (
    COMMUNE,
    DEVICE,
    HAMLET,
    Keys,
    Reading,
    entries,
    read_mapping,
)
from broadcaster.adapters.device_file_nodes import DeviceFileError, at, compose, decode, is_null
from broadcaster.adapters.device_file_words import Problem, closest
from broadcaster.domain.device import HOUSEHOLDS, Device
from broadcaster.domain.fleet import Fleet, Subject, faults
from broadcaster.domain.places import Commune, Hamlet

VIETNAM = (
    ((8.3, 23.5), (102.1, 109.6)),  # the mainland and the islands along the coast
    ((15.5, 17.3), (111.0, 113.0)),  # Hoàng Sa
    ((6.5, 12.2), (109.3, 118.0)),  # Trường Sa
)
"""Where a loudspeaker of a commune can stand: ranges of latitude and longitude in degrees (WGS 84)."""


def read(path: Path) -> Fleet:
    """Read a fleet from a file; raise DeviceFileError with all its problems, or OSError."""
    return parse(decode(path.read_bytes()))


def parse(text: str) -> Fleet:
    """Turn the text of a device file into a fleet; raise DeviceFileError with all its problems."""
    root = Reading(compose(text), "")
    parts = dict(entries(root, ("commune", "hamlets", "devices")))
    if "commune" not in parts:
        root.say(root.node, "missing", value="commune")
    communes = [read_mapping(parts[name], name, COMMUNE) for name in ("commune",) if name in parts]
    hamlets = _list(root, parts.get("hamlets"), "hamlets", HAMLET)
    devices = _list(root, parts.get("devices"), "devices", DEVICE)
    for device in devices:
        _check_place(device)
    readings = (root, *communes, *hamlets, *devices)
    problems = [found for reading in readings for found in reading.problems]
    problems.extend(_between(hamlets, devices))
    if problems:
        raise DeviceFileError(tuple(sorted(problems)))
    return Fleet(
        Commune(**_values(communes[0])),
        tuple(Hamlet(**_values(reading)) for reading in hamlets),
        tuple(Device(**_values(reading)) for reading in devices),
    )


def _values(reading: Reading) -> dict[str, Any]:
    return reading.values  # each one checked for the field it is named after


def _list(root: Reading, node: Node | None, name: str, keys: Keys) -> list[Reading]:
    if node is None:
        root.say(root.node, "missing", value=name)
    elif isinstance(node, SequenceNode):
        return [read_mapping(child, f"{name}[{index}]", keys) for index, child in enumerate(node.value)]
    elif not is_null(node):
        root.say(node, "list_needed", name)
    return []


def _check_place(device: Reading) -> None:
    lat, lon = device.values.get("lat"), device.values.get("lon")
    if ("lat" in device.nodes) != ("lon" in device.nodes):
        device.say(device.place("lat" if "lat" in device.nodes else "lon"), "half_a_place")
    elif isinstance(lat, float) and isinstance(lon, float) and not _in_vietnam(lat, lon):
        code = "swapped" if _in_vietnam(lon, lat) else "outside_vietnam"
        device.say(device.place("lat"), code, lat=lat, lon=lon)


def _in_vietnam(lat: float, lon: float) -> bool:
    return any(south <= lat <= north and west <= lon <= east for (south, north), (west, east) in VIETNAM)


def _between(hamlets: Sequence[Reading], devices: Sequence[Reading]) -> Iterator[Problem]:
    """Find what is wrong between the parts, as far as they could be read."""
    known = [reading for reading in hamlets if "code" in reading.values]
    placed = [reading for reading in devices if {"id", "hamlet"} <= reading.values.keys()]
    for fault in faults([_draft_hamlet(each) for each in known], [_draft_device(each) for each in placed]):
        if fault.code == "unknown_hamlet" and len(known) < len(hamlets):
            continue  # it may be the one whose code could not be read
        among = known if fault.subject is Subject.HAMLET else placed
        reading = among[fault.index]
        facts = dict(fault.facts)
        if fault.code == "repeated":
            first = facts["first"]
            facts["first"] = among[int(str(first))].place(fault.field).start_mark.line + 1
        if fault.code == "unknown_hamlet":
            facts["near"] = _near_hamlet(str(facts["value"]), known)
        yield at(reading.place(fault.field), fault.code, f"{reading.where}.{fault.field}", **facts)


def _near_hamlet(value: str, hamlets: Sequence[Reading]) -> str:
    names = {str(reading.values.get("name", "")): str(reading.values["code"]) for reading in hamlets}
    return closest(value, names.values()) or names.get(closest(value, names), "")


def _draft_hamlet(reading: Reading) -> Hamlet:
    draft: dict[str, Any] = {
        "name": reading.values["code"],
        "households": HOUSEHOLDS[1],
        "residents": 0,
    } | _values(reading)
    return Hamlet(**draft)


def _draft_device(reading: Reading) -> Device:
    values = _values(reading)
    return Device(values["id"], values["id"], values["hamlet"], households=values.get("households"))
