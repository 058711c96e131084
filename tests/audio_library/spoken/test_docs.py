"""The examples of docs/spoken-form.md are run as they stand there."""

import doctest
from pathlib import Path


def test_the_examples_are_true() -> None:
    page = Path(__file__).parents[3] / "docs" / "spoken-form.md"
    outcome = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert outcome.attempted >= 12
    assert outcome.failed == 0
