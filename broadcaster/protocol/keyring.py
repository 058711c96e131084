"""Whose signatures count at the moment: root, and what root's newest list of keys names."""

from collections.abc import Iterable
from dataclasses import dataclass

from broadcaster.protocol.key_list import KeyEntry, Keys
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.roles import Role
from broadcaster.protocol.scope import EVERYBODY, Scope
from broadcaster.protocol.signing import key_id


@dataclass(frozen=True)
class TrustedKey:
    """A public key, its role, and the UTC seconds between which it counts (None: always)."""

    public: bytes
    role: Role
    not_before: int | None = None
    not_after: int | None = None

    def counts_at(self, now: int | None) -> bool:
        """Tell whether the key is within its days; with an unknown `now` every key is."""
        if now is None:
            return True
        return (self.not_before or 0) <= now and (self.not_after is None or now < self.not_after)


class Keyring:
    """Trusted keys by key id."""

    def __init__(self, keys: Iterable[TrustedKey]) -> None:
        self._keys = {key_id(key.public): key for key in keys}

    @classmethod
    def of_root(cls, root: bytes) -> "Keyring":
        """Trust root alone: what a speaker starts with."""
        return cls([TrustedKey(root, Role.ROOT)])

    @classmethod
    def of_document(cls, document: Keys) -> "Keyring":
        """Trust root and what its list names; raise Refused (E01) where a key id does not fit its key."""
        keys = [TrustedKey(bytes.fromhex(document.root), Role.ROOT)]
        for entry in document.keys:
            public = bytes.fromhex(entry.public)
            if key_id(public).hex() != entry.kid:
                raise Refused(Code.ENVELOPE, f"key id {entry.kid} is not that of its key")
            keys.append(TrustedKey(public, entry.role, entry.not_before, entry.not_after))
        return cls(keys)

    @classmethod
    def of_device(cls, public: bytes) -> "Keyring":
        """Trust one speaker's own key: what the controller reads that speaker's words with."""
        return cls([TrustedKey(public, Role.DEVICE)])

    def find(self, kid: bytes, now: int | None) -> TrustedKey:
        """Return the key; raise Refused (E02) for one that is unknown, revoked or outside its days."""
        key = self._keys.get(kid)
        if key is None or not key.counts_at(now):
            raise Refused(Code.UNKNOWN_KEY, f"key {kid.hex()} is not known now")
        return key


def keys_document(
    site: str,
    *,
    epoch: int,
    version: int,
    root: bytes,
    keys: Iterable[tuple[Role, bytes]],
    issued: int,
    days: int,
) -> Keys:
    """List public keys for root to sign, each valid from `issued` (UTC seconds) for `days`."""
    end = issued + days * 86_400
    entries = [KeyEntry(key_id(public).hex(), public.hex(), role, issued, end) for role, public in keys]
    scope = Scope(site, (EVERYBODY,), epoch, issued, end)
    return Keys(scope, version, tuple(entries), root.hex())
