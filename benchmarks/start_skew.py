"""How far apart two speakers begin while both cores are busy: our players beside threads that plainly sleep.

Each player is a process of its own, without privileges; what counts is the instant of the first sample's write. Skew is
the distance between the two at the same planned instant; the goal is a 99th percentile of at most 2.5 ms.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

GOAL_MS = 2.5
STARTS = 60
SPACING_S = 0.06
NOBODY = 65_534


def run(rounds: int = 3) -> dict[str, object]:
    """Measure plain sleep, the silent and the sounding player in turn."""
    p99: dict[str, list[float]] = {"plain": [], "silent": [], "sounding": []}
    with _busy_cores():
        for _ in range(rounds):
            for kind, found in p99.items():
                found.append(_skew_p99_ms(kind))
    ours, plain = median(p99["sounding"]), median(p99["plain"])
    return {
        "name": "start skew of two speakers under load, p99 in ms",
        "ratio": round(median(s / p for s, p in zip(p99["sounding"], p99["plain"], strict=True)), 3),
        "goal": f"p99 <= {GOAL_MS} ms",
        "higher_is_better": False,
        "met": ours <= GOAL_MS and median(p99["silent"]) <= GOAL_MS,
        "details": {
            "p99_ms": {kind: [round(one, 3) for one in found] for kind, found in p99.items()},
            "plain": plain,
        },
    }


def _skew_p99_ms(kind: str) -> float:
    """Let two processes begin at the same instants, once both are ready."""
    command = [sys.executable, __file__, kind]
    pair = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for process in pair:
        process.stdout.readline()  # type: ignore[union-attr] # both pipes were asked for
    first = f"{time.monotonic() + 1.0}\n"
    for process in pair:
        process.stdin.write(first)  # type: ignore[union-attr] # the same
        process.stdin.flush()  # type: ignore[union-attr] # the same
    left, right = (json.loads(process.communicate(timeout=60)[0]) for process in pair)
    skews: list[float] = [abs(one - other) * 1_000 for one, other in zip(left, right, strict=True)]
    return quantiles(skews, n=100)[98]


@contextmanager
def _busy_cores() -> Iterator[None]:
    burners = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)
    ]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


def _instants(first: float) -> list[float]:
    return [first + n * SPACING_S for n in range(STARTS)]


def _plain() -> list[float]:
    begun = []
    for at in _instants(_told_first()):
        time.sleep(max(0.0, at - time.monotonic()))
        begun.append(time.monotonic())
    return begun


def _played(kind: str) -> list[float]:
    from broadcaster.speaker.facts import Began, Ended, Over, Play, Turn
    from broadcaster.speaker.metronome import Metronome
    from broadcaster.speaker.pcm import Decoder
    from broadcaster.speaker.silent import SilentPlayer
    from broadcaster.speaker.sound import SoundPlayer

    begun: dict[int, float] = {}

    def tell(fact: Began | Ended | Over) -> None:
        if isinstance(fact, Began):
            begun[int(fact.id)] = fact.at_mono

    class Nowhere:
        def write(self, chunk: bytes) -> None:
            """Let a chunk vanish."""

        def close(self, *, at_once: bool) -> None:
            """Nothing to end."""

    class Shelf:
        def path(self, sha256: str) -> Path:
            raise KeyError(sha256)  # built-in tones need no file

    if os.geteuid() == 0:
        os.setuid(NOBODY)  # root would be given real-time priority
    metronome = Metronome()
    metronome.start()
    player: SilentPlayer | SoundPlayer = SilentPlayer(metronome, tell)
    if kind == "sounding":
        player = SoundPlayer(Decoder(Shelf(), sys.executable), lambda _name: Nowhere(), tell)
    first = _told_first()
    for number, at in enumerate(_instants(first)):
        player.play(Play(str(number), (Turn(0, "tone:sine", at, 0.02),)))
        player.permit(str(number), 0)
    deadline = first + STARTS * SPACING_S + 5
    while len(begun) < STARTS and time.monotonic() < deadline:
        time.sleep(0.05)
    return [begun[number] for number in range(STARTS)]


def _told_first() -> float:
    """Say that this process is ready, and hear when to begin."""
    print("ready", flush=True)
    return float(sys.stdin.readline())


if __name__ == "__main__":
    print(json.dumps(_plain() if sys.argv[1] == "plain" else _played(sys.argv[1])))
