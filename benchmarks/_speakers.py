"""Many speakers in one loop, for the fan-out benchmark: told by one line of JSON on stdin.

Each subscribes to its group and answers every command with a PUBACK and one event. Prints `ready`, then for every
command the monotonic nanosecond at which the last speaker had it.
"""

import json
import selectors
import socket
import sys
import time

from benchmarks import _wire


def main() -> None:
    told = json.loads(sys.stdin.readline())
    root = told["root"]
    watch = selectors.DefaultSelector()
    for name, secret in told["secrets"].items():
        line = socket.create_connection(("127.0.0.1", told["port"]))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(_wire.connect(name, secret))
        line.recv(4)
        line.sendall(_wire.subscribe(f"{root}/g/all/cmd"))
        line.recv(5)
        event = _wire.publish(f"{root}/u/{name}/ev", b"e" * 300, 1)
        watch.register(line, selectors.EVENT_READ, (line, _wire.Stream(), event))
    print("ready", flush=True)
    _listen(watch, len(told["secrets"]))


def _listen(watch: selectors.BaseSelector, count: int) -> None:
    reached = 0
    while True:
        for key, _ in watch.select():
            line, stream, event = key.data
            came = line.recv(65_536)
            if not came:
                return
            for first, body in stream.packets(came):
                if first >> 4 == 3:
                    reached += 1
                    line.send(_wire.puback(_wire.packet_id_of(first, body)) + event)
        if reached == count:
            print(time.monotonic_ns(), flush=True)
            reached = 0


if __name__ == "__main__":
    main()
