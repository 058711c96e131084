import base64
import hashlib
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.adapters.broker_access import CONTROLLER, BrokerAccess, DeviceGrant, covers, credential

SECRET = secrets.token_urlsafe(32)
OTHER = secrets.token_urlsafe(32)
ACCESS = BrokerAccess(
    "xa-mau", credential(OTHER), {"LOA-001": DeviceGrant(credential(SECRET), ("ap-1", "all"))}
)
ROOT = "loa/1/xa-mau"

LEVELS = st.lists(st.sampled_from(["d", "u", "LOA-001", "LOA-00", "+", "#", ""]), min_size=1, max_size=5)


def test_a_credential_knows_its_secret_and_holds_it_nowhere() -> None:
    known = credential(SECRET)
    assert known.matches(SECRET)
    assert not known.matches(OTHER)
    assert not known.matches("")
    assert SECRET not in repr(known)
    assert known == credential(SECRET) != credential(OTHER)  # salted, and yet the same


def test_the_form_for_mosquitto_can_be_computed_again_from_the_secret() -> None:
    _, kind, rounds, salt, stretched = credential(SECRET).mosquitto.split("$")
    again = hashlib.pbkdf2_hmac("sha512", SECRET.encode(), base64.b64decode(salt), int(rounds))
    assert (kind, base64.b64decode(stretched)) == ("7", again)


def test_a_secret_that_a_person_could_think_of_is_refused() -> None:
    with pytest.raises(ValueError, match="machine"):
        credential("loa-thon-2024")


@pytest.mark.parametrize(
    "name",
    ["#", "+", "LOA+1", "LOA/1", "%u-001", "loa-001", "LO", "L" * 21, "ＬＯＡ-001", "LOA-001\n", CONTROLLER],
)
def test_a_name_that_could_mean_something_else_to_a_broker_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="device id"):
        BrokerAccess("xa-mau", credential(OTHER), {name: DeviceGrant(credential(SECRET))})


@pytest.mark.parametrize("group", ["", "#", "+", "All", "a/b", "a" * 33])
def test_a_group_that_could_mean_more_is_refused(group: str) -> None:
    with pytest.raises(ValueError, match="group"):
        DeviceGrant(credential(SECRET), (group,))


def test_only_the_right_name_secret_and_client_id_together_are_admitted() -> None:
    assert ACCESS.admits("LOA-001", SECRET, "LOA-001")
    assert ACCESS.admits(CONTROLLER, OTHER, CONTROLLER)
    for user, secret, client_id in (
        ("LOA-001", OTHER, "LOA-001"), ("LOA-001", SECRET, "LOA-002"), ("LOA-002", SECRET, "LOA-002"),
        (None, None, None), ("", "", ""), ("LOA-001", None, "LOA-001"), (CONTROLLER, SECRET, CONTROLLER),
    ):  # fmt: skip
        assert not ACCESS.admits(user, secret, client_id)


def test_a_speaker_reads_its_own_and_writes_its_reports() -> None:
    rights = ACCESS.rights("LOA-001")
    readable = ["d/LOA-001/head", "d/LOA-001/#", "g/all/cmd", "g/ap-1/cmd", "keys", "ctl/state"]
    assert all(rights.may_read(f"{ROOT}/{topic}") for topic in readable)
    assert all(rights.may_write(f"{ROOT}/u/LOA-001/{said}") for said in ("state", "hello", "rep", "ev"))
    assert not any(rights.may_write(f"{ROOT}/{topic}") for topic in readable)
    assert not rights.may_read("loa/1/xa-khac/keys")


def test_a_stranger_has_no_rights() -> None:
    rights = ACCESS.rights("LOA-002")
    assert not rights.may_read(f"{ROOT}/keys")
    assert not rights.may_write(f"{ROOT}/u/LOA-002/ev")


@given(allowed=LEVELS, asked=LEVELS, topic=LEVELS)
def test_what_is_covered_means_no_topic_that_is_not_allowed(
    allowed: list[str], asked: list[str], topic: list[str]
) -> None:
    """Against the standard's own words on matching (MQTT 3.1.1, 4.7), level by level."""
    allowed = [level for level in allowed if level not in ("+", "#")] + (["#"] if "#" in allowed else [])
    topic = [level for level in topic if level not in ("+", "#")]
    asked = [level for level in asked if level != "#"] + (["#"] if "#" in asked else [])
    covered = covers("/".join(allowed), "/".join(asked))
    if len(allowed) > 1 and covered and _matches(asked, topic):
        assert _matches(allowed, topic)


def _matches(name: list[str], topic: list[str]) -> bool:
    if not name or name[0] == "#":
        return name == ["#"] or not topic
    if not topic:
        return False
    return name[0] in ("+", topic[0]) and (
        _matches(name[1:], topic[1:]) or (name[1:] == ["#"] and not topic[1:])
    )
