"""A speaker that says everything at once: started by the ingest benchmark, told by one line of JSON on stdin."""

import json
import socket
import sys
import threading

from benchmarks import _wire


def main() -> None:
    told = json.loads(sys.stdin.readline())
    line = socket.create_connection(("127.0.0.1", told["port"]))
    line.sendall(_wire.connect(told["user"], told["secret"]))
    line.recv(4)
    payload = b"LOA1" + b"k" * 4 + b"s" * 64 + b"x" * 250  # as long as a report's envelope
    everything = b"".join(
        _wire.publish(told["topic"], payload, number % 65_000 + 1) for number in range(told["count"])
    )
    acknowledged = threading.Thread(target=_drain, args=(line, 4 * told["count"]))
    acknowledged.start()
    print("ready", flush=True)
    sys.stdin.readline()
    line.sendall(everything)
    acknowledged.join(60)
    sys.stdin.readline()


def _drain(line: socket.socket, count: int) -> None:
    while count > 0 and (came := line.recv(65_536)):
        count -= len(came)


if __name__ == "__main__":
    main()
