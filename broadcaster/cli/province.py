"""Try out the agreement with the province's source system (docs/province.md), without a province.

`example` prints an item as the province writes it. `check FILE` reads one and says what it would be here, or what is
wrong with it. `double` serves such items on 127.0.0.1 as the province would, and prints the accounts that it is sent;
files in FOLDER are its items.

  broadcaster province example > item.json
  broadcaster province check item.json
  broadcaster province double FOLDER --port 8099
"""

import argparse
import json
import sys
import time
from pathlib import Path

from broadcaster.adapters.province_double import ProvinceDouble
from broadcaster.adapters.province_json import EXAMPLE, ProvinceFormatError, read_item
from broadcaster.domain.precedence import Precedence

_RIGHTS = {
    Precedence.ROUTINE: "the commune chooses whether and when",
    Precedence.PRIORITY: "goes first; may be neither changed nor skipped",
    Precedence.EMERGENCY: "at once; two people of the commune release it",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    acts.add_parser("example", help="print an item")
    check = acts.add_parser("check", help="read an item and say what it would be")
    check.add_argument("file", metavar="FILE", help="a JSON file, or - for standard input")
    double = acts.add_parser("double", help="stand in for the province's server")
    double.add_argument("folder", metavar="FOLDER", type=Path, help="a folder of items, one JSON file each")
    double.add_argument("--port", type=int, default=8099)


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 1 for an item that is not as agreed, 2 where a file cannot be read."""
    try:
        if args.act == "example":
            print(json.dumps(EXAMPLE, ensure_ascii=False, indent=2))
            return 0
        return _check(args.file) if args.act == "check" else _serve(args.folder, args.port)
    except OSError as trouble:
        print(f"{trouble.filename}: {trouble.strerror}", file=sys.stderr)
        return 2


def _check(file: str) -> int:
    document = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        message = read_item(document)
    except ProvinceFormatError as wrong:
        print(f"not as agreed: {wrong}", file=sys.stderr)
        return 1
    where = ", ".join(message.hamlets) or "the whole commune"
    print(f"{message.source_id}: {message.title}")
    print(f"{message.precedence.name.lower()}: {_RIGHTS[message.precedence]}")
    print(f"{message.topic.value}, for {where}, until {message.expires_on.isoformat()}")
    return 0


def _serve(folder: Path, port: int) -> int:
    with ProvinceDouble(port=port) as double:
        print(f"LOA_PROVINCE={double.address}  (Ctrl-C ends)", flush=True)
        told: dict[str, object] = {}
        try:
            while True:
                double.items = [json.loads(file.read_bytes()) for file in sorted(folder.glob("*.json"))]
                for item, account in double.accounts.items():
                    if told.get(item) != account:
                        told[item] = account
                        print(json.dumps(account, ensure_ascii=False), flush=True)
                time.sleep(1)
        except KeyboardInterrupt:
            return 0
