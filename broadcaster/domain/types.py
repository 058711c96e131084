"""Small values shared by every room."""

import hashlib
import re
import secrets
from typing import NewType

Sha256 = NewType("Sha256", str)
"""64 lower-case hexadecimal digits; names content by what it is."""

_HEX64 = re.compile(r"[0-9a-f]{64}")


def sha256(text: str) -> Sha256:
    """Name an exact Unicode text by the SHA-256 of its UTF-8 bytes."""
    return Sha256(hashlib.sha256(text.encode()).hexdigest())


def as_sha256(value: str) -> Sha256:
    """Return `value` as a content name; raise ValueError where it is none."""
    if not _HEX64.fullmatch(value):
        raise ValueError(f"not a SHA-256 in lower-case hexadecimal: {value!r}")
    return Sha256(value)


def new_id() -> str:
    """Make an identifier of 80 random bits, 20 hexadecimal digits, before any database has seen the thing."""
    return secrets.token_hex(10)


def sha256_of(content: bytes) -> Sha256:
    """Name exact bytes by their SHA-256."""
    return Sha256(hashlib.sha256(content).hexdigest())
