"""Texts that nobody would write, read one after another: `python -m tests.audio_library.spoken.fuzz --minutes 10`.

Random sentences out of the corpus's own words, bulletins with signs lost and put in, and any characters at all. The
seed is printed first; with it and the count of the text a finding comes back.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from audio_library.spoken import Region, read
from tests.soak.turns import Trial, take

ROOT = Path(__file__).parents[3]
_CORPUS = ROOT / "tests" / "golden" / "spoken_corpus.tsv"
_SIGNS = "0123456789/.,:;-–—+()[]%°'\"&*#_|=<>~@$€ \t\nhHgGđĐABCIVXLOloaăâêôơưéạ…•²½\u0301\u00ad\u200b"


def texts(chance: random.Random) -> Iterator[str]:
    """Give texts for ever: mixed, mutated, and any."""
    lines = [
        line.split("\t")[1] for line in _CORPUS.read_text(encoding="utf-8").splitlines() if line[0] != "#"
    ]
    words = " ".join(lines).split(" ")
    makers = (lambda: _mixed(chance, words), lambda: _mutated(chance, lines), lambda: _any(chance))
    while True:
        yield chance.choice(makers)()


def _mixed(chance: random.Random, words: list[str]) -> str:
    joint = chance.choice([" ", " ", "", "  ", "\n", "/", "-", ", "])
    return joint.join(chance.choices(words, k=chance.randint(1, 14)))


def _mutated(chance: random.Random, lines: list[str]) -> str:
    signs = list("\n".join(chance.choices(lines, k=chance.randint(1, 3))))
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(signs) + 1)
        signs[place : place + chance.randint(0, 2)] = chance.choices(_SIGNS, k=chance.randint(0, 2))
    return "".join(signs)


def _any(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return "".join(chance.choices(_SIGNS, k=chance.randint(0, 40)))
    codes = (
        chance.choice([chance.randrange(0x250), chance.randrange(0x110000)])
        for _ in range(chance.randint(0, 40))
    )
    return "".join(chr(code) for code in codes if not 0xD800 <= code < 0xE000)


def fault_in(text: str, region: Region, *, emergency: bool) -> str:
    """Tell what is wrong with the reading of a text; nothing where all holds that must hold."""
    spoken = read(text, region=region, emergency=emergency).text
    if any(sign.isdigit() or sign in "/%°" for sign in spoken):
        return "a digit or sign is left"
    if spoken.count("\n") != text.replace("\r\n", "\n").replace("\r", "\n").count("\n"):
        return "lines were lost or won"
    return "" if read(spoken, region=region, emergency=emergency).text == spoken else "read again it changes"


def trials(chance: random.Random) -> Iterator[Trial]:
    """Read texts for ever, in every region and tone."""
    for text in texts(chance):
        region, emergency = chance.choice(list(Region)), chance.random() < 0.2
        yield Trial((text, region.value, emergency), partial(_check, text, region, emergency=emergency))


def _check(text: str, region: Region, *, emergency: bool) -> str:
    fault = fault_in(text, region, emergency=emergency)
    assert not fault, fault
    return "read"


def _tell(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description="Read texts that nobody would write.")
    parser.add_argument("--minutes", type=float, default=1, help="how long (default: 1)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="which texts (default: the time)")
    args = parser.parse_args()
    _tell(f"seed {args.seed}")
    turn = take(trials, args.seed, seconds=args.minutes * 60)
    _tell(*turn.faults, f"{turn.count} texts, {len(turn.faults)} faults")
    return 1 if turn.faults else 0


if __name__ == "__main__":
    sys.exit(main())
