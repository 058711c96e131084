"""`make bench`: what is measured is told, what is missed or broken too, and the JSON written."""

import json
import sys
import types
from pathlib import Path

import pytest

from benchmarks import __main__ as bench


def invent(monkeypatch: pytest.MonkeyPatch, **answers: object) -> None:
    for name, answer in answers.items():
        module = types.ModuleType(f"benchmarks.{name}")

        def run(rounds: int, answer: object = answer) -> object:
            if isinstance(answer, Exception):
                raise answer
            return answer

        module.run = run  # type: ignore[attr-defined]  # a module made for this test
        monkeypatch.setitem(sys.modules, f"benchmarks.{name}", module)
    monkeypatch.setattr(bench, "modules", lambda: sorted(answers))


def result(*, met: bool) -> dict[str, object]:
    return {
        "name": "a thing",
        "ratio": 1.25,
        "goal": 1.6,
        "higher_is_better": False,
        "met": met,
        "details": {},
    }


def test_goals_that_are_met_end_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    invent(monkeypatch, one=result(met=True))
    assert bench.main(["--output", str(tmp_path / "var" / "bench.json")]) == 0
    told = capsys.readouterr().out
    assert "a thing" in told
    assert "≤ 1.6" in told
    report = json.loads((tmp_path / "var" / "bench.json").read_text())
    assert report["results"][0]["ratio"] == 1.25
    assert report["rounds"] == 3


def test_a_missed_goal_and_a_broken_benchmark_are_told_and_the_rest_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    invent(monkeypatch, a=OSError("no disk"), b=result(met=False), c=result(met=True))
    output = tmp_path / "bench.json"
    assert bench.main(["--output", str(output), "--rounds", "5"]) == 1
    assert capsys.readouterr().out.count("MISSED") == 2
    results = json.loads(output.read_text())["results"]
    assert [each["met"] for each in results] == [False, False, True]
    assert "no disk" in results[0]["details"]["error"]


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.main(["nothing-of-the-kind"])
    assert "no such benchmark" in capsys.readouterr().err


def test_every_benchmark_can_run() -> None:
    folder = Path(bench.__file__).parent
    for name in bench.modules():
        assert "def run(" in (folder / f"{name}.py").read_text(), name
