"""docs/limits.md has every fault and every attack, and names only tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = re.findall(
    r"^\| ([FA]\d+) \| (.+?) \| (.+?) \|$", (ROOT / "docs" / "limits.md").read_text(), re.MULTILINE
)


def test_every_row_is_there_once() -> None:
    expected = [f"F{n}" for n in range(1, 49)] + [f"A{n}" for n in range(1, 42)]
    assert [name for name, _, _ in ROWS] == expected


@pytest.mark.parametrize(
    ("name", "how"), [(name, how) for name, _, how in ROWS], ids=[row[0] for row in ROWS]
)
def test_a_row_names_a_test_or_tells_a_limit(name: str, how: str) -> None:
    if not how.startswith("`"):
        assert how.startswith("Limit: "), name
        assert how.endswith("."), name
        return
    named = re.fullmatch(r"`([^`:]+)::(\w+)`(; .+\.)?", how)
    assert named, f"{name}: {how}"
    assert f"def {named[2]}(" in (ROOT / named[1]).read_text(), f"{name}: {how}"
