"""The programs that tests need and no package index has: where they are, or what to do about it."""

import os
import shutil
from pathlib import Path

TOOLS = Path(__file__).parent.parent / ".tools" / "bin"
INSTALLED = ("/usr/bin", "/usr/local/bin", "/usr/sbin", "/usr/local/sbin")
"""Where systems put programs, also where PATH names less."""
ADVICE = "run `scripts/install_test_tools`, or install Debian's packages `mosquitto` and `chromium`"


class MissingToolError(Exception):
    """A test cannot run here; it fails, and says what to install."""


def mosquitto_path() -> Path:
    """Find Mosquitto; raise MissingToolError with advice."""
    return _found("mosquitto")


def chromium_path() -> Path:
    """Find Chromium or Chrome; raise MissingToolError with advice."""
    return _found("chromium", "chromium-browser", "google-chrome")


def _found(*names: str) -> Path:
    places = os.pathsep.join((os.environ.get("PATH", os.defpath), *INSTALLED, str(TOOLS)))
    for name in names:
        found = shutil.which(name, path=places)
        if found:
            return Path(found)
    raise MissingToolError(f"no {names[0]} on this machine: {ADVICE}")
