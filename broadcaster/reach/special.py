"""scipy's special functions, loaded with the first that is asked for.

They take 13 MB, and a station whose dashboard nobody has opened yet never needs them.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    from scipy import special

    return getattr(special, name)
