"""The bill of materials names exactly what the lock names, with its hashes, without asking anybody."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements" / "run.txt"


def test_the_bill_is_the_lock() -> None:
    words = [sys.executable, str(ROOT / "scripts" / "sbom.py"), str(LOCK)]
    first, second = (subprocess.run(words, capture_output=True, check=True).stdout for _ in range(2))
    assert first == second
    told = json.loads(first)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.5")
    listed = re.findall(r"^([a-z0-9-]+==[^ ]+)", LOCK.read_text(), re.MULTILINE)
    assert [f"{one['name']}=={one['version']}" for one in told["components"]] == listed
    hashes = re.findall(r"sha256:[0-9a-f]{64}", LOCK.read_text())
    said = [
        each["value"] for one in told["components"] for each in one["properties"] if "file" in each["name"]
    ]
    assert said == hashes
    flask = next(one for one in told["components"] if one["name"] == "flask")
    assert flask["licenses"] == [{"expression": "BSD-3-Clause"}]
