"""The client's own promises; what it does among many stands in tests/adapters/test_brokers.py."""

import contextlib
import os
import random
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.adapters.broker_access import CONTROLLER
from broadcaster.domain.errors import DeliveryError
from broadcaster.mqtt import Delivery, Link, Will, reconnect_wait_s
from tests.adapters.certificates import certificate
from tests.adapters.wire import ROOT, Heard, Wire, agreements, at_once, cut, wait_until
from tests.proxy import PUBACK, PUBLISH, Proxy, packet_type

EV = f"{ROOT}/u/LOA-001/ev"


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    made = Wire("mosquitto", tmp_path / "broker")
    made.broker.start()
    yield made
    made.close()


def collector(wire: Wire) -> tuple[Link, list[Delivery]]:
    """The station's ear: acknowledges by hand."""
    held: list[Delivery] = []
    ear = Link(
        "127.0.0.1",
        wire.port,
        CONTROLLER,
        CONTROLLER,
        wire.secrets[CONTROLLER],
        on_delivery=held.append,
        waits=at_once,
    )
    ear.subscribe([f"{ROOT}/u/#"])
    ear.start()
    wire.links.append(ear)
    wait_until(lambda: ear.online)
    return ear, held


@given(attempt=st.integers(1, 1000), chance=st.floats(0, 1))
def test_a_reconnect_waits_between_one_and_thirty_seconds(attempt: int, chance: float) -> None:
    assert 1 <= reconnect_wait_s(attempt, lambda: chance) <= 30


def test_waiting_grows_and_is_spread_out() -> None:
    assert [reconnect_wait_s(attempt, lambda: 1.0) for attempt in range(1, 6)] == [4, 8, 16, 30, 30]
    assert len({reconnect_wait_s(4) for _ in range(100)}) == 100


@pytest.mark.broker
def test_what_cannot_be_sent_is_said_and_never_delivered_later(wire: Wire) -> None:
    _, told = wire.controller()
    with Proxy(("127.0.0.1", wire.port)) as proxy:
        proxy.refusing = True
        speaker, heard = wire.link("LOA-001", port=proxy.port, wait=False)
        assert not speaker.publish(EV, b"before the first connect")
        proxy.refusing = False
        wait_until(lambda: speaker.online)
        assert speaker.publish(EV, b"connected")
        wait_until(lambda: told.messages)
        proxy.up.black_hole = True
        assert speaker.publish(EV, b"lost on the way")
        time.sleep(0.1)
        proxy.reset_all()
        wait_until(lambda: heard.downs)
        assert not speaker.publish(EV, b"while away")
        proxy.up.black_hole = False
        wait_until(lambda: speaker.online)
        assert speaker.publish(EV, b"back")
        wait_until(lambda: b"back" in told.payloads())
    assert told.payloads() == [b"connected", b"back"]


@pytest.mark.broker
def test_a_message_not_yet_acknowledged_is_delivered_again_only_by_the_sender(wire: Wire) -> None:
    """A clean session forgets: what was not committed comes back because the speaker repeats it."""
    ear, held = collector(wire)
    speaker, _ = wire.link("LOA-001")
    speaker.publish(EV, b"1")
    wait_until(lambda: held)
    cut(ear)
    wait_until(lambda: not ear.online)
    wait_until(lambda: ear.online)
    ear.acknowledge(held)  # of the earlier connection: must not name another message now
    speaker.publish(EV, b"2")
    wait_until(lambda: len(held) == 2)
    assert [delivery.connection for delivery in held] == [1, 2]


@pytest.mark.broker
def test_an_acknowledgement_leaves_only_when_it_is_given(wire: Wire) -> None:
    acknowledged: list[bytes] = []

    def note(packet: bytes) -> list[bytes]:
        if packet_type(packet) == PUBACK:
            acknowledged.append(packet)
        return [packet]

    with Proxy(("127.0.0.1", wire.port), packets=True) as proxy:
        proxy.up.edit = note
        wire.port, real = proxy.port, wire.port
        ear, held = collector(wire)
        wire.port = real
        speaker, _ = wire.link("LOA-001")
        for number in range(50):
            speaker.publish(EV, b"%d" % number)
        wait_until(lambda: len(held) == 50)
        time.sleep(0.1)
        assert acknowledged == []
        ear.acknowledge(held)
        wait_until(lambda: len(acknowledged) == 50)


