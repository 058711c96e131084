"""An emergency to every speaker: ours beside a bare socket that does nothing else.

The yardstick publishes one message to the speakers' group and counts their events with the cheapest parser that
Python allows; ours is the station's own client. Measured until the last speaker has it, over Mosquitto, and told
beside it over the built-in broker.
"""

import json
import resource
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from benchmarks import _wire
from benchmarks._broker import SITE, Stage, stage
from broadcaster.adapters.broker_access import CONTROLLER
from broadcaster.adapters.embedded_broker import Kind
from broadcaster.mqtt import Link
from broadcaster.protocol.topics import PREFIX

ROOT = f"{PREFIX}/{SITE}"
COMMAND = f"{ROOT}/g/all/cmd"
ORDER = b"o" * 600  # as long as a signed emergency
SPEAKERS = 5_000
FEW = 500
GOAL = 1.1

Send = Callable[[], None]
Sender = Callable[[Stage, int, threading.Event], AbstractContextManager[Send]]


def run(rounds: int = 3) -> dict[str, object]:
    """Measure milliseconds until the last speaker has the order, ours over the bare socket's."""
    speakers = _as_many_as_the_machine_allows()
    many = _measure("mosquitto", speakers, rounds)
    few = _measure("amqtt", FEW, rounds)
    return {
        "name": f"emergency to {speakers} speakers: last one reached, / bare socket",
        "ratio": round(many["ratio"], 2),
        "goal": GOAL,
        "higher_is_better": False,
        "met": many["ratio"] <= GOAL,
        "details": {f"mosquitto, {speakers} speakers": many, f"amqtt, {FEW} speakers": few},
    }


def _measure(kind: Kind, count: int, rounds: int) -> dict[str, float]:
    names = [f"LOA-{number:05d}" for number in range(count)]
    with stage(kind, names) as on, _speakers(on, names) as heard_by_all:
        times: dict[Sender, list[tuple[float, float]]] = {bare: [], station: []}
        for _ in range(rounds):
            for sender, taken in times.items():
                taken.append(_once(on, count, sender, heard_by_all))
    reached = {sender: [first for first, _ in taken] for sender, taken in times.items()}
    counted = {sender: [last for _, last in taken] for sender, taken in times.items()}
    return {
        "ratio": statistics.median(a / b for a, b in zip(reached[station], reached[bare], strict=True)),
        "reached_ms": round(statistics.median(reached[station]), 1),
        "reached_ms_bare": round(statistics.median(reached[bare]), 1),
        "acknowledged_ms": round(statistics.median(counted[station]), 1),
        "acknowledged_ms_bare": round(statistics.median(counted[bare]), 1),
    }


def _once(on: Stage, count: int, sender: Sender, heard_by_all: Callable[[], int]) -> tuple[float, float]:
    """Send one order; return milliseconds until all speakers had it, and until all their events were counted."""
    done = threading.Event()
    with sender(on, count, done) as send:
        time.sleep(0.3)
        began_ns = time.monotonic_ns()
        send()
        if not done.wait(30):
            raise TimeoutError("not every speaker answered")
        ended_ns = time.monotonic_ns()
        return (heard_by_all() - began_ns) / 1e6, (ended_ns - began_ns) / 1e6


@contextmanager
def station(on: Stage, count: int, done: threading.Event) -> Iterator[Send]:
    """Ours."""
    heard = 0

    def hear(_topic: str, _payload: bytes, _retained: bool) -> None:  # noqa: FBT001  a message's three parts
        nonlocal heard
        heard += 1
        if heard == count:
            done.set()

    link = Link("127.0.0.1", on.port, CONTROLLER, CONTROLLER, on.secrets[CONTROLLER], on_message=hear)
    link.subscribe([f"{ROOT}/u/#"])
    link.start()
    while not link.online:
        time.sleep(0.01)
    yield lambda: None if link.publish(COMMAND, ORDER) else sys.exit("not sent")
    link.stop()


@contextmanager
def bare(on: Stage, count: int, done: threading.Event) -> Iterator[Send]:
    """The yardstick: one socket, one packet, a counter."""
    line = socket.create_connection(("127.0.0.1", on.port))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.sendall(_wire.connect(CONTROLLER, on.secrets[CONTROLLER]))
    line.recv(4)
    line.sendall(_wire.subscribe(f"{ROOT}/u/#"))

    def hear() -> None:
        stream, heard = _wire.Stream(), 0
        while heard < count and (came := line.recv(262_144)):
            events = [(first, body) for first, body in stream.packets(came) if first >> 4 == 3]
            line.sendall(b"".join(_wire.puback(_wire.packet_id_of(*event)) for event in events))
            heard += len(events)
        done.set()

    threading.Thread(target=hear, daemon=True).start()
    yield lambda: line.sendall(_wire.publish(COMMAND, ORDER, 1))
    line.sendall(b"\xe0\x00")
    line.close()


@contextmanager
def _speakers(on: Stage, names: list[str]) -> Iterator[Callable[[], int]]:
    command = [sys.executable, "-m", "benchmarks._speakers"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        if child.stdin is None or child.stdout is None:
            raise OSError("no pipes to the speakers")
        known = {name: on.secrets[name] for name in names}
        child.stdin.write(json.dumps({"port": on.port, "root": ROOT, "secrets": known}) + "\n")
        child.stdin.flush()
        child.stdout.readline()
        told = child.stdout
        yield lambda: int(told.readline())
        child.kill()


def _as_many_as_the_machine_allows() -> int:
    """Open the limit on files as far as it goes; Mosquitto and the speakers inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = SPEAKERS + 100
    if soft < wanted <= hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return SPEAKERS if hard >= wanted else FEW
