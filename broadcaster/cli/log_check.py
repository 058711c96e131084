"""Hold the as-run log against what the speakers signed, to find whoever edited it in the database.

Every word that the log repeats must have been signed by its speaker, and nothing that was signed may be left out. It
says FORGED of a kept event that its speaker did not sign, DIFFERS of a pair that says something else than was signed,
and how many numbers are missing in a speaker's journal (it numbers its events without gaps).

Exit code 1 means that something was forged or differs.
"""

import argparse
import os
from datetime import timedelta


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what this subcommand takes."""
    parser.add_argument("--days", type=int, default=31, help="how far back, in days (default: 31)")


def run(args: argparse.Namespace) -> int:
    """Check, and say what was found."""
    from sqlalchemy import select

    from broadcaster.adapters.clock import SystemClock
    from broadcaster.db.commune_tables import communes
    from broadcaster.db.session import open_memory
    from broadcaster.settings import from_environment
    from broadcaster.workers import log_check

    memory, now = open_memory(from_environment(os.environ).database), SystemClock().now()
    is_sound = True
    try:
        with memory.reads() as session:
            for commune_id in session.scalars(select(communes.c.code)).all():
                found = log_check.check(
                    session, commune_id, from_at=now - timedelta(days=args.days), until_at=now
                )
                print(*log_check.lines(found), sep="\n")
                is_sound = is_sound and found.is_sound
    finally:
        memory.close()
    return 0 if is_sound else 1
