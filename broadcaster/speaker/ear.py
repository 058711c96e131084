"""What the village heard: a log written in real time by listening at a player.

Each line of the log is one JSON object. At the first sample of an item: {device, order, item, sha256,
stream, first_at}; when it is over, the same with last_at, played_s, start_error_ms and, of a stream,
streamed_s. A speaker that loses its power in between leaves the first line alone. Times are UTC by the
machine's own clock, which is the truth of a test; `start_error_ms` is measured against the instant that the
agent asked for.
"""

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from broadcaster.speaker.facts import Began, Ended, Over, Play, Turn
from broadcaster.speaker.player import Player, Tell


class EarLog:
    """An append-only file that several players share; a thread of its own writes it."""

    def __init__(self, path: Path) -> None:
        """Open the file, made where there is none."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", encoding="utf-8")
        self._lines: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="ear log", daemon=True)
        self._thread.start()

    def note(self, line: dict[str, Any]) -> None:
        """Have a line written soon."""
        self._lines.put(line)

    def close(self) -> None:
        """Write what is left and close the file."""
        self._lines.put(None)
        self._thread.join()
        self._file.close()

    def _write(self) -> None:
        while (line := self._lines.get()) is not None:
            self._file.write(json.dumps(line) + "\n")
            if self._lines.empty():
                self._file.flush()


@dataclass(frozen=True)
class Heard:
    """One item that sounded; `last_at` is None where it never ended (the power went)."""

    device: str
    order: str
    item: int
    sha256: str
    first_at: datetime
    last_at: datetime | None
    played_s: float
    start_error_ms: int
    stream: str = ""
    streamed_s: float = 0.0


def heard(path: Path) -> list[Heard]:
    """Read a log, first and last lines put together, in the order of the first samples."""
    found: dict[tuple[str, str, int, str], Heard] = {}
    for told in _lines(path):
        key = (told["device"], told["order"], told["item"], told["first_at"])
        found[key] = Heard(
            device=told["device"],
            order=told["order"],
            item=told["item"],
            sha256=told["sha256"],
            first_at=datetime.fromisoformat(told["first_at"]),
            last_at=datetime.fromisoformat(told["last_at"]) if "last_at" in told else None,
            played_s=told.get("played_s", 0.0),
            start_error_ms=told.get("start_error_ms", 0),
            stream=told.get("stream", ""),
            streamed_s=told.get("streamed_s", 0.0),
        )
    return sorted(found.values(), key=lambda one: one.first_at)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what was written whole; a process killed in the middle of a line leaves it torn."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


class EarPlayer:
    """Listens at another player: everything that really began and ended goes into the log."""

    def __init__(self, device: str, log: EarLog, tell: Tell, make: Callable[[Tell], Player]) -> None:
        """Take the log, who is told the facts, and what makes the player to listen at."""
        self._device, self._log, self._tell = device, log, tell
        self._turns: dict[tuple[str, int], Turn] = {}
        self._begun: dict[tuple[str, int], dict[str, Any]] = {}
        self._inner = make(self._listen)

    def play(self, play: Play) -> None:
        """Remember what was asked for, and pass it on."""
        self._turns |= {(play.id, turn.number): turn for turn in play.turns}
        self._inner.play(play)

    def permit(self, name: str, number: int) -> None:
        """Pass it on."""
        self._inner.permit(name, number)

    def silence(self, name: str) -> None:
        """Pass it on."""
        self._inner.silence(name)

    def hush(self) -> None:
        """Pass it on."""
        self._inner.hush()

    def close(self) -> None:
        """Pass it on."""
        self._inner.close()

    def _listen(self, fact: Began | Ended | Over) -> None:
        match fact:
            case Began():
                self._began(fact)
            case Ended():
                self._ended(fact)
            case Over():
                self._turns = {key: turn for key, turn in self._turns.items() if key[0] != fact.id}
        self._tell(fact)

    def _began(self, fact: Began) -> None:
        key = (fact.id, fact.number)
        turn, at = self._turns[key], time.time() - (time.monotonic() - fact.at_mono)
        line = {"device": self._device, "order": fact.id, "item": fact.number, "sha256": turn.sound}
        line["stream"] = turn.stream
        self._log.note(line | {"first_at": _instant(at)})
        error_ms = round((fact.at_mono - turn.at_mono) * 1_000)
        self._begun[key] = line | {"first_at": _instant(at), "start_error_ms": error_ms, "_at": at}

    def _ended(self, fact: Ended) -> None:
        if line := self._begun.pop((fact.id, fact.number), None):
            last = line.pop("_at") + fact.played_s
            told = {"last_at": _instant(last), "played_s": round(fact.played_s, 3)}
            if line["stream"]:
                told["streamed_s"] = round(fact.streamed_s, 3)
            self._log.note(line | told)


def _instant(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
