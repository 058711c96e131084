"""Hold the station's keys and sign for it: the only process that reads them.

`broadcaster run` starts one as its child. To keep the keys out of reach even of a station that was taken over, run this
as a user of its own, with the files *.key in a folder of that user's, and tell the station where the socket is:

    sudo -u loa-signer broadcaster signer --keys /var/lib/loa-signer --socket /run/loa/signer.sock --group loa
    LOA_SIGNER=/run/loa/signer.sock broadcaster run

Whoever asks, it signs only what a role may say, for this site, at this hour, and twelve new alerts an hour at most.
Root's key is never used here: keep root.key away from this machine.
"""

import argparse
import logging
import shutil
import sys
import threading
from pathlib import Path

from broadcaster.adapters.signer_socket import SignerServer
from broadcaster.cli.told_to_end import ToldToEnd
from broadcaster.speaker.simulator import end_with_parent


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommand's arguments."""
    parser.add_argument(
        "--keys", type=Path, required=True, metavar="DIR", help="the folder with the keys and `site`"
    )
    parser.add_argument("--socket", type=Path, required=True, metavar="FILE", help="where to be asked")
    parser.add_argument("--group", help="who else may ask: a group of this machine")
    parser.add_argument(
        "--end-with-parent", type=int, metavar="PID", help="end when the process that started this one ends"
    )


def run(args: argparse.Namespace) -> int:
    """Sign until SIGTERM or Ctrl-C."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if args.end_with_parent:
        end_with_parent(args.end_with_parent)
    try:
        server = SignerServer(args.socket, args.keys, (args.keys / "site").read_text().strip())
        if args.group:
            shutil.chown(args.socket, group=args.group)
            args.socket.chmod(0o660)
    except (OSError, LookupError) as trouble:
        print(f"cannot begin: {trouble}", file=sys.stderr)
        return 1
    ending = ToldToEnd()
    threading.Thread(target=server.serve, daemon=True).start()
    ending.wait()
    server.stop()
    return 0
