"""The command line: `broadcaster SUBCOMMAND`. Each subcommand is a module, imported only when it is asked for.

A subcommand module has `add_arguments(parser)` and `run(args) -> int`; its docstring is its long help.
A loudspeaker carries no Flask and no SQLAlchemy, and `broadcaster speaker` must start there all the same.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

SUBCOMMANDS: dict[str, str] = {
    "run": "run the whole station in one process",
    "init": "set up a real commune: keys, database, first administrator",
    "web": "serve the pages",
    "scheduler": "plan broadcasts and speakers' plans",
    "renderer": "turn approved words into sound",
    "gateway": "speak with the speakers, and serve them plans and sounds",
    "signer": "hold the keys and sign, as a process of its own",
    "janitor": "keep the house: old files, missing sounds",
    "speaker": "be a loudspeaker: hold the plan, play on time, report",
    "speaker-join": "let this loudspeaker join a station by a claim code",
    "migrate": "bring the database's tables to this version",
    "devices": "check or apply devices.yaml",
    "spoken-form": "print how a text will be read aloud",
    "render": "turn a text file into a broadcast-ready sound file",
    "reach": "estimate an audience from counts (JSON in, JSON out)",
    "log-check": "hold the as-run log against what speakers signed",
    "certs": "make a certificate authority and a certificate for this site",
    "keys": "show the station's keys, and have root name others",
    "broker-config": "write a complete broker configuration",
    "restore": "put a copy back where no station is",
    "backup": "copy database, keys and sounds to one folder",
    "simulate": "rehearse whole communes with every fault, and judge what was heard",
    "speaker-conformance": "test a speaker against docs/protocol.md, clause by clause",
    "province": "try out the agreement with the province's source system",
    "version": "print the version",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    chosen = next((word for word in words if not word.startswith("-")), None)
    args = _parser(chosen).parse_args(words)
    code: int = args.run(args)
    return code


def _parser(chosen: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="broadcaster", description="Loa Thôn, the broadcast controller of a commune's loudspeaker radio."
    )
    commands = parser.add_subparsers(title="subcommands", metavar="SUBCOMMAND", required=True)
    for name, summary in SUBCOMMANDS.items():
        if name != chosen:
            commands.add_parser(name, help=summary)
            continue
        module = importlib.import_module(f"broadcaster.cli.{name.replace('-', '_')}")
        command = commands.add_parser(
            name,
            help=summary,
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser
