"""Either embedded broker under garbage, noise and floods: what one sender does, no other notices."""

import contextlib
import random
import time

import pytest

from broadcaster.adapters.allowance import AT_ONCE, BYTES_PER_S
from tests.adapters.wire import ACCEPTED, QUIET_S, ROOT, Raw, Wire, own, packet, publish_packet, wait_until


@pytest.mark.slow
def test_garbage_on_the_port_disturbs_nobody(wire: Wire) -> None:
    controller, _ = wire.controller()
    speaker, heard = wire.link("LOA-001", own("LOA-001"))
    for sent in (
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 64,
        b"\x10\xff\xff\xff\xff\xff\xff",
        b"\x10\xff\xff\xff\x7f" + b"A" * 100_000,
        b"\x00\x00",
        b"\x30\x0a\x00\x05loa/1hello",
        b"\x10\x04\x00\x04MQ",
        packet(0x10, b"\x00\x06MQIsdp\x03\x02\x00\x14\x00\x00"),
        packet(0x10, b"\x00\x04MQTT\x04\xff\x00\x14\x00\x01a"),
        packet(0x10, b"\x00\x04MQTT\x04\x02\x00\x14\xff\xff\xff\xfe"),
    ):
        hostile = Raw(wire.port, patience_s=QUIET_S)
        hostile.spew(sent)
        assert hostile.receive(4) != ACCEPTED
        hostile.close()
    controller.publish(f"{ROOT}/d/LOA-001/cmd", b"play")
    wait_until(lambda: heard.messages)
    assert speaker.online
    assert heard.downs == []


@pytest.mark.slow
def test_noise_from_a_speaker_gone_mad_ends_its_own_connection_only(wire: Wire) -> None:
    controller, _ = wire.controller()
    speaker, heard = wire.link("LOA-001", own("LOA-001"))
    chance = random.Random(1)
    for _ in range(30):
        mad = Raw(wire.port)
        assert mad.connect("LOA-002", wire.secrets["LOA-002"]) == ACCEPTED
        mad.spew(chance.randbytes(chance.randrange(1, 5_000)))
        mad.close()
    controller.publish(f"{ROOT}/d/LOA-001/cmd", b"play")
    wait_until(lambda: heard.messages)
    assert speaker.online
    assert heard.downs == []
    assert wire.broker.alive()


@pytest.mark.slow
@pytest.mark.parametrize("size", [20_000, 2_000_000])
def test_an_oversized_packet_is_not_passed_on_and_ends_its_connection(wire: Wire, size: int) -> None:
    _, told = wire.controller()
    sender = Raw(wire.port)
    assert sender.connect("LOA-001", wire.secrets["LOA-001"]) == ACCEPTED
    sender.spew(publish_packet(f"{ROOT}/u/LOA-001/ev", b"x" * size))
    assert sender.hung_up()
    honest, _ = wire.link("LOA-002")
    honest.publish(f"{ROOT}/u/LOA-002/ev", b"x" * 4_072)  # the largest envelope
    wait_until(lambda: told.messages)
    assert told.topics() == [f"{ROOT}/u/LOA-002/ev"]
    sender.close()


@pytest.mark.slow
def test_a_speaker_that_never_stops_talking_keeps_nobody_waiting(wire: Wire) -> None:
    controller, told = wire.controller()
    honest, heard = wire.link("LOA-002", own("LOA-002"))
    loud = Raw(wire.port, patience_s=0.2)
    assert loud.connect("LOA-001", wire.secrets["LOA-001"]) == ACCEPTED
    began_s = time.monotonic()
    flood = publish_packet(f"{ROOT}/u/LOA-001/ev", b"x" * 200) * 20_000
    with contextlib.suppress(TimeoutError):  # the broker reads no further
        loud.spew(flood)
    controller.publish(f"{ROOT}/d/LOA-002/cmd", b"stop")
    assert honest.publish(f"{ROOT}/u/LOA-002/ev", b"stopped")
    wait_until(lambda: heard.messages and f"{ROOT}/u/LOA-002/ev" in told.topics(), within_s=30)
    if (
        wire.broker.kind == "amqtt"
    ):  # Mosquitto has no such limit: it carries the flood, and is faster than it
        said = told.topics().count(f"{ROOT}/u/LOA-001/ev")
        assert said < (AT_ONCE + BYTES_PER_S * (time.monotonic() - began_s)) / 200 + 1
    loud.close()


@pytest.mark.aside
@pytest.mark.slow
def test_three_hundred_connections_that_never_say_who_they_are_keep_nobody_out(wire: Wire) -> None:
    silent = [Raw(wire.port) for _ in range(300)]
    for number, line in enumerate(silent):
        line.send(b"\x10" if number % 2 else b"\x10\x20\x00\x04MQ")
    began_s = time.monotonic()
    _, heard = wire.link("LOA-001", own("LOA-001"))
    assert time.monotonic() - began_s < 3
    controller, _ = wire.controller()
    controller.publish(f"{ROOT}/d/LOA-001/cmd", b"play")
    wait_until(lambda: heard.messages)
    for line in silent:
        line.close()
