"""What `make` says on a machine that lacks something, and that a finished installation is done at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CHECK = ROOT / "scripts" / "check_python.py"


def check(*before: str) -> subprocess.CompletedProcess[str]:
    program = "\n".join(["import runpy, sys", *before, f"runpy.run_path({str(CHECK)!r})"])
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=30
    )


def test_this_python_is_good_enough() -> None:
    assert check().returncode == 0


def test_an_old_python_is_told_what_to_do() -> None:
    told = check("sys.version_info = (3, 9, 2, 'final', 0)")
    assert told.returncode == 1
    assert "needs Python 3.11 or newer; this is 3.9" in told.stderr
    assert "make PYTHON=python3.12 run" in told.stderr


@pytest.mark.parametrize("module", ["ensurepip", "venv"])
def test_a_python_without_venv_is_told_the_package(module: str) -> None:
    told = check(f"sys.modules[{module!r}] = None")
    assert told.returncode == 1
    assert "sudo apt install python3-venv" in told.stderr


def test_the_check_is_readable_for_old_pythons() -> None:
    compile(CHECK.read_text(), str(CHECK), "exec", dont_inherit=True)
    assert "match " not in CHECK.read_text()
    assert ":=" not in CHECK.read_text()


def make(folder: Path, *targets: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("make")
    assert program, "make is what these tests are about"
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    return subprocess.run(
        [program, *targets],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files that `make` looks at, and an installation that claims to be done."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / ".venv").mkdir()
    for stamp in (".bootstrap", ".run", ".test"):
        (tmp_path / ".venv" / stamp).touch()
    return tmp_path


def test_a_finished_installation_is_left_alone(checkout: Path) -> None:
    done = make(checkout, "-n", ".venv/.test")
    assert "up to date" in done.stdout


def test_a_changed_lock_is_installed_and_the_rest_is_not(checkout: Path) -> None:
    lock = checkout / "requirements" / "test.txt"
    later = (checkout / ".venv" / ".test").stat().st_mtime + 5
    os.utime(lock, (later, later))
    todo = make(checkout, "-n", ".venv/.test").stdout
    assert "requirements/test.txt" in todo
    assert "requirements/run.txt" not in todo
    assert "-m venv" not in todo


def test_make_alone_tells_what_it_can_do(checkout: Path) -> None:
    told = make(checkout).stdout
    for target in ("run", "test", "quick", "bench", "lock", "screenshots", "clean"):
        assert f"make {target} " in told
