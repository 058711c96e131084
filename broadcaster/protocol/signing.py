"""Ed25519, and the two doors through which keys are used: one verifies, one signs.

A key id is the first four bytes of the SHA-256 of the public key. The simulator puts a fast keyed stand-in at
both doors; everything else uses what stands here.
"""

import hashlib
from functools import lru_cache
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from broadcaster.protocol.roles import Role

SIGNATURE_BYTES: Final = 64
KID_BYTES: Final = 4
_KNOWN: Final = 16_384
"""Public keys kept at hand: a province's speakers say something every few seconds."""


class Verify(Protocol):
    """Tell whether `signature` over `data` was made by the owner of `public` (32 bytes)."""

    def __call__(self, public: bytes, signature: bytes, data: bytes) -> bool: ...  # noqa: D102 - told above


class Key(Protocol):
    """A private key in use."""

    @property
    def public(self) -> bytes:
        """Return the 32 bytes of the public key."""

    def sign(self, data: bytes) -> bytes:
        """Return 64 bytes that only the owner of this key can make."""


class Signer(Protocol):
    """The controller's keys behind one door; the web has no way to the keys themselves."""

    def sign(self, role: Role, payload: bytes) -> bytes:
        """Return the envelope of `payload`; raise Refused (E05) for what this role may not sign."""

    def public(self, role: Role) -> bytes:
        """Return the 32 bytes of that role's public key."""


class Ed25519Key:
    """A private key held in memory."""

    def __init__(self, seed: bytes) -> None:
        """Take the 32 bytes of the seed; raise ValueError for another length."""
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self._public = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def public(self) -> bytes:
        """Return the 32 bytes of the public key."""
        return self._public

    def sign(self, data: bytes) -> bytes:
        """Sign with Ed25519 (RFC 8032)."""
        return self._private.sign(data)


def verify(public: bytes, signature: bytes, data: bytes) -> bool:
    """Verify an Ed25519 signature; a public key that is no point on the curve verifies nothing."""
    try:
        _owner(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=_KNOWN)
def _owner(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


def key_id(public: bytes) -> bytes:
    """Return the four bytes by which an envelope names the key."""
    return hashlib.sha256(public).digest()[:KID_BYTES]
