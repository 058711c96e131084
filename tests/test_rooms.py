"""The architecture is a test: every contract holds, and every contract is seen to fail when it is broken."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("broadcaster", "audio_library", "webui")

BREAKS = {
    "rooms": ("broadcaster/services/plan_break.py", "import broadcaster.workers"),
    "rooms: neighbours": ("broadcaster/queries/plan_break.py", "import broadcaster.adapters"),
    "rooms: a stray module": ("broadcaster/helpers.py", ""),
    "rooms: a stray room": ("broadcaster/managers/__init__.py", ""),
    "pages": ("broadcaster/workers/plan_break.py", "import webui"),
    "pages: starting oneself": ("broadcaster/bootstrap.py", "import broadcaster.workers"),
    "pages-are-last": ("broadcaster/services/plan_break.py", "import webui"),
    "audio-library": ("audio_library/plan_break.py", "import broadcaster.domain.types"),
    "domain": ("broadcaster/domain/plan_break.py", "import numpy"),
    "speaker": ("broadcaster/speaker/plan_break.py", "import broadcaster.db"),
    "speaker: settings": ("broadcaster/protocol/plan_break.py", "import broadcaster.settings"),
    "speaker-libraries": ("broadcaster/speaker/plan_break.py", "import sqlalchemy"),
    "speaker-libraries: pages": ("broadcaster/protocol/plan_break.py", "import flask"),
    "services": ("broadcaster/services/plan_break.py", "import broadcaster.protocol"),
    "services: sound": ("broadcaster/services/plan_break.py", "import audio_library"),
    "services: pages": ("broadcaster/services/plan_break.py", "import flask"),
    "webui": ("webui/plan_break.py", "import broadcaster.db"),
    "webui: wire": ("webui/plan_break.py", "import broadcaster.mqtt"),
    "paho": ("broadcaster/workers/plan_break.py", "import paho.mqtt.client"),
    "flask": ("broadcaster/queries/plan_break.py", "import flask"),
    "cycles": ("broadcaster/domain/plan_break.py", "import broadcaster.domain.plan_break_two"),
}
"""The contract (after a colon, which side of it), the file that gets a line, and the line that breaks it."""


def lint(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(program), "--no-logo", *options],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the code alone, to break."""
    for package in PACKAGES:
        for module in (ROOT / package).rglob("*.py"):
            copy = tmp_path / module.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(module, copy)
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "library_contract.py", tmp_path / "tests")
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_every_contract_is_kept() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


@pytest.mark.slow
@pytest.mark.parametrize("case", BREAKS)
def test_a_broken_contract_is_seen(case: str, tree: Path) -> None:
    contract = case.partition(":")[0]
    path, line = BREAKS[case]
    broken = tree / path
    broken.parent.mkdir(exist_ok=True)
    kept = broken.read_text() if broken.exists() else '"""A stray."""\n'
    broken.write_text(f"{kept}\n{line}\n")
    if contract == "cycles":
        broken.with_name("plan_break_two.py").write_text("import broadcaster.domain.plan_break\n")

    result = lint(tree, "--no-cache", "--contract", contract)

    assert result.returncode == 1, result.stdout + result.stderr
    assert "0 kept, 1 broken" in result.stdout, result.stdout


def test_each_contract_has_a_break() -> None:
    configuration = configparser.ConfigParser()
    configuration.read(ROOT / ".importlinter")
    prefix = "importlinter:contract:"
    contracts = {name.removeprefix(prefix) for name in configuration.sections() if name.startswith(prefix)}
    assert contracts == {case.partition(":")[0] for case in BREAKS}
