"""Living and dead processes of this machine; of others nothing is known."""

import os
import resource
import subprocess
import sys

from broadcaster.adapters.listening import allow_more_files
from broadcaster.adapters.this_process import is_gone, machine


def test_a_living_process_is_not_gone_and_a_dead_one_is() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert not is_gone(machine(), child.pid)
        child.kill()
        child.wait()
        assert is_gone(machine(), child.pid)


def test_who_had_our_number_before_us_is_gone() -> None:
    assert is_gone(machine(), os.getpid())


def test_nothing_is_known_of_another_machine() -> None:
    assert not is_gone("tram-2 boot-b", 4_000_000)
    assert "\n" not in machine()
    assert 0 < len(machine()) <= 128


def test_as_many_files_as_the_machine_lets_us() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(512, before[1]), before[1]))
    try:
        allow_more_files()
        soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert (soft, most) == (min(before[1], 65_536), before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
