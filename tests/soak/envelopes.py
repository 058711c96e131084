"""Envelopes that nobody with the right key sealed for this reader: all are refused, by one of the first five rules.

They are changed in their bytes, put together from two, signed by a stranger under a known key's name, by a real key of
the wrong role, or rightly signed for somebody else. Of every kind of message there are some to begin with.
"""

import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from broadcaster.protocol.codec import MAGIC, open_envelope, seal
from broadcaster.protocol.keyring import Keyring, TrustedKey
from broadcaster.protocol.messages import Body, LiveOrder, Message, OrderClass, spell
from broadcaster.protocol.refusals import Refused
from broadcaster.protocol.roles import MAY_SIGN, Role
from broadcaster.protocol.signing import Ed25519Key, key_id
from tests.protocol.messages_of_all_kinds import DEVICE, SITE, bodies, messages
from tests.soak.mutation import mutated
from tests.soak.turns import Trial

KEYS = {role: Ed25519Key(hashlib.sha256(role.value.encode()).digest()) for role in Role}
RING = Keyring(TrustedKey(key.public, role) for role, key in KEYS.items())
T = TypeVar("T")
STRANGER = Ed25519Key(bytes(32))
_PAYLOAD_AT = 72

Sealed = tuple[Message, bytes]
Forge = Callable[[random.Random, list[Sealed]], bytes]


def trials(chance: random.Random) -> Iterator[Trial]:
    """Forge envelopes for ever."""
    genuine = [(message, seal(spell(message), KEYS[signer(message)])) for message in messages_to_begin_with()]
    known = {envelope for _, envelope in genuine}
    while True:
        envelope = chance.choice(_FORGERIES)(chance, genuine)
        if envelope not in known:
            yield Trial(envelope, lambda envelope=envelope: refusal(envelope))  # type: ignore[misc]


def refusal(envelope: bytes) -> str:
    """Return by which rule an envelope is refused; raise AssertionError where it is taken."""
    try:
        opened = open_envelope(envelope, RING, site=SITE, device=DEVICE, groups=("thon-1",))
    except Refused as refused:
        return refused.code.value
    raise AssertionError(f"taken as {opened.message}")


def signer(message: Message) -> Role:
    """Return whose key signs such a message."""
    if isinstance(message, LiveOrder) and message.order.kind is OrderClass.EMERGENCY:
        return Role.EMERGENCY
    return next(role for role, types in MAY_SIGN.items() if message.TYPE in types)


@cache
def messages_to_begin_with() -> tuple[Message, ...]:
    """Return a few hundred messages, the same ones in every process."""
    return _some(messages, 300)


@cache
def plans_to_begin_with() -> tuple[Body, ...]:
    """Return some plans, the same ones in every process."""
    return _some(bodies(), 30)


def _some(strategy: SearchStrategy[T], count: int) -> tuple[T, ...]:
    found: list[T] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(each: T) -> None:
        found.append(each)

    collect()
    return tuple(found)


def _changed(chance: random.Random, genuine: list[Sealed]) -> bytes:
    return mutated(chance, chance.choice(genuine)[1])


def _changed_words(chance: random.Random, genuine: list[Sealed]) -> bytes:
    envelope = chance.choice(genuine)[1]
    return envelope[:_PAYLOAD_AT] + mutated(chance, envelope[_PAYLOAD_AT:])


def _two_in_one(chance: random.Random, genuine: list[Sealed]) -> bytes:
    first, second = (chance.choice(genuine)[1] for _ in range(2))
    return first[:_PAYLOAD_AT] + second[_PAYLOAD_AT:]


def _by_a_stranger(chance: random.Random, genuine: list[Sealed]) -> bytes:
    message, envelope = chance.choice(genuine)
    name = chance.choice(
        (envelope[4:8], key_id(KEYS[chance.choice(list(Role))].public), key_id(STRANGER.public))
    )
    return MAGIC + name + STRANGER.sign(MAGIC + b"\0" + spell(message)) + spell(message)


def _by_the_wrong_key(chance: random.Random, genuine: list[Sealed]) -> bytes:
    message = chance.choice(genuine)[0]
    return seal(spell(message), KEYS[chance.choice([role for role in Role if role is not signer(message)])])


def _for_somebody_else(chance: random.Random, genuine: list[Sealed]) -> bytes:
    message = chance.choice(genuine)[0]
    other = chance.choice(
        ({"site": "xa-khac"}, {"devices": ("LOA-0002",)}, {"devices": ("*",), "group": "thon-2"})
    )
    told = replace(message, scope=replace(message.scope, **other))
    return seal(spell(told), KEYS[signer(message)])


_FORGERIES: tuple[Forge, ...] = (
    *(_changed, _changed, _changed_words, _changed_words, _changed_words),
    *(_two_in_one, _by_a_stranger, _by_the_wrong_key, _for_somebody_else),
)
