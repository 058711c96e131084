"""Documents are tested: commands marked runnable run and say what is printed here, links lead somewhere."""

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from broadcaster.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```console runnable\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WILD = "…"
"""In an example's output: anything, also nothing, here or in as many lines as there are."""


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def examples() -> list[tuple[str, str, list[str]]]:
    """Return each runnable command with its document and the output that is printed below it."""
    found = []
    for document in DOCUMENTS:
        for block in FENCE.findall(document.read_text()):
            for command, _, output in (
                part.partition("\n") for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
            ):
                found.append((short(document), command, output.splitlines()))
    return found


def anchors(document: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize(("document", "command", "output"), examples())
def test_an_example_runs_and_says_what_is_printed(
    document: str, command: str, output: list[str], tmp_path: Path
) -> None:
    program, *words = shlex.split(command)
    assert program == "broadcaster", f"{document}: only `$ broadcaster …` can be runnable"
    shutil.copy(ROOT / "devices.yaml", tmp_path)
    shown = subprocess.run(
        [sys.executable, "-m", "broadcaster", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert shown.returncode == 0, f"{document}: {command}\n{shown.stderr}"
    pattern = "\n".join(".*".join(map(re.escape, line.split(WILD))) for line in output)
    if output:
        assert re.match(pattern, shown.stdout, re.DOTALL), f"{document}: {command} says\n{shown.stdout}"


def test_there_are_examples() -> None:
    assert len(examples()) >= 2


@pytest.mark.parametrize("document", DOCUMENTS, ids=short)
def test_internal_links_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        assert path.exists(), f"{short(document)} → {target}"
        assert path.is_relative_to(ROOT), f"{short(document)} → {target}"
        if anchor:
            assert anchor in anchors(path), f"{short(document)} → {target}"


def test_the_architecture_fits_three_pages() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text().split()) <= 1500


def test_every_decision_is_numbered_and_says_its_price_or_consequence() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [
        f"{number:04d}" for number in range(1, len(decisions) + 1)
    ]
    for path in decisions:
        text = path.read_text()
        assert text.startswith(f"# {int(path.name[:4])}. "), path.name
        assert "**Decision.**" in text, path.name
        assert "price" in text, path.name


def test_every_setting_is_told() -> None:
    told = (ROOT / "docs" / "operating.md").read_text()
    missing = [field.name for field in fields(Settings) if f"`{PREFIX}{field.name.upper()}`" not in told]
    assert not missing


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in DOCUMENTS:
        named = set(re.findall(r"`make(?: [A-Z]+=\S+)? ([a-z]+)`", document.read_text()))
        assert named <= targets, f"{short(document)}: {named - targets}"
