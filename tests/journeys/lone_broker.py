"""The embedded broker of a village as a process of its own, so that a journey can kill it and nothing else."""

import os
import signal
import threading

from broadcaster.bootstrap import build
from broadcaster.cli.station_process import broker
from broadcaster.settings import from_environment


def main() -> None:
    """Run until SIGTERM."""
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    with broker(build(from_environment(os.environ))):
        ending.wait()


if __name__ == "__main__":
    main()
