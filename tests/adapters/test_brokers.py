"""One contract for both embedded brokers: what LOA/1 needs of a wire, in storms and among hostile clients."""

import itertools
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.adapters.broker_access import CONTROLLER
from broadcaster.adapters.embedded_broker import Kind
from broadcaster.adapters.listening import mqtt_answers
from broadcaster.domain.errors import StationError
from tests.adapters.wire import (
    ACCEPTED,
    KINDS,
    QUIET_S,
    ROOT,
    Raw,
    Wire,
    connect_with_will,
    cut,
    own,
    wait_until,
)
from tests.tools import mosquitto_path


@pytest.fixture(params=KINDS)
def crowd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Wire]:
    kind: Kind = request.param
    made = Wire(kind, tmp_path / "broker", devices=200)
    made.broker.start()
    yield made
    made.close()


# The wire at work


def test_orders_go_down_and_reports_go_up(wire: Wire) -> None:
    controller, told = wire.controller()
    speaker, heard = wire.link("LOA-001", own("LOA-001"))
    assert controller.publish(f"{ROOT}/d/LOA-001/cmd", b"play")
    assert controller.publish(f"{ROOT}/g/all/cmd", b"all")
    assert speaker.publish(f"{ROOT}/u/LOA-001/ev", b"played")
    wait_until(lambda: len(heard.messages) == 2 and told.messages)
    assert heard.messages == [
        (f"{ROOT}/d/LOA-001/cmd", b"play", False),
        (f"{ROOT}/g/all/cmd", b"all", False),
    ]
    assert told.messages == [(f"{ROOT}/u/LOA-001/ev", b"played", False)]


@pytest.mark.slow
def test_the_last_retained_head_waits_for_a_speaker_and_an_empty_one_takes_it_away(wire: Wire) -> None:
    controller, _ = wire.controller()
    for head in (b"1", b"2"):
        controller.publish(f"{ROOT}/d/LOA-001/head", head, retain=True)
        controller.publish(f"{ROOT}/d/LOA-002/head", head, retain=True)
    controller.publish(f"{ROOT}/d/LOA-002/head", b"", retain=True)
    _, third = wire.link("LOA-003", own("LOA-003"))
    controller.publish(f"{ROOT}/g/all/cmd", b"never retained")
    wait_until(lambda: third.messages)  # and so all that was said before it has been taken up
    _, first = wire.link("LOA-001", own("LOA-001"))
    _, second = wire.link("LOA-002", own("LOA-002"))
    wait_until(lambda: first.messages)
    time.sleep(QUIET_S)
    assert first.messages == [(f"{ROOT}/d/LOA-001/head", b"2", True)]
    assert second.messages == []


@pytest.mark.slow
def test_a_will_is_sent_and_kept_when_a_speaker_vanishes_but_not_when_it_leaves(wire: Wire) -> None:
    _, told = wire.controller()
    will = (f"{ROOT}/u/LOA-001/state", b"gone", True)
    leaving, _ = wire.link("LOA-002", will=(f"{ROOT}/u/LOA-002/state", b"gone", True))
    vanishing, _ = wire.link("LOA-001", will=will)
    leaving.stop()
    cut(vanishing)
    wait_until(lambda: told.messages)
    assert told.messages == [(*will[:2], False)]
    _, later = wire.link(CONTROLLER, [f"{ROOT}/u/+/state"])
    wait_until(lambda: (*will[:2], True) in later.messages)


@pytest.mark.slow
def test_a_speaker_gone_without_a_word_is_noticed_after_one_and_a_half_keep_alives(wire: Wire) -> None:
    _, told = wire.controller()
    silent = Raw(wire.port)
    silent.send(connect_with_will("LOA-001", wire.secrets["LOA-001"], f"{ROOT}/u/LOA-001/state", keepalive=2))
    assert silent.receive(4) == ACCEPTED
    began_s = time.monotonic()
    wait_until(lambda: told.messages, within_s=8)
    assert time.monotonic() - began_s > 2
    assert told.topics() == [f"{ROOT}/u/LOA-001/state"]
    silent.close()


