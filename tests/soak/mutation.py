"""Bytes a little different from those that were meant."""

import random

_TELLING = (
    *(b"{", b"}", b"[", b"]", b'"', b",", b":", b"\\", b"\\u0000", b"\\ud800", b"\0", b"\n", b" ", b"\xff"),
    *(b"NaN", b"Infinity", b"-0", b"1e999", b"1E400", b"9007199254740993", b"null", b"true", b"1.0", b"-1", b"[[[[[["),
    *(b"#", b"+", b"/", b"..", b"*", b"<", b">", b"&", b"&lt;", b"<!DOCTYPE x [", b"<!ENTITY e 'e'>", b"&e;", b"]]>"),
    *(b"- ", b": ", b"? ", b"&a ", b"*a", b"!!python/object:x ", b"<<: ", b"|\n", b"\t", b"---\n", b"\xc0\xaf"),
)  # fmt: skip
"""What parsers have stumbled over: signs of structure, numbers out of bounds, half characters, entities, tags."""


def mutated(chance: random.Random, data: bytes) -> bytes:
    """Return the bytes with one to four changes; now and then they come out as they were."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        chance.choice(_CHANGES)(chance, changed)
    return bytes(changed)


def _flip(chance: random.Random, data: bytearray) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _other_byte(chance: random.Random, data: bytearray) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.randrange(256)


def _other_digit(chance: random.Random, data: bytearray) -> None:
    places = [place for place, sign in enumerate(data) if 0x30 <= sign <= 0x39]
    if places:
        data[chance.choice(places)] = chance.choice(b"0123456789")


def _put_in(chance: random.Random, data: bytearray) -> None:
    place = chance.randrange(len(data) + 1)
    data[place : place + chance.choice((0, 0, 1, 4))] = chance.choice(_TELLING)


def _leave_out(chance: random.Random, data: bytearray) -> None:
    place = chance.randrange(len(data) + 1)
    del data[place : place + chance.randrange(1, 20)]


def _twice(chance: random.Random, data: bytearray) -> None:
    place = chance.randrange(len(data) + 1)
    data[place:place] = data[place : place + chance.randrange(1, 60)]


def _cut(chance: random.Random, data: bytearray) -> None:
    del data[chance.randrange(len(data) + 1) :]


_CHANGES = (_flip, _other_byte, _other_digit, _other_digit, _put_in, _put_in, _leave_out, _twice, _cut)
