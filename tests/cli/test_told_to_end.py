"""The word to end reaches whoever waits for it, wherever in the waiting it comes."""

import subprocess
import sys

import pytest

HURRIED = """
import os, signal, threading, time
from broadcaster.cli.told_to_end import ToldToEnd

waiting = threading.Event()

def tell():
    for _ in range(300):
        waiting.wait()
        waiting.clear()
        time.sleep(0.0005)
        os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=tell, daemon=True).start()
for _ in range(300):
    told = ToldToEnd()
    waiting.set()
    while not told.wait(timeout=0.00001):
        pass
print("told")
"""
EARLY = """
import signal
from broadcaster.cli.told_to_end import ToldToEnd

told = ToldToEnd()
print(told.wait(timeout=0.01))
signal.raise_signal(signal.SIGINT)
print(told.wait())
"""


@pytest.mark.slow
def test_a_word_in_the_middle_of_the_waiting_never_stops_it() -> None:
    assert _said(HURRIED) == ["told"]


def test_a_word_before_the_waiting_is_not_lost() -> None:
    assert _said(EARLY) == ["False", "True"]


def _said(program: str) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60
    )
    return ran.stdout.split()
