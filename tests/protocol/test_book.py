"""docs/protocol.md is true: its messages are read, its envelope opens, its tables are those of the code."""

import json
import re
from pathlib import Path

import pytest

from broadcaster.protocol.codec import open_envelope
from broadcaster.protocol.keyring import Keyring, TrustedKey
from broadcaster.protocol.messages import read, read_body, spell
from broadcaster.protocol.refusals import Code
from broadcaster.protocol.roles import MAY_SIGN, Role
from broadcaster.protocol.signing import key_id
from broadcaster.protocol.topics import Kind
from broadcaster.speaker import trust

BOOK = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text()
BLOCKS = re.findall(r"^```(json|hex) (.+?)\n(.+?)\n```$", BOOK, re.MULTILINE | re.DOTALL)
JSON = [(name, text) for kind, name, text in BLOCKS if kind == "json"]
HEX = {name: bytes.fromhex(text) for kind, name, text in BLOCKS if kind == "hex"}


def rows(title: str) -> list[list[str]]:
    """Return the cells of the first table below a title."""
    section = BOOK.partition(f"\n## {title}")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize(("name", "text"), JSON, ids=[name for name, _ in JSON])
def test_every_message_of_the_book_is_read_and_spelled_alike(name: str, text: str) -> None:
    data = text.encode()
    message = read_body(data) if name == "body" else read(data)
    assert name in {"payload", message.TYPE}
    assert json.loads(spell(message)) == json.loads(data)


def test_the_book_has_every_type() -> None:
    shown = {json.loads(text)["t"] for _, text in JSON}
    assert shown == {"body"}.union(*MAY_SIGN.values())


def test_the_envelope_of_the_book_opens() -> None:
    public = HEX["public key of role order"]
    payload = dict(JSON)["payload"].encode()
    envelope = HEX["envelope without its payload"] + payload
    assert envelope[4:8] == key_id(public)
    ring = Keyring([TrustedKey(public, Role.ORDER)])
    assert open_envelope(envelope, ring, site="xa-mau", device="LOA-0001").message == read(payload)


def test_the_topics_are_those_of_the_code() -> None:
    told = {row[0].strip("`"): (row[1], row[2], set(re.findall(r"`(\w+)`", row[3]))) for row in rows("3.")}
    assert told.keys() == {kind.value for kind in Kind}
    for kind in Kind:
        way, retained, types = told[kind.value]
        assert (retained == "yes") == kind.retained
        assert (way == "↑") == kind.value.startswith("u/")
        if way == "↓":
            assert types == {message.TYPE for message in trust.BELONGS[kind]}


def test_the_roles_and_the_codes_are_those_of_the_code() -> None:
    assert {row[0].strip("`"): set(re.findall(r"`(\w+)`", row[1])) for row in rows("4.")} == {
        role.value: set(types) for role, types in MAY_SIGN.items()
    }
    assert {row[0] for row in rows("7.")} == {code.value for code in Code}
