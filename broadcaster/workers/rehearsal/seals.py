"""A stand-in for Ed25519 where thousands of days are rehearsed: as strict about who signed what, and much faster.

Whoever knows a public key could forge it, so it proves nothing outside; in a rehearsal nobody does.
"""

import hashlib

from broadcaster.protocol.signing import SIGNATURE_BYTES


class StandInKey:
    """A key whose signature is a keyed BLAKE2 of the data."""

    def __init__(self, seed: bytes) -> None:
        self._public = hashlib.sha256(b"public" + seed).digest()

    @property
    def public(self) -> bytes:
        """Return the 32 bytes by which it is known."""
        return self._public

    def sign(self, data: bytes) -> bytes:
        """Return 64 bytes over the data."""
        return _mac(self._public, data)


def stand_in_verify(public: bytes, signature: bytes, data: bytes) -> bool:
    """Tell whether the stand-in of that key signed the data."""
    return signature == _mac(public, data)


def _mac(public: bytes, data: bytes) -> bytes:
    return hashlib.blake2b(data, key=public, digest_size=SIGNATURE_BYTES).digest()