@pytest.mark.broker
def test_a_repeated_packet_arrives_twice_and_a_dropped_one_never(wire: Wire) -> None:
    """What the wire may do, and why ids and reconciliation are LOA/1's own business."""
    _, told = wire.controller()
    with Proxy(("127.0.0.1", wire.port), packets=True) as proxy:
        speaker, _ = wire.link("LOA-001", port=proxy.port)
        proxy.up.edit = lambda packet: [packet] * (2 if packet_type(packet) == PUBLISH else 1)
        speaker.publish(EV, b"twice")
        wait_until(lambda: told.payloads() == [b"twice", b"twice"])
        proxy.up.edit = lambda packet: [] if packet_type(packet) == PUBLISH else [packet]
        speaker.publish(EV, b"never")
        time.sleep(0.2)
        assert b"never" not in told.payloads()


@pytest.mark.broker
def test_a_handler_that_fails_is_told_and_the_next_message_is_still_heard(wire: Wire) -> None:
    controller, _ = wire.controller()
    heard: list[bytes] = []
    troubles: list[Exception] = []

    def listen(_topic: str, payload: bytes, _retained: bool) -> None:  # noqa: FBT001  a message's three parts
        heard.append(payload)
        raise KeyError(payload)

    speaker = Link(
        "127.0.0.1", wire.port, "LOA-001", "LOA-001", wire.secrets["LOA-001"],
        on_message=listen,
        on_error=troubles.append,
    )  # fmt: skip
    agreed = agreements(speaker)
    speaker.subscribe([f"{ROOT}/d/LOA-001/#"])
    speaker.start()
    wire.links.append(speaker)
    wait_until(lambda: agreed)
    controller.publish(f"{ROOT}/d/LOA-001/cmd", b"1")
    controller.publish(f"{ROOT}/d/LOA-001/cmd", b"2")
    wait_until(lambda: len(heard) == 2)
    assert [type(trouble) for trouble in troubles] == [KeyError, KeyError]


@pytest.mark.broker
def test_filters_are_replaced_as_a_whole_and_survive_a_reconnect(wire: Wire) -> None:
    controller, _ = wire.controller()
    speaker, heard = wire.link("LOA-001", [f"{ROOT}/d/LOA-001/cmd"])
    speaker.subscribe([f"{ROOT}/g/all/cmd"])
    wait_until(lambda: len(heard.agreed) == 3)
    controller.publish(f"{ROOT}/d/LOA-001/cmd", b"given up")
    controller.publish(f"{ROOT}/g/all/cmd", b"heard")
    wait_until(lambda: heard.messages)
    cut(speaker)
    wait_until(lambda: len(heard.agreed) == 4)
    controller.publish(f"{ROOT}/g/all/cmd", b"heard again")
    wait_until(lambda: len(heard.messages) == 2)
    assert heard.payloads() == [b"heard", b"heard again"]


@pytest.mark.broker
def test_a_promised_will_is_that_of_the_next_connection(wire: Wire) -> None:
    _, told = wire.controller()
    speaker, heard = wire.link("LOA-001", will=(f"{ROOT}/u/LOA-001/state", b"first", False))
    speaker.promise(Will(f"{ROOT}/u/LOA-001/state", b"second", retain=False))
    for expected in (b"first", b"second"):
        cut(speaker)
        wait_until(lambda expected=expected: expected in told.payloads())  # type: ignore[misc] # mypy cannot infer it
        wait_until(lambda: speaker.online and heard.downs)
    assert told.payloads() == [b"first", b"second"]


@pytest.mark.broker
def test_under_mqtt_5_a_forbidden_publication_is_told(wire: Wire) -> None:
    speaker, heard = wire.link("LOA-001", version=5)
    speaker.publish(f"{ROOT}/keys", b"evil")
    wait_until(lambda: heard.troubles)
    assert "Not authorized" in str(heard.troubles[0])


@pytest.mark.broker
def test_a_refusal_is_told_with_the_brokers_reason(wire: Wire) -> None:
    _, heard = wire.link("LOA-001", secret="wrong" * 10, wait=False)
    wait_until(lambda: heard.troubles)
    assert isinstance(heard.troubles[0], DeliveryError)
    assert heard.troubles[0].permanent
    assert not heard.ups
    assert not heard.downs


@pytest.mark.aside
@pytest.mark.broker
@pytest.mark.slow
def test_a_broker_gone_silent_is_noticed_within_two_keep_alives(wire: Wire) -> None:
    with Proxy(("127.0.0.1", wire.port)) as proxy:
        _, heard = wire.link("LOA-001", port=proxy.port, keepalive=2)
        proxy.down.black_hole = True
        began_s = time.monotonic()
        wait_until(lambda: heard.downs, within_s=8)
        assert time.monotonic() - began_s < 6


