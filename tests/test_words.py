"""The glossary and the code mean the same: named classes exist, and the classes of the domain are named."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import broadcaster.domain

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (Path(__file__).parent.parent / "GLOSSARY.md").read_text().splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| Vietnamese"))
]
NAMED = [row[2].strip("`") for row in ROWS if row[2] != "–"]


def public_classes() -> set[str]:
    found = set()
    for info in pkgutil.iter_modules(broadcaster.domain.__path__):
        module = importlib.import_module(f"broadcaster.domain.{info.name}")
        for name, value in vars(module).items():
            if inspect.isclass(value) and value.__module__ == module.__name__ and not name.startswith("_"):
                found.add(f"domain.{info.name}.{name}")
    return found


def test_every_row_is_whole() -> None:
    assert ROWS
    for row in ROWS:
        assert len(row) == 4, row
        assert all(row), row


@pytest.mark.parametrize("name", NAMED)
def test_a_class_that_is_named_exists(name: str) -> None:
    module, _, class_name = name.rpartition(".")
    assert inspect.isclass(getattr(importlib.import_module(f"broadcaster.{module}"), class_name))


def test_every_public_class_of_the_domain_is_named_once() -> None:
    assert public_classes() - set(NAMED) == set(), "new words go into GLOSSARY.md"
    assert len(NAMED) == len(set(NAMED))


def test_a_vietnamese_word_has_one_meaning() -> None:
    words = [re.sub(r"\s*\(.*", "", row[0]) for row in ROWS]
    assert len(words) == len(set(words)), sorted(word for word in words if words.count(word) > 1)
