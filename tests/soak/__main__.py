"""The long forms of the proofs, in turns until the time is over: `make soak HOURS=8`.

    python -m tests.soak --hours 8
    python -m tests.soak --only envelopes --trials 1000000 --seed 7

Each turn prints one line of JSON: the form, its seed, how many trials it ran and how they ended. The last line is the
sum. The exit code is 1 where anything did not hold; a fault names the seed and the trial that bring it back.
"""

import argparse
import itertools
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.audio_library.spoken import fuzz
from tests.soak import communes, envelopes, kills, parsers
from tests.soak.turns import Trials, take

FORMS: dict[str, Trials] = {
    "communes": communes.trials,
    "envelopes": envelopes.trials,
    "parsers": parsers.trials,
    "spoken": fuzz.trials,
    "kills": kills.trials,
}


def main() -> int:
    args = _arguments()
    forms = {args.only: FORMS[args.only]} if args.only else FORMS
    reached: dict[str, Any] = {
        name: {"turns": 0, "trials": 0, "came": Counter(), "faults": 0} for name in forms
    }
    for name, seed, seconds in _turns(list(forms), args):
        turn = take(forms[name], seed, seconds=seconds, most=args.trials)
        _tell({"form": name, **turn.told()})
        sum_ = reached[name]
        sum_["turns"] += 1
        sum_["trials"] += turn.count
        sum_["came"] += turn.came
        sum_["faults"] += len(turn.faults)
    _tell({"reached": reached})
    return 1 if any(sum_["faults"] for sum_ in reached.values()) else 0


def _turns(forms: list[str], args: argparse.Namespace) -> Iterator[tuple[str, int, float]]:
    """Give each form its turn, seeds rising, until the time is over; one turn each where trials are counted."""
    if args.trials:
        yield from ((name, args.seed, float("inf")) for name in forms)
        return
    until_s = time.monotonic() + args.hours * 3_600
    for name, seed in zip(itertools.cycle(forms), itertools.count(args.seed), strict=False):
        left_s = until_s - time.monotonic()
        if left_s <= 0:
            return
        yield name, seed, min(left_s, args.turn_minutes * 60)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak",
        description="Run the long forms of the proofs, and print what was reached.",
    )
    parser.add_argument("--hours", type=float, default=1, help="how long (default: 1)")
    parser.add_argument("--turn-minutes", type=float, default=5, help="how long one turn is (default: 5)")
    parser.add_argument("--only", choices=FORMS, help="one form instead of all")
    parser.add_argument(
        "--trials", type=int, help="one turn of so many trials for each form, however long it takes"
    )
    parser.add_argument(
        "--seed", type=int, default=int(time.time()), help="the first seed (default: the time)"
    )
    return parser.parse_args()


def _tell(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
