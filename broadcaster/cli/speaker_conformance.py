"""Test a speaker of any make against docs/protocol.md, clause by clause, over MQTT and HTTP.

    broadcaster speaker-conformance --device LOA-0001 --broker 192.168.1.10:1883 --keys ~/loa-test
    broadcaster speaker-conformance … --device-key 5f1e…

Without --device-key it prints what the device must be given: its site, its id, and root's public key of this test.
Then start the device, and this test with the device's own public key. The test is a controller of its own: use a broker
at which nobody else is. It plays five seconds of silence and takes about a minute and a half.

Every clause is printed as PASS or FAIL with what was seen; the exit code is 1 where one failed. What cannot be seen
from outside, above all that marks are on flash before the first sample, no such test can show.
"""

import argparse
import sys
from pathlib import Path

from broadcaster.adapters.object_server import ObjectServer
from broadcaster.mqtt import Link
from broadcaster.workers.conformance.clauses import try_all
from broadcaster.workers.conformance.desk import BrokenClauseError, Desk, Device
from broadcaster.workers.conformance.keys import load_keys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may be asked for."""
    parser.add_argument("--device", required=True, metavar="ID", help="the speaker's id")
    parser.add_argument("--broker", required=True, metavar="HOST:PORT", help="where the MQTT broker listens")
    parser.add_argument(
        "--keys", type=Path, required=True, metavar="DIR", help="a folder for this test's keys"
    )
    parser.add_argument("--device-key", metavar="HEX", help="the speaker's own public key, 32 bytes")
    parser.add_argument(
        "--site", default="xa-thu", help="the site that the speaker belongs to (default xa-thu)"
    )
    parser.add_argument(
        "--http", default="127.0.0.1:8081", metavar="HOST:PORT", help="where to serve plans and sounds"
    )
    parser.add_argument("--user", default="ctl", help="the controller's name at the broker")
    parser.add_argument("--password", default="", help="its secret there")


def run(args: argparse.Namespace) -> int:
    """Try every clause; 1 where one failed, 2 where nothing could be tried."""
    keys = load_keys(args.keys)
    if args.device_key is None:
        print(f"site {args.site}\ndevice {args.device}\nroot {keys.root.hex()}")
        return 0
    device = Device(args.site, args.device, bytes.fromhex(args.device_key))
    bodies: dict[str, bytes] = {}
    host, _, port = args.http.rpartition(":")
    server = ObjectServer(args.site, bodies.get, host=host, port=int(port))
    server.start()
    desk = Desk(device, keys, server, bodies, epoch=keys.next_epoch())
    broker, _, broker_port = args.broker.rpartition(":")
    try:
        desk.open(lambda **more: Link(broker, int(broker_port), args.user, args.user, args.password, **more))
        return _print_verdicts(desk)
    except BrokenClauseError as trouble:
        print(f"nothing could be tried: {trouble}", file=sys.stderr)
        return 2
    finally:
        desk.link.stop()
        server.stop()


def _print_verdicts(desk: Desk) -> int:
    failed = 0
    for verdict in try_all(desk):
        failed += bool(verdict.broken)
        print(
            f"FAIL {verdict.clause}: {verdict.broken}" if verdict.broken else f"PASS {verdict.clause}",
            flush=True,
        )
    return 1 if failed else 0
