"""Rehearse whole communes in invented time: real speakers, real plans, real reconcile, and every fault there is.

    broadcaster simulate --days 10 --speakers 5 --seed 1 --faults all
    broadcaster simulate --days 3 --speakers 2 --seed 1 --seeds 200 --faults power,replay,theft --json

Each seed is one commune: it chooses which of the allowed faults strike there, when, and how hard. Judged is what the
village heard, beside what was planned and what the speakers said of it: nothing lost without a stated reason,
nothing doubled, nothing at a wrong hour, nothing forged. The same seed always gives the same days.

Printed are the planned (broadcast, speaker) pairs, how many came to which outcome, and every violation with its
seed; the exit code is 1 where there is one. UNREACHED means that the speaker never held the broadcast and could not be
reached long enough before it; STOLEN, that a thief had the order key then; MISLED, that the station's own clock had
been wrong; OLDER_PLAN, that an offline speaker played what had been rewritten meanwhile. Signatures
are a fast stand-in, and real ones in every 50th seed.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from broadcaster.workers.rehearsal.commune import Rehearsed, rehearse
from broadcaster.workers.rehearsal.faults import FAULTS, named

_PROMISES: Final = {
    "lost": "lost",
    "doubled": "doubled",
    "wrong_hour": "at a wrong hour",
    "forged": "forged",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be asked for."""
    parser.add_argument(
        "--days", type=_count, default=3, metavar="N", help="days that each commune lives through"
    )
    parser.add_argument("--speakers", type=_count, default=3, metavar="K", help="speakers of each commune")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the first seed")
    parser.add_argument(
        "--seeds", type=_count, default=1, metavar="M", help="so many seeds, one after another"
    )
    parser.add_argument(
        "--faults",
        type=_faults,
        default="all",
        metavar="NAMES",
        help=f"all, none, or some of {', '.join(FAULTS)}",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Rehearse every seed; 1 where a promise was broken."""
    began = time.process_time()
    rehearsed = [
        rehearse(seed, days=args.days, speakers=args.speakers, allowed=args.faults)
        for seed in range(args.seed, args.seed + args.seeds)
    ]
    told = _sum(rehearsed, time.process_time() - began)
    print(json.dumps(told, indent=1) if args.json else _text(told))
    return 1 if told["violations"] else 0


def _sum(rehearsed: Sequence[Rehearsed], cpu_s: float) -> dict[str, Any]:
    outcomes: Counter[str] = sum((Counter(each.outcomes) for each in rehearsed), Counter())
    days = sum(each.speaker_days for each in rehearsed)
    violations = [{"seed": each.seed, **asdict(one)} for each in rehearsed for one in each.violations]
    kinds = Counter(one["kind"] for one in violations)
    return {
        "seeds": [each.seed for each in rehearsed],
        "faults": {each.seed: list(each.faults) for each in rehearsed},
        "speaker_days": days,
        "speaker_days_a_minute": round(days / cpu_s * 60),
        "planned": sum(each.planned for each in rehearsed),
        "heard": sum(each.heard for each in rehearsed),
        "outcomes": dict(outcomes),
        **{name: kinds[name.replace("_", "-")] for name in _PROMISES},
        "violations": violations,
    }


def _text(told: dict[str, Any]) -> str:
    outcomes = ", ".join(f"{count} {name}" for name, count in sorted(told["outcomes"].items()))
    pace = f"{told['speaker_days_a_minute']} a minute of processor time"
    kept = (f"{told[name]} {words}" for name, words in _PROMISES.items())
    lines = [
        f"{told['speaker_days']:.0f} speaker-days in {len(told['seeds'])} seed(s), {pace}",
        f"planned: {told['planned']} (broadcast, speaker) pairs: {outcomes}",
        f"heard: {told['heard']} sounds",
        ", ".join(kept),
    ]
    lines += [
        f"VIOLATION seed {one['seed']}: {one['kind']}: {one['device']} {one['order']}: {one['how']}"
        for one in told["violations"]
    ]
    return "\n".join(lines)


def _count(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _faults(text: str) -> frozenset[str]:
    try:
        return named(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
