"""Measure ours beside the yardsticks: `python -m benchmarks [NAME...] [--rounds N]`.

Every module here has a `run(rounds)`. It measures ours and its yardstick by turns in one run, because
absolute figures drift by tens of per cent and ratios do not, and returns name, ratio, goal, higher_is_better,
met and details. The table goes to the terminal, everything to var/bench.json. A goal that is missed makes the
exit code 1.
"""

import argparse
import importlib
import json
import os
import pkgutil
import platform
import sys
import time
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
OUTPUT = ROOT / "var" / "bench.json"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure ours beside the yardsticks.")
    parser.add_argument("names", nargs="*", help=f"which (default: all): {', '.join(modules())}")
    parser.add_argument("--rounds", type=int, default=3, help="rounds each; the median counts (default: 3)")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the JSON goes")
    args = parser.parse_args(argv)
    unknown = sorted(set(args.names) - set(modules()))
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}")
    results = []
    print(row("benchmark", "ratio", "goal", "", "seconds"))
    for name in args.names or modules():
        result = measure(name, args.rounds)
        results.append(result)
        print(told(result), flush=True)
    write(args.output, results, args.rounds)
    return 0 if all(result["met"] for result in results) else 1


def modules() -> list[str]:
    """Return the names of the benchmarks; a module whose name starts with "_" only serves others."""
    found = (info.name for info in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return sorted(name for name in found if not name.startswith("_"))


def measure(name: str, rounds: int) -> dict[str, object]:
    """Run one benchmark; one that breaks is a result too, and not met."""
    started = time.perf_counter()
    try:
        result: dict[str, object] = importlib.import_module(f"benchmarks.{name}").run(rounds)
    except Exception as error:  # noqa: BLE001  # the others shall still be measured
        traceback.print_exc()
        result = {"name": name, "ratio": None, "goal": None, "met": False, "details": {"error": repr(error)}}
    return {**result, "benchmark": name, "seconds": round(time.perf_counter() - started, 1)}


def told(result: dict[str, object]) -> str:
    ratio, goal = result.get("ratio"), result.get("goal")
    sign = "≥" if result.get("higher_is_better") else "≤"
    return row(
        str(result["name"]),
        f"{ratio:.3g}" if isinstance(ratio, int | float) else "–",
        f"{sign} {goal:g}" if isinstance(goal, int | float) else str(goal or "–"),
        "met" if result["met"] else "MISSED",
        str(result["seconds"]),
    )


def row(name: str, ratio: str, goal: str, met: str, seconds: str) -> str:
    return f"{name:<48} {ratio:>9} {goal:>9}  {met:<7} {seconds:>7}"


def write(path: Path, results: list[dict[str, object]], rounds: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    report = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "cpus": os.cpu_count(),
        },
        "rounds": rounds,
        "results": results,
    }
    path.write_text(json.dumps(report, ensure_ascii=False, indent=2, default=str) + "\n")
    print(f"\n{path}")


if __name__ == "__main__":
    sys.exit(main())
