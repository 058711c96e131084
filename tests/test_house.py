"""The rules of the house that a machine can hold: sizes, names, locks, reasons, licences, --help."""

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from broadcaster.cli import SUBCOMMANDS, main

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
VENDOR = ROOT / "webui" / "static" / "vendor"

NOT_OURS = {".git", ".venv", "var", "__pycache__", "node_modules", "build", "dist"}
"""Folders that hold no source: what make, Python and the station itself write."""

MOST_LINES = 300
MOST_LINES_OF_CASES = 460
"""For tests, where a table of cases is long and not deep."""

JUSTIFIED: dict[str, str] = {}
"""Longer modules, each with its reason. Migrations are history and are never made shorter."""

NAMELESS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "manager",
    "handler",
    "base",
    "core",
    "service",
}
"""Names that say nothing about a commune's radio."""


def our_files(*suffixes: str) -> Iterator[Path]:
    return (path for path in every_file() if not suffixes or path.suffix in suffixes)


@cache
def every_file() -> tuple[Path, ...]:
    found: list[Path] = []
    for folder, inside, names in os.walk(ROOT):
        inside[:] = [name for name in inside if is_ours(name)]
        found += [Path(folder, name) for name in names if name not in NOT_OURS]
    return tuple(sorted(found))


def is_ours(folder: str) -> bool:
    return (not folder.startswith(".") or folder == ".ci") and not (
        folder in NOT_OURS or folder.endswith(".egg-info")
    )


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_modules_stay_small() -> None:
    sizes = {short(path): len(path.read_text().splitlines()) for path in our_files(".py")}
    long = {name for name, lines in sizes.items() if lines > most_lines(name)}
    assert {name: sizes[name] for name in long - set(JUSTIFIED)} == {}, "look at these again"
    assert set(JUSTIFIED) <= long, "what is short again needs no excuse"


def most_lines(name: str) -> float:
    if name.startswith("broadcaster/db/migrations/versions/"):
        return float("inf")
    return MOST_LINES_OF_CASES if name.startswith("tests/") else MOST_LINES


def test_modules_bear_names_of_the_trade() -> None:
    names = [short(path) for path in our_files(".py") if NAMELESS.intersection((path.stem, path.parent.name))]
    assert not names, names


def test_no_file_names_this_machine() -> None:
    here = [str(folder) for folder in (ROOT, Path.home(), Path(sys.prefix)) if len(folder.parts) > 1]
    homes = re.compile(r"(?<![\w.])/(?:home|Users)/[a-z]|file:/{3}(?:etc|proc|root|tmp|usr|var)\b")
    found = []
    for path in our_files(
        ".py", ".md", ".toml", ".txt", ".yaml", ".sh", ".cfg", ".ini", ".html", ".json", ""
    ):
        text = path.read_text(errors="replace")
        found += [
            f"{short(path)}: {name}"
            for name in here
            if name in text and re.search(r"(?<![\w.}])" + re.escape(name) + r"(?![\w-])", text)
        ]
        found += [f"{short(path)}: {hit[0]}" for hit in homes.finditer(text)]
    assert not found, found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_names_versions_and_hashes_and_no_address(lock: Path) -> None:
    entry = re.compile(r"[a-z0-9-]+==[A-Za-z0-9.+!]+( ; [^\n]+?)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n")
    assert entry.sub("", lock.read_text()) == "", "something in the lock is neither name, version nor hash"
    assert not re.search(r"://|--index|--find-links|file:", lock.read_text())


def test_there_is_a_lock_for_each_purpose() -> None:
    assert {lock.stem for lock in LOCKS} >= {"run", "test", "speaker", "build", "install"}


def test_node_locks_hold_no_address_either() -> None:
    found = [short(path) for path in our_files(".json") if '"resolved"' in path.read_text()]
    assert not found, found


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    lines = [line for line in text.splitlines() if re.match(r'(\w+ = \[| +)"[a-z][\w.\[\]-]*[><=]=', line)]
    assert len(lines) > 30
    silent = [line for line in lines if "#" not in re.sub(r'"[^"]*"', "", line)]
    assert not [line for line in silent if not line.startswith("requires = [")], silent


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_subcommand_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    assert shown.startswith(f"usage: broadcaster {name}")
    explained = shown.partition("\n\n")[2].partition("\noptions:")[0]
    assert len(explained.split()) >= 8, f"{name} --help says too little:\n{shown}"


def test_vendored_assets_are_what_their_list_says() -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \|.*\[text\]\(([^)]+)\).*`([0-9a-f]{64})` \|$",
        (VENDOR / "VENDORED.md").read_text(),
        re.MULTILINE,
    )
    listed = {name for name, _, _ in rows}
    present = {
        path.name for path in VENDOR.iterdir() if path.suffix in {".js", ".css", ".woff2", ".png", ".svg"}
    }
    assert listed == present
    for name, licence, sum_ in rows:
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == sum_, name
        assert (VENDOR / licence).is_file(), licence


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
