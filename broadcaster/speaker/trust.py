"""What a speaker takes for true: the acceptance order of LOA/1, from the envelope to counters and times."""

from typing import Final

from broadcaster.protocol.codec import Opened, open_envelope
from broadcaster.protocol.keyring import Keyring
from broadcaster.protocol.messages import (
    Body,
    CtlState,
    EvAck,
    EvReq,
    Head,
    Keys,
    LiveOrder,
    Message,
    Policy,
    Scope,
    Stop,
    TimeAnswer,
    ToneTest,
)  # fmt: skip
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.signing import Verify
from broadcaster.protocol.topics import Kind, Topic
from broadcaster.speaker.identity import Identity
from broadcaster.speaker.memory import Memory

AHEAD_S: Final = 30
"""How far in the future a message may say that it was signed: two honest clocks differ."""
_COMMANDS: Final = (LiveOrder, Stop, ToneTest, EvReq)
BELONGS: Final[dict[Kind, tuple[type[Message], ...]]] = {
    Kind.KEYS: (Keys,),
    Kind.CTL_STATE: (CtlState,),
    Kind.HEAD: (Head,),
    Kind.POLICY: (Policy,),
    Kind.CMD: _COMMANDS,
    Kind.GROUP_CMD: _COMMANDS,
    Kind.TIME: (TimeAnswer,),
    Kind.EVACK: (EvAck,),
}
"""Which messages a speaker takes from which topic."""


class Trust:
    """The keys and the policy that count, read again from memory after each change of either."""

    def __init__(self, identity: Identity, memory: Memory, verify: Verify) -> None:
        self._identity, self._memory, self._verify = identity, memory, verify
        self.groups: frozenset[str] = frozenset()
        self.keys: Keys | None = None
        self.policy: Policy | None = None
        self._keyring = Keyring.of_root(identity.root)
        self.reload()

    def reload(self) -> None:
        """Read keys and policy from memory; a policy whose key was revoked no longer counts."""
        self._keyring = Keyring.of_root(self._identity.root)
        keys = self._reopened(self._memory.keys)
        if isinstance(keys, Keys):
            self.keys, self._keyring = keys, Keyring.of_document(keys)
        policy = self._reopened(self._memory.policy)
        self.policy = policy if isinstance(policy, Policy) else None

    def policy_at(self, utc: float) -> Policy | None:
        """Return the policy that counts at an instant (UTC seconds)."""
        return self.policy if self.policy is not None and utc < self.policy.scope.expires else None

    def open(self, envelope: bytes, utc: float | None) -> Opened:
        """Open an envelope for this speaker, E01 to E05."""
        return open_envelope(
            envelope,
            self._keyring,
            site=self._identity.site,
            device=self._identity.device,
            groups=self.groups,
            now=None if utc is None else int(utc),
            verify=self._verify,
        )

    def receive(self, topic: Topic, envelope: bytes, *, retained: bool, utc: float | None) -> Opened:
        """Open what came on a topic; raise Refused: E05 off its topic, E08 stored by the broker."""
        opened = self.open(envelope, utc)
        if not isinstance(opened.message, BELONGS.get(topic.kind, ())):
            raise Refused(Code.ROLE, f"{opened.message.TYPE} does not belong on {topic.kind.value}")
        if retained and not topic.kind.retained:
            raise Refused(Code.EXPIRED, f"the broker had stored a {opened.message.TYPE}")
        return opened

    def check_keys(self, document: Keys, envelope: bytes) -> bool:
        """Tell whether a list of keys is new; raise Refused: E02 another root, E06 and E07 older ones."""
        if bytes.fromhex(document.root) != self._identity.root:
            raise Refused(Code.UNKNOWN_KEY, "a list of another root")
        Keyring.of_document(document)
        if document.scope.epoch < self._memory.epoch:
            raise Refused(Code.EPOCH, f"keys of epoch {document.scope.epoch}")
        held = (self.keys.scope.epoch, self.keys.version) if self.keys else (0, 0)
        offered = (document.scope.epoch, document.version)
        return _newer(offered, held, same=envelope == self._memory.keys)

    def check_policy(self, policy: Policy, envelope: bytes) -> bool:
        """Tell whether a policy is new; raise Refused (E06, E07)."""
        self.check_epoch(policy.scope)
        held = (self.policy.scope.epoch, self.policy.version) if self.policy else (0, 0)
        offered = (policy.scope.epoch, policy.version)
        return _newer(offered, held, same=envelope == self._memory.policy)

    def check_head(self, head: Head, held: Head | None) -> bool:
        """Tell whether a head is new; raise Refused (E06, E07)."""
        self.check_epoch(head.scope)
        if held is None:
            return True
        offered = (head.scope.epoch, head.version)
        return _newer(offered, (held.scope.epoch, held.version), same=head.sha256 == held.sha256)

    def check_epoch(self, scope: Scope) -> None:
        """Raise Refused (E06) for any epoch but the one that root has told."""
        if scope.epoch != self._memory.epoch:
            raise Refused(Code.EPOCH, f"epoch {scope.epoch} where root has told {self._memory.epoch}")

    def _reopened(self, envelope: bytes) -> object:
        """Open again what was accepted once: only its key may have become unknown since."""
        if not envelope:
            return None
        try:
            return self.open(envelope, None).message
        except Refused:
            return None


def check_time(scope: Scope, utc: float | None) -> None:
    """Raise Refused: E09 where the clock knows nothing yet, E08 not yet valid or expired."""
    if utc is None:
        raise Refused(Code.UNTRUSTED_TIME, "the clock is not trusted")
    if scope.issued > utc + AHEAD_S:
        raise Refused(Code.EXPIRED, f"signed {scope.issued - utc:.0f} s in the future")
    if scope.expires <= utc:
        raise Refused(Code.EXPIRED, f"expired {utc - scope.expires:.0f} s ago")


def check_body(body: Body, head: Head, device: str) -> None:
    """Raise Refused where a plan is not the one that its head speaks of."""
    if body.scope.site != head.scope.site or body.scope.devices != (device,):
        raise Refused(Code.ADDRESS, "a plan for somebody else")
    if (body.scope.epoch, body.version) != (head.scope.epoch, head.version):
        raise Refused(Code.VERSION, "a plan of another version than its head")


def _newer(offered: tuple[int, int], held: tuple[int, int], *, same: bool) -> bool:
    """Compare (epoch, version): the same again is no news, the same numbers with other content refused."""
    if offered == held and same:
        return False
    if offered <= held:
        raise Refused(Code.VERSION, f"{offered} where {held} is held")
    return True