@pytest.mark.slow
def test_two_hundred_speakers_at_once_each_get_their_own_head_and_nobody_elses(crowd: Wire) -> None:
    controller, told = crowd.controller()
    for name in crowd.names:
        assert controller.publish(f"{ROOT}/d/{name}/head", name.encode(), retain=True)
    everyone = {name: crowd.link(name, own(name), wait=False) for name in crowd.names}
    wait_until(lambda: all(heard.messages for _, heard in everyone.values()), within_s=20)
    assert controller.publish(f"{ROOT}/g/all/cmd", b"now")
    wait_until(lambda: all(b"now" in heard.payloads() for _, heard in everyone.values()), within_s=20)
    for name, (speaker, heard) in everyone.items():
        # A head published just now may come twice, once as kept and once as new.
        told_here = {(topic, payload) for topic, payload, _ in heard.messages}
        assert told_here == {(f"{ROOT}/d/{name}/head", name.encode()), (f"{ROOT}/g/all/cmd", b"now")}
        assert speaker.publish(f"{ROOT}/u/{name}/ev", b"heard")
    wait_until(lambda: len(told.messages) == 200, within_s=20)


# Death and return


@pytest.mark.slow
def test_a_killed_broker_comes_back_empty_and_its_clients_with_it(wire: Wire) -> None:
    controller, _ = wire.controller()
    _, heard = wire.link("LOA-001", own("LOA-001"))
    controller.publish(f"{ROOT}/d/LOA-001/head", b"1", retain=True)
    wait_until(lambda: heard.messages)
    wire.broker.crash()
    wait_until(lambda: heard.downs)
    wait_until(lambda: len(heard.ups) == 2 and controller.online, within_s=20)
    assert wire.broker.alive()
    assert len(heard.messages) == 1  # the broker kept nothing; what is wanted is said again
    controller.publish(f"{ROOT}/d/LOA-001/head", b"1", retain=True)
    wait_until(lambda: len(heard.messages) == 2)


@pytest.mark.slow
def test_a_broker_stopped_and_its_folder_deleted_starts_as_before(wire: Wire, tmp_path: Path) -> None:
    wire.broker.stop()
    assert not wire.broker.alive()
    for left in tmp_path.glob("broker/*"):
        left.unlink()
    wire.broker.start()
    assert wire.broker.alive()
    wire.controller()


@pytest.mark.slow
def test_a_taken_port_is_named(wire: Wire, tmp_path: Path) -> None:
    kind: Kind = "amqtt" if wire.broker.kind == "amqtt" else "mosquitto"
    second = Wire(kind, tmp_path / "second")
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", second.port))
        squatter.listen()
        with pytest.raises(StationError) as refused:
            second.broker.start()
    assert refused.value.code == "port_taken"
    assert refused.value.facts["port"] == second.port


@pytest.mark.slow
@pytest.mark.broker
def test_a_frozen_broker_is_not_called_alive(tmp_path: Path) -> None:
    wire = Wire("mosquitto", tmp_path / "broker")
    wire.broker.start()
    pid = int((tmp_path / "broker" / "pid").read_text())
    os.kill(pid, signal.SIGSTOP)
    assert not wire.broker.alive()
    os.kill(pid, signal.SIGCONT)
    wait_until(wire.broker.alive)
    wire.close()


@pytest.mark.slow
@pytest.mark.broker
def test_a_mosquitto_that_outlived_a_killed_station_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "broker"
    killed = Wire("mosquitto", folder)
    killed.broker.start()
    killed.close()
    with subprocess.Popen([str(mosquitto_path()), "-c", str(folder / "mosquitto.conf")]) as outlived:
        (folder / "pid").write_text(str(outlived.pid))
        wait_until(lambda: mqtt_answers(*killed.broker.address))
        wire = Wire("mosquitto", folder)
        wire.broker.start()
        assert outlived.wait() is not None
    assert (folder / "pid").read_text() != str(outlived.pid)
    wire.controller()
    wire.close()


@pytest.mark.slow
@pytest.mark.broker
def test_no_file_holds_a_secret_and_nobody_else_can_read_them(tmp_path: Path) -> None:
    wire = Wire("mosquitto", tmp_path / "broker")
    wire.broker.start()
    files = list((tmp_path / "broker").iterdir())
    assert files
    for file in files:
        assert file.stat().st_mode & 0o077 == 0
        assert not any(secret in file.read_text() for secret in wire.secrets.values())
    wire.close()


# Who may come in


