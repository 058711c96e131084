"""Estimate an audience from counts, or make the station's own counts anew.

`broadcaster reach rebuild` counts the plays of every month anew from the as-run log of this station (LOA_VAR) and
says how many counts had been wrong: none, unless somebody changed the log by hand.

`broadcaster reach estimate INPUT.json` reads hamlets with residents, audibility, plays by daypart and
outcome, and survey answers if there are any, and prints the figures as JSON: the share of plays confirmed
(T0), the share of residents with an opportunity to hear (T1), the estimated reach as a range (T2), the
survey's own answer (T3), the verdict on the target, and the flaws of the data. INPUT.json may be `-` for
standard input. docs/reach.md describes every field, the method and its limits, with a worked commune to
start from.

Exit code 2 means that the input was refused; standard error says where and why, in Vietnamese and English, one line
per fault.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from pydantic import ValidationError

from broadcaster.cli.reach_input import ReachInput
from broadcaster.cli.reach_output import report
from broadcaster.cli.reach_refusals import faults
from broadcaster.cli.strict_json import JsonError, parse
from broadcaster.reach.commune import estimate

REFUSED = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what this subcommand takes."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    action = actions.add_parser(
        "estimate", help="print the figures of one commune, topic and window of time", description=__doc__
    )
    action.formatter_class = argparse.RawDescriptionHelpFormatter
    action.add_argument("input", metavar="INPUT.json", help="the counts; - reads standard input")
    action.set_defaults(action=_estimate)
    again = actions.add_parser("rebuild", help="count the plays of the as-run log anew", description=__doc__)
    again.formatter_class = argparse.RawDescriptionHelpFormatter
    again.set_defaults(action=_rebuild)


def run(args: argparse.Namespace) -> int:
    """Do what was asked and return the exit code."""
    code: int = args.action(args)
    return code


def _rebuild(_args: argparse.Namespace) -> int:
    """Make the counts anew, a month a transaction, so that reports never wait long."""
    from broadcaster.db.session import open_memory
    from broadcaster.services import audience_counts
    from broadcaster.settings import from_environment

    memory = open_memory(from_environment(os.environ).database)
    try:
        with memory.reads() as session:
            months = audience_counts.months_of_log(session)
        for code, month_on in months:
            with memory.writes.begin() as session:
                wrong = audience_counts.rebuild_month(session, code, month_on)
            print(f"{code} {month_on:%m/%Y}: {wrong} counts were wrong")
    finally:
        memory.close()
    return 0


def _estimate(args: argparse.Namespace) -> int:
    """Print the figures, or what is wrong with the input."""
    try:
        value = parse(_read(args.input))
        figures = _figures(value)
    except ValidationError as refusal:
        return _refuse(args.input, faults(refusal, value))
    except OSError as refusal:
        return _refuse(args.input, [f"không đọc được / cannot be read: {refusal.strerror}"])
    except JsonError as refusal:
        return _refuse(args.input, [str(refusal)])
    print(json.dumps(figures, ensure_ascii=False, indent=2, allow_nan=False))
    return 0


def _read(name: str) -> str:
    try:
        return (sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte {error.start}: {error.object[error.start]:#04x}"
        raise JsonError(f"không phải văn bản UTF-8 / not UTF-8 text: {where}") from error


def _figures(value: object) -> dict[str, object]:
    given = ReachInput.model_validate(value)
    figures = estimate(
        given.places(),
        given.parameters.assumptions(),
        survey=given.survey_terms(),
        evidence=given.told(),
        channels=[channel.reach for channel in given.channels],
    )
    return report(given, figures)


def _refuse(name: str, reasons: list[str]) -> int:
    for reason in reasons:
        print(f"{name}: {reason}", file=sys.stderr)
    return REFUSED