def test_nobody_there_is_told_and_stopping_does_not_wait() -> None:
    heard = Heard()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        link = Link(
            "127.0.0.1", closed.getsockname()[1], "LOA-001", "LOA-001", "x",
            on_error=heard.troubles.append,
            waits=lambda _attempt: 3_600.0,
        )  # fmt: skip
        link.start()
        wait_until(lambda: heard.troubles)
    link.stop(patience_s=60)
    assert link._thread is not None
    assert not link._thread.is_alive()
    assert isinstance(heard.troubles[0], DeliveryError)
    assert not heard.troubles[0].permanent


@pytest.mark.broker
def test_a_stopped_link_holds_no_file_and_can_be_started_again(wire: Wire) -> None:
    speaker, heard = wire.link("LOA-001")
    speaker.stop()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        speaker.start()
        wait_until(lambda: speaker.online)
        speaker.stop()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert len(heard.ups) == 4


CONNACK = b"\x20\x02\x00\x00"


@pytest.mark.parametrize(
    "answer",
    [
        CONNACK + b"\x30\x02\xff\xff",  # a topic longer than its packet
        CONNACK + b"\x30\x05\x00\x03\xff\xfe\xfd",  # a topic that is no UTF-8
        CONNACK + b"\x90\x01\x00",
        CONNACK + random.Random(1).randbytes(64),
        b"\x20\x00",
        b"\x20\x02\x00\x01",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"",
    ],
    ids=range(8),
)
def test_a_broken_broker_ends_no_thread(answer: bytes) -> None:
    heard = Heard()
    accepted: list[socket.socket] = []

    def broken(line: socket.socket) -> None:
        accepted.append(line)
        line.sendall(answer)
        line.shutdown(socket.SHUT_WR)

    with _stub(broken) as port:
        link = Link(
            "127.0.0.1", port, "LOA-001", "LOA-001", "x", on_error=heard.troubles.append, waits=at_once
        )
        link.start()
        wait_until(lambda: len(accepted) == 2)  # it came back
        assert link._thread is not None
        assert link._thread.is_alive()
        link.stop(patience_s=0.5)


@pytest.mark.aside
def test_stopping_while_a_frozen_broker_holds_the_line_takes_no_longer_than_said() -> None:
    with _stub(lambda line: line.sendall(CONNACK)) as port:
        link = Link("127.0.0.1", port, "LOA-001", "LOA-001", "x")
        link.start()
        wait_until(lambda: link.online)
        while link.publish("t", b"x" * 1_000_000) and len(link._client._out_packet) < 20:
            pass
        began_s = time.monotonic()
        link.stop(patience_s=0.3)
        assert time.monotonic() - began_s < 1
        assert link._thread is not None
        assert not link._thread.is_alive()


@pytest.mark.broker
def test_a_link_works_with_more_than_a_thousand_files_open(wire: Wire) -> None:
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1_100)]
    try:
        controller, told = wire.controller()
        speaker, _ = wire.link("LOA-001")
        assert speaker.publish(EV, b"heard")
        wait_until(lambda: told.messages)
        assert controller.online
    finally:
        for opened in held:
            os.close(opened)


@pytest.mark.parametrize(
    ("trusted", "host"), [(True, "localhost"), (False, "localhost"), (True, "127.0.0.2")]
)
def test_tls_speaks_only_to_the_host_of_a_certificate_it_trusts(
    tmp_path: Path, *, trusted: bool, host: str
) -> None:
    made, key = certificate(tmp_path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(made, key)
    talks: list[bytes] = []

    def broker(line: socket.socket) -> None:
        with server.wrap_socket(line, server_side=True) as safe:
            talks.append(safe.recv(1_000))
            safe.sendall(CONNACK)
            safe.recv(1_000)

    heard = Heard()
    context = ssl.create_default_context(cafile=str(made) if trusted else None)
    with _stub(broker, host) as port:
        link = Link(host, port, "LOA-001", "LOA-001", "secret", tls=context, on_error=heard.troubles.append)
        link.start()
        wait_until(lambda: link.online or heard.troubles)
        good = trusted and host == "localhost"
        assert link.online is good
        assert bool(talks) is good  # the secret never left otherwise
        link.stop(patience_s=0.3)


class _stub:  # noqa: N801  used as a function
    """A server on a free port that does `answer` to each connection after its first bytes."""

    def __init__(self, answer: Callable[[socket.socket], object], host: str = "127.0.0.1") -> None:
        self._answer = answer
        self._server = socket.create_server((host, 0))
        self._lines: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> int:
        self._thread.start()
        port: int = self._server.getsockname()[1]
        return port

    def __exit__(self, *_: object) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(2)
        for line in self._lines:
            line.close()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            self._lines.append(line)
            with contextlib.suppress(OSError):
                self._answer(line)
