"""Say what is missing before a virtual environment is made. Written for old Pythons."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  # this file meets the Pythons that are too old
    sys.exit(
        "Loa Thon needs Python 3.11 or newer; this is {}.{} ({}).\n"
        "Where a newer one is installed: make PYTHON=python3.12 run".format(
            *sys.version_info[:2], sys.executable
        )
    )

try:
    import ensurepip  # noqa: F401  # its absence is the question
    import venv  # noqa: F401  # its absence is the question
except ImportError as missing:
    sys.exit(
        f"This Python ({sys.executable}) cannot make a virtual environment: {missing}.\n"
        "Debian and Ubuntu keep that part in a package of its own: sudo apt install python3-venv"
    )
