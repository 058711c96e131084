"""A child ends with its parent, also where that ended before the child could ask for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.adapters.wire import wait_until

CHILD = """
import sys, time
from broadcaster.speaker.simulator import end_with_parent
{before}
end_with_parent(int(sys.argv[1]))
{after}
time.sleep(60)
"""
PARENT = """
import os, subprocess, sys
words = [sys.executable, "-c", sys.argv[1], str(os.getpid())]
child = subprocess.Popen(words, stdout=subprocess.PIPE, start_new_session=True)
print(child.pid, flush=True)
if sys.argv[2] == "asked":
    child.stdout.readline()
os._exit(0)
"""
"""It ends at once, or as soon as its child has asked."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after", "when"),
    [("time.sleep(0.5)", "", "at once"), ("", "print('asked', flush=True)", "asked")],
    ids=["before the child asks", "afterwards"],
)
def test_a_child_ends_with_its_parent(before: str, after: str, when: str) -> None:
    child = CHILD.format(before=before, after=after)
    ran = subprocess.run(
        [sys.executable, "-c", PARENT, child, when], check=True, capture_output=True, text=True, timeout=30
    )
    wait_until(lambda: has_ended(int(ran.stdout)), within_s=20)


def has_ended(process: int) -> bool:
    """Tell whether it runs no more; nobody may have asked yet how it ended."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return True
