"""Speakers as a village has them: one process, a real Mosquitto, real HTTP, the EAR log as judge."""

import hashlib
import http.server
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from broadcaster.mqtt import Link
from broadcaster.protocol import topics
from broadcaster.protocol.messages import Event, Hello, Message, Report, Sound, State
from broadcaster.protocol.topics import Kind
from broadcaster.speaker.ear import EarLog, heard
from broadcaster.speaker.identity import provision
from broadcaster.speaker.players import listened_at, silent
from broadcaster.speaker.simulator import Broker, Speakers
from tests.speaker.toy_controller import SITE, ToyController, order, said, sound, topic

pytestmark = [pytest.mark.aside, pytest.mark.broker, pytest.mark.slow]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[int]:
    program = shutil.which("mosquitto")
    assert program, "these tests need Mosquitto: apt-get install mosquitto"
    port = free_port()
    config = tmp_path / "mosquitto.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    process = subprocess.Popen([program, "-c", str(config)], stderr=subprocess.DEVNULL)
    while socket.socket().connect_ex(("127.0.0.1", port)):
        time.sleep(0.05)
    yield port
    process.terminate()
    process.wait(5)


class Shop:
    """An HTTP server of contents by their SHA-256, with Range."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        contents = self.contents

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                data = contents.get(self.path.rpartition("/")[2])
                if data is None:
                    self.send_error(404)
                    return
                begin = int(self.headers.get("Range", "bytes=0-")[6:-1])
                self.send_response(206 if begin else 200)
                self.send_header("Content-Length", str(len(data) - begin))
                self.end_headers()
                self.wfile.write(data[begin:])

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the same
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def sell(self, name: str, duration_ms: int) -> Sound:
        one = sound(name, duration_ms)
        self.contents[one.sha256] = name.encode() * 10
        return one

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


class Desk:
    """A controller that answers: time, acknowledgements, and the head again."""

    def __init__(self, port: int, shop: Shop, folders: dict[str, bytes]) -> None:
        self.toy, self.shop, self.public = ToyController(), shop, folders
        self.said: dict[str, list[Message]] = {device: [] for device in folders}
        self.heads: dict[str, bytes] = {}
        self._link = Link(
            "127.0.0.1", port, "ctl", "ctl", "", on_connect=self._connected, on_message=self._hear
        )
        self._link.subscribe(topics.for_controller(SITE))
        self._link.start()
        until(lambda: self._link.online)

    def send(self, kind: Kind, name: str, envelope: bytes) -> None:
        assert self._link.publish(topic(kind, name), envelope, retain=kind.retained)

    def plan(self, device: str, orders: list[Any], sounds: list[Sound], **more: Any) -> None:
        head, body = self.toy.plan(device, time.time(), orders, sounds, **more)
        self.shop.contents[hashlib.sha256(body).hexdigest()] = body
        self.heads[device] = head
        self.send(Kind.HEAD, device, head)

    def events(self, device: str, kind: str) -> list[Event]:
        return [one for one in self.said[device] if isinstance(one, Event) and one.kind == kind]

    def last(self, device: str, kind: type) -> Any:
        return next((one for one in reversed(self.said[device]) if isinstance(one, kind)), None)

    def close(self) -> None:
        self._link.stop()

    def _connected(self) -> None:
        self._link.publish(topic(Kind.KEYS), self.toy.keys_envelope(time.time()), retain=True)
        for device in self.public:
            envelope = self.toy.policy_envelope(device, time.time())
            self._link.publish(topic(Kind.POLICY, device), envelope, retain=True)

    def _hear(self, path: str, payload: bytes, _retained: bool) -> None:  # noqa: FBT001 - the link calls it so
        device = topics.parse(path).name
        message = said(self.public[device], path, payload)
        self.said[device].append(message)
        if isinstance(message, Hello):
            self.send(Kind.TIME, device, self.toy.time(device, message.nonce, time.time()))
            self.send(Kind.EVACK, device, self.toy.evack(device, message.first_event - 1, time.time()))
        if isinstance(message, Event):
            self.send(Kind.EVACK, device, self.toy.evack(device, message.number, time.time()))


def until(happened: Callable[[], Any], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def open_village(folder: Path, count: int) -> dict[str, bytes]:
    root = ToyController().keys
    return {
        name: provision(
            folder / name, site=SITE, device=name, root=next(iter(root.values())).public, secret="s" * 32
        )
        for name in (f"LOA-{number:04}" for number in range(count))
    }


def test_many_speakers_play_one_broadcast_together_and_tell_of_it(
    tmp_path: Path, broker: int, shop: Shop
) -> None:
    public = open_village(tmp_path / "speakers", 10)
    desk = Desk(broker, shop, public)
    log = EarLog(tmp_path / "ear.log")
    folders = [tmp_path / "speakers" / name for name in public]
    speakers = Speakers(
        folders, broker=Broker("127.0.0.1", broker), http=shop.url, player=listened_at(log, silent)
    )
    speakers.start()
    first, second = shop.sell("chime", 500), shop.sell("news", 700)
    start = int(time.time()) + 5
    for device in public:
        desk.plan(device, [order("sáng".encode().hex(), start, first, second)], [first, second])
    until(lambda: all(len(desk.events(device, "ended")) == 2 for device in public))
    until(lambda: all(desk.last(device, Report).ready_until > start for device in public))
    speakers.stop()
    log.close()
    desk.close()
    sounded = heard(tmp_path / "ear.log")
    assert [one.sha256 for one in sounded] == [first.sha256] * 10 + [second.sha256] * 10
    assert max(abs(one.start_error_ms) for one in sounded) < 100
    assert all(abs(one.first_at.timestamp() - start) < 0.5 for one in sounded[:10])
    for device in public:
        assert [one.data["outcome"] for one in desk.events(device, "ended")] == ["DONE", "DONE"]
        assert isinstance(desk.last(device, State), State)


def program(folder: Path, broker: int, shop: Shop) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "broadcaster", "speaker", "--simulate", str(folder), "--player", "ear"]
    return subprocess.Popen([*command, "--broker", f"127.0.0.1:{broker}", "--http", shop.url])


def test_killed_in_the_middle_it_goes_on_alone_and_plays_nothing_twice(
    tmp_path: Path, broker: int, shop: Shop
) -> None:
    """The power of the machine stays on: its monotonic clock runs, so no controller is needed to go on."""
    public = open_village(tmp_path, 3)
    desk = Desk(broker, shop, public)
    speakers = program(tmp_path, broker, shop)
    long, short = shop.sell("long", 4_000), shop.sell("short", 500)
    start = int(time.time()) + 8
    for device in public:
        desk.plan(device, [order("b1", start, long, short), order("b2", start + 7, short)], [long, short])
    until(lambda: all((r := desk.last(device, Report)) and r.ready_until > start for device in public))
    until(lambda: all(desk.events(device, "started") for device in public))
    time.sleep(1.0)
    speakers.kill()
    speakers.wait()
    desk.close()
    shop.close()
    speakers = program(tmp_path, broker, shop)
    log = tmp_path / "ear.log"
    until(lambda: len([one for one in heard(log) if one.order == "b2" and one.last_at]) == 3, 20)
    speakers.terminate()
    assert speakers.wait(10) == 0
    for device in public:
        mine = [(one.order, one.item, one.last_at is not None) for one in heard(log) if one.device == device]
        assert mine == [("b1", 0, False), ("b1", 1, True), ("b2", 0, True)]
