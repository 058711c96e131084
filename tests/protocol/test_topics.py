"""Topics: built, parsed, and never anything else."""

import pytest

from broadcaster.protocol.topics import Kind, Topic, for_controller, for_speaker, parse

NAMES = {"g": "thon-1", "d": "LOA-0001", "u": "LOA-0001"}


@pytest.mark.parametrize("kind", Kind)
def test_what_is_built_is_parsed(kind: Kind) -> None:
    topic = Topic("xa-thu", kind, NAMES.get(kind.value[0], "") if "+" in kind.value else "")
    assert parse(str(topic)) == topic


@pytest.mark.parametrize(
    "text",
    [
        "",
        "loa/1/xa-thu",
        "loa/1/xa-thu/",
        "loa/1/xa-thu/keys/",
        "/loa/1/xa-thu/keys",
        "x/loa/1/xa-thu/keys",
        "loa/2/xa-thu/keys",
        "loa/1/Xa/keys",
        "loa/1/+/keys",
        "loa/1/xa-thu/d/+/head",
        "loa/1/xa-thu/d/#",
        "loa/1/xa-thu/d/loa-0001/head",
        "loa/1/xa-thu/d/LOA/head",
        "loa/1/xa-thu/d/LOA-0001/HEAD",
        "loa/1/xa-thu/d/LOA-0001/head/x",
        "loa/1/xa-thu/u/LOA-0001/cmd",
        "loa/1/xa-thu/g/Thôn/cmd",
        "loa/1/xa-thu/g/thon-1/head",
        "loa/1/xa-thu/d/LOA-0001\n/head",
        "loa/1/xa-thu/keys\n",
        "$SYS/broker/uptime",
    ],
)
def test_what_is_no_topic_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no topic"):
        parse(text)


@pytest.mark.parametrize(
    ("site", "kind", "name"),
    [
        ("xa-thu", Kind.HEAD, ""),
        ("xa-thu", Kind.HEAD, "+"),
        ("xa-thu", Kind.HEAD, "a/b"),
        ("xa-thu", Kind.KEYS, "LOA-0001"),
        ("#", Kind.KEYS, ""),
        ("", Kind.KEYS, ""),
        ("xa-thu", Kind.GROUP_CMD, "LOA-0001"),
    ],
)
def test_no_wildcard_or_stranger_is_built(site: str, kind: Kind, name: str) -> None:
    with pytest.raises(ValueError, match="no topic"):
        Topic(site, kind, name)


def test_a_speaker_hears_only_its_own_and_commands_are_never_retained() -> None:
    heard = [parse(text) for text in for_speaker("xa-thu", "LOA-0001", {"thon-1", "all"})]
    assert {topic.name for topic in heard} == {"", "LOA-0001", "thon-1", "all"}
    assert not any(topic.kind.value.startswith("u/") for topic in heard)
    assert not any(kind.retained for kind in (Kind.CMD, Kind.GROUP_CMD, Kind.TIME, Kind.EVACK, Kind.EV))
    assert all("/u/+/" in text for text in for_controller("xa-thu"))
