"""JSON with one meaning: what is refused before any use, and what is not."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.strict_json import MAX_DEPTH, dump, parse

REFUSED = [
    b"",
    b"null",
    b"[]",
    b"1",
    b'"{}"',
    b"{",
    b"}",
    b"{}{}",
    b"{} ",
    b" {}",
    b"{}\n",
    b"{}\x00",
    b"\xef\xbb\xbf{}",
    b'{"a":1,"a":1}',
    b'{"a":1,"\\u0061":2}',
    b'{"b":{"a":1,"a":2}}',
    b'{"a":NaN}',
    b'{"a":Infinity}',
    b'{"a":-Infinity}',
    b'{"a":1e999}',
    b'{"a":-1e999}',
    b'{"a":9007199254740992}',
    b'{"a":-9007199254740992}',
    b'{"a":' + b"9" * 3_000 + b"}",
    b'{"a":01}',
    b'{"a":+1}',
    b'{"a":.5}',
    b'{"a":1.}',
    b'{"a":0x10}',
    b"{'a':1}",
    b"{a:1}",
    b'{"a":1,}',
    b'{"a":[1,]}',
    b'{"a":1}//',
    b'{/**/"a":1}',
    b'{"a":"\x01"}',
    b'{"a":"\n"}',
    b'{"a":"\\x41"}',
    b'{"a":"\\ud800"}',
    b'{"\\udfff":1}',
    b'{"a":"\xff"}',
    b'{"a":"\xc0\xaf"}',
    b'{"a":"\xed\xa0\x80"}',
    b'{"a":{"b":{"c":{"d":{"e":{}}}}}}',
    b'{"a":[[[[[]]]]]}',
    b'{"a":' + b"[" * 1_900 + b"]" * 1_900 + b"}",
    b'{"a":' * 700 + b"1" + b"}" * 700,
    b'{"a":True}',
    b'{"a":undefined}',
    b'{"a" "b"}',
    b'{"a":1 "b":2}',
]
READ = [
    (b"{}", {}),
    (b'{"a":9007199254740991}', {"a": 2**53 - 1}),
    (b'{"a":-0.5e-3}', {"a": -0.0005}),
    ('{"a":"Xã Bình Tuyền 🛜"}'.encode(), {"a": "Xã Bình Tuyền 🛜"}),
    (b'{"a":"\\ud83d\\ude00"}', {"a": "😀"}),
    (b'{"a":{"b":{"c":{"d":{}}}}}', {"a": {"b": {"c": {"d": {}}}}}),
    (b'{"a":[[[[1]]]]}', {"a": [[[[1]]]]}),
    (b'{ "a" : [ true , null ] }', {"a": [True, None]}),
    (b'{"":0}', {"": 0}),
]


@pytest.mark.parametrize("data", REFUSED)
def test_what_has_no_single_meaning_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        parse(data, limit=4_000)
    assert refusal.value.code is Code.ENVELOPE


@pytest.mark.parametrize(("data", "meaning"), READ)
def test_what_has_one_meaning_is_read(data: bytes, meaning: object) -> None:
    assert parse(data, limit=4_000) == meaning


def test_the_limit_is_in_bytes() -> None:
    data = '{"a":"ằ"}'.encode()
    assert parse(data, limit=len(data))
    with pytest.raises(Refused):
        parse(data, limit=len(data) - 1)


flat = (
    st.none()
    | st.booleans()
    | st.integers(1 - 2**53, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.recursive(
    flat | words, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3)
)


@given(st.dictionaries(words, values, max_size=4))
@settings(max_examples=100, deadline=None)
def test_what_we_spell_any_parser_reads_alike(told: dict[str, object]) -> None:
    spelled = dump(told)
    assert json.loads(spelled) == told
    if depth(told) > MAX_DEPTH:
        with pytest.raises(Refused, match="nested"):
            parse(spelled, limit=10**6)
    else:
        assert parse(spelled, limit=10**6) == told


def depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((depth(one) + isinstance(one, dict | list) for one in inner), default=0)


@given(st.binary(max_size=60))
@settings(max_examples=300, deadline=None)
def test_noise_is_refused_or_read_never_a_crash(noise: bytes) -> None:
    try:
        read = parse(noise, limit=4_000)
    except Refused:
        return
    assert read == json.loads(noise)
