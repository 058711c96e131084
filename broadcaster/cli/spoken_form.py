"""Print how a text will be read aloud: one line for each line of the text.

A line ends at a line feed, a carriage return, or both; a form feed or U+2028 inside a line is a blank. A byte
order mark is no part of the text: places are counted behind it.

With --json, one object instead: the source, the spoken text, and for every span that is not read as it is
written its place, its rule, how sure the rule is (sure, assumed, ask) and what else it may be.

  broadcaster spoken-form bulletin.txt
  echo "Gió cấp 8-9" | broadcaster spoken-form - --region south
"""

import argparse
import errno
import json
import sys
from pathlib import Path

from audio_library.spoken import STANDARD, Mark, Region, SpokenForm, read


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("file", metavar="FILE", help="a text file in UTF-8, or - for standard input")
    parser.add_argument("--region", choices=[region.value for region in Region], default=Region.NORTH.value)
    parser.add_argument("--emergency", action="store_true", help="say times and numbers for help twice")
    parser.add_argument("--json", action="store_true", help="print spans, rules and confidence as JSON")


def run(args: argparse.Namespace) -> int:
    """Read the file and print its spoken form; 2 where the file cannot be read or nobody takes what is printed."""
    try:
        text = _text(args.file)
    except OSError as error:
        return _refuse(f"{args.file}: {error.strerror or error}")
    except UnicodeDecodeError as error:
        return _refuse(f"{args.file}: not UTF-8 (byte {error.start}); save the text as UTF-8 and try again")
    form = read(text, region=Region(args.region), emergency=args.emergency)
    try:
        _print(
            json.dumps(_as_json(form, args.region), ensure_ascii=False, indent=2) + "\n"
            if args.json
            else _lines(form)
        )
    except BrokenPipeError:
        return 0  # whoever reads has had enough
    except OSError as error:
        return _refuse(f"standard output: {error.strerror}")
    return 0


def _text(name: str) -> str:
    if name != "-":
        content = Path(name).read_bytes()
    elif sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed; name a file, or pipe the text in")
    else:
        content = sys.stdin.buffer.read()
    return content.decode("utf-8-sig")


def _lines(form: SpokenForm) -> str:
    """End the last line, too: a file whose last line has no end, or nothing to say, has that line all the same."""
    ended = not form.source or form.source.endswith(("\n", "\r"))
    return form.text if ended else f"{form.text}\n"


def _as_json(form: SpokenForm, region: str) -> dict[str, object]:
    return {
        "region": region,
        "dictionary": STANDARD.version,
        "source": form.source,
        "text": form.text,
        "marks": [_mark(mark) for mark in form.marks],
    }


def _mark(mark: Mark) -> dict[str, object]:
    return {
        "start": mark.start,
        "end": mark.end,
        "spoken_start": mark.spoken_start,
        "spoken_end": mark.spoken_end,
        "written": mark.written,
        "spoken": mark.spoken,
        "rule": mark.rule,
        "confidence": mark.confidence.value,
        "choices": list(mark.choices),
    }


def _print(words: str) -> None:
    """Write straight to the file behind standard output: nothing is left over to fail when the program ends."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "it is closed")
    with open(sys.stdout.fileno(), "wb", closefd=False) as output:
        output.write(words.encode("utf-8", "replace"))


def _refuse(sentence: str) -> int:
    print(f"broadcaster spoken-form: {sentence}", file=sys.stderr)
    return 2