@pytest.mark.slow
def test_strangers_are_refused(wire: Wire) -> None:
    right = wire.secrets["LOA-001"]
    for user, secret in (
        ("LOA-001", "wrong" * 9), ("LOA-001", ""), ("LOA-999", right), ("loa-001", right), ("LOA-00#", right),
        ("+", right), ("%u", right), ("ＬＯＡ-001", right), ("LOA-001 ", right), ("LOA-001\x00", right),
        ("", ""),
    ):  # fmt: skip
        stranger = Raw(wire.port)
        assert stranger.connect(user, secret) != ACCEPTED, user
        assert stranger.hung_up(), user
        stranger.close()


@pytest.mark.slow
def test_another_ones_secret_opens_nothing(wire: Wire) -> None:
    stranger = Raw(wire.port)
    assert stranger.connect("LOA-001", wire.secrets["LOA-002"]) != ACCEPTED
    stranger.close()


@pytest.mark.slow
@pytest.mark.parametrize("secret", ["its own", "wrong"])
def test_nobody_takes_over_the_session_of_another(wire: Wire, secret: str) -> None:
    controller, _ = wire.controller()
    victim, heard = wire.link("LOA-002", own("LOA-002"))
    attacker = Raw(wire.port)
    attacker.connect(
        "LOA-001", wire.secrets["LOA-001"] if secret == "its own" else "x" * 43, client_id="LOA-002"
    )
    time.sleep(QUIET_S)
    controller.publish(f"{ROOT}/d/LOA-002/cmd", b"still here?")
    wait_until(lambda: heard.messages)
    assert victim.online
    assert heard.downs == []
    attacker.close()


@pytest.mark.slow
def test_a_wrong_secret_under_the_victims_own_name_does_not_end_its_session(wire: Wire) -> None:
    controller, _ = wire.controller()
    victim, heard = wire.link("LOA-002", own("LOA-002"))
    for _ in range(20):
        attacker = Raw(wire.port)
        assert attacker.connect("LOA-002", "x" * 43) != ACCEPTED
        attacker.close()
    controller.publish(f"{ROOT}/d/LOA-002/cmd", b"still here?")
    wait_until(lambda: heard.messages)
    assert victim.online
    assert heard.downs == []


@pytest.mark.slow
def test_a_speaker_that_comes_back_replaces_its_own_dead_connection(wire: Wire) -> None:
    controller, _ = wire.controller()
    half_open = Raw(wire.port)
    assert half_open.connect("LOA-001", wire.secrets["LOA-001"]) == ACCEPTED
    _, heard = wire.link("LOA-001", own("LOA-001"))
    assert half_open.hung_up()
    controller.publish(f"{ROOT}/d/LOA-001/cmd", b"play")
    wait_until(lambda: heard.messages)
    half_open.close()


# Who may say and hear what


@pytest.mark.slow
def test_no_filter_hears_what_is_not_for_it(wire: Wire) -> None:
    controller, _ = wire.controller()
    forbidden = [f"{ROOT}/d/LOA-002/head", f"{ROOT}/d/LOA-002/cmd", f"{ROOT}/g/other/cmd"]
    controller.publish(forbidden[0], b"retained", retain=True)
    greedy = [
        "#", "+/#", "loa/#", f"{ROOT}/#", f"{ROOT}/d/#", f"{ROOT}/d/+/head", f"{ROOT}/d/+/#",
        f"{ROOT}/d/LOA-002/#", f"{ROOT}/d/LOA-002/head", f"{ROOT}/u/#", f"{ROOT}/u/LOA-001/#", f"{ROOT}/g/#",
        f"{ROOT}/g/other/cmd", f"{ROOT}/+/+/cmd", "$SYS/#",
    ]  # fmt: skip
    curious, heard = wire.link("LOA-001", [f"{ROOT}/d/LOA-001/cmd"])
    for asked in greedy:
        curious.subscribe([f"{ROOT}/d/LOA-001/cmd", asked])
    victim, _ = wire.link("LOA-002", will=(f"{ROOT}/u/LOA-002/state", b"gone", True))
    victim.publish(f"{ROOT}/u/LOA-002/ev", b"private")
    curious.subscribe([f"{ROOT}/d/LOA-001/cmd", *greedy[:-1]])
    for topic in forbidden:
        controller.publish(topic, b"not for you")
    cut(victim)
    controller.publish(f"{ROOT}/d/LOA-001/cmd", b"for you")
    wait_until(lambda: heard.messages)
    time.sleep(QUIET_S)
    assert set(heard.topics()) == {f"{ROOT}/d/LOA-001/cmd"}
    assert heard.downs == []


