"""Print the version of this program, as a report of a fault should name it."""

import argparse

from broadcaster import __version__


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(_args: argparse.Namespace) -> int:
    """Print it."""
    print(__version__)
    return 0
