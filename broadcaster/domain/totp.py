"""Time-based one-time codes (RFC 6238, over HOTP of RFC 4226): six digits, every 30 seconds, SHA-1."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

STEP_S = 30
DIGITS = 6
SECRET_BYTES = 20
"""160 bits, as RFC 4226 recommends."""
_DRIFT_STEPS = (0, -1, 1)
"""A phone's clock may be half a minute off; RFC 6238, section 5.2, allows one step."""


def new_secret() -> str:
    """Make a secret, in base32 without padding, as authenticator programs take it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode().rstrip("=")


def code(secret: str, step: int) -> str:
    """Return the code of one time step (whole 30-second steps since 1970)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: str, typed: str, *, now: datetime, after: int) -> int | None:
    """Return the step whose code was typed, or None. Steps up to `after` were used: a code works once."""
    present = int(now.timestamp()) // STEP_S
    for drift in _DRIFT_STEPS:
        step = present + drift
        if hmac.compare_digest(code(secret, step).encode(), typed.strip().encode()) and step > after:
            return step
    return None


def link(secret: str, *, login: str, issuer: str) -> str:
    """Return the `otpauth://` address that an authenticator program reads."""
    label = f"{quote(issuer)}:{quote(login)}"
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer)}&digits={DIGITS}&period={STEP_S}"


def new_recovery_codes(count: int = 8) -> tuple[str, ...]:
    """Make codes for the day on which the phone is lost: 50 random bits each, two groups of five."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    made = ("".join(secrets.choice(letters) for _ in range(10)) for _ in range(count))
    return tuple(f"{each[:5]}-{each[5:]}" for each in made)


def recovery_hash(typed: str) -> str:
    """Name a recovery code by its hash; made by a machine, it needs no slow one."""
    return hashlib.sha256(typed.strip().casefold().replace("-", "").encode()).hexdigest()
