"""Reports arriving: every raw envelope on disk before it is acknowledged, beside paho merely counting them."""

import json
import queue
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from benchmarks._broker import SITE, Stage, stage
from broadcaster.adapters.broker_access import CONTROLLER
from broadcaster.mqtt import Delivery, Link
from broadcaster.protocol.topics import PREFIX

REPORTS = 40_000
BATCH = 1_000
SPEAKER = "LOA-001"
EV = f"{PREFIX}/{SITE}/u/{SPEAKER}/ev"
ALL = f"{PREFIX}/{SITE}/u/#"
GOAL = 0.75


def run(rounds: int = 3) -> dict[str, object]:
    """Measure reports a second, ours over paho's."""
    ours, theirs = [], []
    with stage("mosquitto", [SPEAKER]) as on:
        for _ in range(rounds):
            theirs.append(_rate(on, counting))
            ours.append(_rate(on, committing))
    ratio = statistics.median(mine / yours for mine, yours in zip(ours, theirs, strict=True))
    return {
        "name": "report ingest, durable before acknowledged, / paho merely counting",
        "ratio": round(ratio, 2),
        "goal": GOAL,
        "higher_is_better": True,
        "met": ratio >= GOAL,
        "details": {
            "ours_per_s": round(statistics.median(ours)),
            "paho_counting_per_s": round(statistics.median(theirs)),
            "reports": REPORTS,
        },
    }


@contextmanager
def counting(on: Stage, done: threading.Event) -> Iterator[None]:
    """The yardstick: paho's own client and loop, a counter and nothing else."""
    heard = 0

    def count(*_: object) -> None:
        nonlocal heard
        heard += 1
        if heard == REPORTS:
            done.set()

    def subscribe(mine: Client, *_: object) -> None:
        mine.subscribe(ALL, 1)

    ready = threading.Event()
    client = Client(CallbackAPIVersion.VERSION2, client_id=CONTROLLER)
    client.username_pw_set(CONTROLLER, on.secrets[CONTROLLER])
    client.on_connect = subscribe
    client.on_subscribe = lambda *_: ready.set()
    client.on_message = count
    client.connect("127.0.0.1", on.port)
    client.loop_start()
    ready.wait(10)
    yield
    client.disconnect()
    client.loop_stop()


@contextmanager
def committing(on: Stage, done: threading.Event) -> Iterator[None]:
    """Ours: batches of at most 1,000 raw envelopes committed to SQLite, then acknowledged."""
    heard: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
    link = Link("127.0.0.1", on.port, CONTROLLER, CONTROLLER, on.secrets[CONTROLLER], on_delivery=heard.put)
    link.subscribe([ALL])
    link.start()
    while not link.online:
        time.sleep(0.01)
    time.sleep(0.2)  # until the subscription stands
    with tempfile.TemporaryDirectory() as folder:
        keeper = threading.Thread(
            target=_keep, args=(Path(folder) / "reports.db", link, heard, done), daemon=True
        )
        keeper.start()
        yield
        link.stop()
        keeper.join(10)


def _keep(path: Path, link: Link, heard: queue.SimpleQueue[Delivery], done: threading.Event) -> None:
    memory = sqlite3.connect(path)
    memory.execute("pragma journal_mode = wal")
    memory.execute("pragma synchronous = full")
    memory.execute("create table heard (topic text not null, envelope blob not null)")
    kept = 0
    while kept < REPORTS:
        batch = [heard.get()]
        while len(batch) < BATCH and not heard.empty():
            batch.append(heard.get())
        with memory:
            memory.executemany("insert into heard values (?, ?)", [(one.topic, one.payload) for one in batch])
        link.acknowledge(batch)
        kept += len(batch)
    memory.close()
    done.set()


def _rate(on: Stage, listener: Callable[[Stage, threading.Event], AbstractContextManager[None]]) -> float:
    done = threading.Event()
    command = [sys.executable, "-m", "benchmarks._flood"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as flood:
        if flood.stdin is None or flood.stdout is None:
            raise OSError("no pipes to the flood")
        told = {
            "port": on.port,
            "user": SPEAKER,
            "secret": on.secrets[SPEAKER],
            "topic": EV,
            "count": REPORTS,
        }
        flood.stdin.write(json.dumps(told) + "\n")
        flood.stdin.flush()
        flood.stdout.readline()
        with listener(on, done):
            began_s = time.perf_counter()
            flood.stdin.write("go\n")
            flood.stdin.flush()
            if not done.wait(60):
                raise TimeoutError("the reports did not all arrive")
            took_s = time.perf_counter() - began_s
        flood.kill()
    return REPORTS / took_s