@pytest.mark.slow
def test_a_speaker_can_say_nothing_but_its_own_reports(wire: Wire) -> None:
    _, told = wire.link(CONTROLLER, [f"{ROOT}/u/#", f"{ROOT}/ctl/#"])
    _, heard = wire.link("LOA-002", own("LOA-002"))
    liar, own_heard = wire.link("LOA-001", own("LOA-001"))
    for topic in (
        f"{ROOT}/d/LOA-002/cmd", f"{ROOT}/d/LOA-001/cmd", f"{ROOT}/g/all/cmd", f"{ROOT}/keys",
        f"{ROOT}/ctl/state", f"{ROOT}/u/LOA-002/ev", f"{ROOT}/u/LOA-001/other", f"{ROOT}/u/LOA-001/ev/more",
        f"{ROOT}/u/LOA-001",
    ):  # fmt: skip
        assert liar.publish(topic, b"evil")
        assert liar.publish(topic, b"evil", retain=True)
    assert liar.publish(f"{ROOT}/u/LOA-001/ev", b"honest")
    wait_until(lambda: told.messages)
    _, later = wire.link("LOA-003", own("LOA-003"))
    time.sleep(QUIET_S)
    assert told.messages == [(f"{ROOT}/u/LOA-001/ev", b"honest", False)]
    assert [] == heard.messages == own_heard.messages == later.messages


@pytest.mark.slow
def test_a_will_that_the_speaker_may_not_say_is_never_said(wire: Wire) -> None:
    _, heard = wire.link("LOA-002", own("LOA-002"))
    liar = Raw(wire.port)
    liar.send(connect_with_will("LOA-001", wire.secrets["LOA-001"], f"{ROOT}/g/all/cmd", keepalive=20))
    liar.receive(4)
    liar.close()
    time.sleep(QUIET_S)
    _, later = wire.link("LOA-003", own("LOA-003"))
    time.sleep(QUIET_S)
    assert heard.messages == later.messages == []


@pytest.mark.slow
def test_a_revoked_speaker_is_hung_up_on_and_stays_out(wire: Wire) -> None:
    controller, _ = wire.controller()
    revoked, heard = wire.link("LOA-001", own("LOA-001"))
    kept, kept_heard = wire.link("LOA-002", own("LOA-002"))
    wire.broker.grant(wire.access(["LOA-002", "LOA-003"]))
    wait_until(lambda: heard.downs)
    controller_back = Raw(wire.port)
    assert controller_back.connect("LOA-001", wire.secrets["LOA-001"]) != ACCEPTED
    wait_until(lambda: controller.online and kept.online)
    controller.publish(f"{ROOT}/d/LOA-001/cmd", b"play")
    controller.publish(f"{ROOT}/d/LOA-002/cmd", b"play")
    wait_until(lambda: kept_heard.messages)
    assert heard.messages == []
    assert not revoked.online
    controller_back.close()


@pytest.mark.slow
def test_a_new_speaker_is_let_in_without_a_restart(wire: Wire) -> None:
    wire.secrets["LOA-NEW"] = secrets.token_urlsafe(32)
    wire.broker.grant(wire.access([*wire.names, "LOA-NEW"]))
    _, heard = wire.link("LOA-NEW", own("LOA-NEW"), wait=False)
    wait_until(lambda: heard.ups, within_s=15)


@pytest.mark.slow
def test_a_speaker_that_left_a_group_no_longer_hears_it(wire: Wire) -> None:
    controller, _ = wire.controller()
    speaker, heard = wire.link("LOA-001", own("LOA-001"))
    wire.broker.grant(wire.access(wire.names, groups=("other",)))
    rounds = map(b"%d".__mod__, itertools.count())

    def has_left() -> bool:
        """Say both, the group's first: what comes to the speaker alone is the proof."""
        said = next(rounds)
        controller.publish(f"{ROOT}/g/all/cmd", said)
        controller.publish(f"{ROOT}/d/LOA-001/cmd", said)
        came = {
            topic: {word for name, word, _ in heard.messages if name == topic} for topic in heard.topics()
        }
        return bool(came.get(f"{ROOT}/d/LOA-001/cmd", set()) - came.get(f"{ROOT}/g/all/cmd", set()))

    wait_until(has_left, within_s=20)
    assert speaker.online
