"""Print which packages a lock brings, as a CycloneDX 1.5 bill of materials: `python scripts/sbom.py LOCK…`.

Names, versions and hashes come from the lock, licences from what is installed; nothing is asked over the network. What
the lock holds for other systems or other versions of Python is listed too, with its marker and without a licence.
"""

import json
import re
import sys
import uuid
from importlib import metadata
from pathlib import Path
from typing import Any

_ENTRY = re.compile(
    r"^([a-z0-9-]+)==([A-Za-z0-9.+!]+)((?: ; [^\n]+?)?)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$",
    re.MULTILINE,
)


def bill(lock: str) -> dict[str, Any]:
    """Return the bill of materials of a lock's text; the same lock on the same machine gives the same bill."""
    project = {"type": "application", "name": "loa-thon", "version": metadata.version("loa-thon")}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, lock)}",
        "version": 1,
        "metadata": {"component": {**project, "licenses": [{"license": {"id": "Apache-2.0"}}]}},
        "components": [_component(*found) for found in _ENTRY.findall(lock)],
    }


def _component(name: str, version: str, marker: str, hashes: str) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{version}"
    # Each of the hashes is that of one file (a wheel or the sources) which the lock lets in.
    files = [f"sha256:{each}" for each in re.findall(r"sha256:([0-9a-f]{64})", hashes)]
    told = [("loa-thon:file", each) for each in files]
    if marker:
        told.append(("loa-thon:marker", marker.removeprefix(" ; ")))
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        **_licences(name, version),
        "properties": [{"name": key, "value": value} for key, value in told],
    }


def _licences(name: str, version: str) -> dict[str, Any]:
    """Return the licence that the installed package states; none where another version, or nothing, is installed."""
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return {}
    told = found.metadata.json
    if found.version != version:
        return {}
    if expression := told.get("license_expression"):
        return {"licenses": [{"expression": expression}]}
    classes = [
        each.rsplit(" :: ", 1)[1] for each in told.get("classifier", []) if each.startswith("License ::")
    ]
    first_line = str(told.get("license", "")).strip().splitlines()[:1]
    return {"licenses": [{"license": {"name": each}} for each in classes or first_line]}


def main() -> None:
    """Print the bill of each lock that is named, one JSON document for all."""
    lock = "".join(Path(name).read_text() for name in sys.argv[1:])
    print(json.dumps(bill(lock), indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
