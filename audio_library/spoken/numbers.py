"""Vietnamese number words, both ways: `say` writes them, `parse` reads them back."""

import functools
from collections.abc import Callable

from audio_library.spoken.marks import Region

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9
_LARGEST_GROUPED = 10**18

NUMBER_WORDS = frozenset(
    (
        *DIGITS,
        "mốt",
        "tư",
        "lăm",
        "mười",
        "mươi",
        "trăm",
        "nghìn",
        "ngàn",
        "triệu",
        "tỷ",
        "linh",
        "lẻ",
        "phẩy",
    )
)


def say(number: int | str, region: Region = Region.NORTH) -> str:
    """Say a whole number ≥ 0: 105 is "một trăm linh năm" in the North and "một trăm lẻ năm" in the South.

    The number may be given by its digits. Raises ValueError for anything else.
    """
    return saying(region)(number)


@functools.cache
def saying(region: Region) -> Callable[[int | str], str]:
    """Give `say` for one region, with the numbers said last kept."""

    @functools.lru_cache(maxsize=8192)
    def say_here(number: int | str) -> str:
        return _said(int(number), region)

    return say_here


def _said(number: int, region: Region) -> str:
    if number >= _LARGEST_GROUPED:
        return digits(str(number))
    return " ".join(_words(number, region, padded=False)) or DIGITS[0]


def digits(written: str) -> str:
    """Say each digit on its own: "114" is "một một bốn"."""
    return " ".join(DIGITS[int(digit)] for digit in written)


def decimal(whole: str, fraction: str, region: Region, point: str = "phẩy") -> str:
    """Say a decimal number given by its digits: "0" and "05" are "không phẩy không năm"."""
    return f"{say(int(whole), region)} {point} {_fraction(fraction, region)}"


def _fraction(fraction: str, region: Region) -> str:
    by_digit = fraction.startswith("0") or len(fraction) > 3
    return digits(fraction) if by_digit else say(int(fraction), region)


def _words(number: int, region: Region, *, padded: bool) -> list[str]:
    """Say a number; `padded` says its hundreds too although they are zero: more stands before them."""
    for size, name in ((_BILLION, "tỷ"), (10**6, "triệu"), (1000, "nghìn")):
        if number >= size:
            many, rest = divmod(number, size)
            spoken_name = "ngàn" if name == "nghìn" and region is Region.SOUTH else name
            head = [*_words(many, region, padded=padded), spoken_name]
            return head + (_words(rest, region, padded=True) if rest else [])
    return _below_thousand(number, region, padded=padded)


def _below_thousand(number: int, region: Region, *, padded: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [DIGITS[hundreds], "trăm"] if hundreds or padded else []
    if not rest:
        return words
    if rest < 10:
        link = ["linh" if region is Region.NORTH else "lẻ"] if words else []
        return [*words, *link, DIGITS[rest]]
    return [*words, *_tens(rest, region)]


def _tens(number: int, region: Region) -> list[str]:
    tens, unit = divmod(number, 10)
    words = ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if not unit:
        return words
    if unit == 5:
        return [*words, "lăm"]
    if tens > 1 and unit == 1:
        return [*words, "mốt"]
    if tens > 1 and unit == 4 and region is Region.NORTH:
        return [*words, "tư"]
    return [*words, DIGITS[unit]]


_VALUES = {word: value for value, word in enumerate(DIGITS)} | {"mốt": 1, "tư": 4, "lăm": 5}
_SIZES = {"nghìn": 1000, "ngàn": 1000, "triệu": 10**6}


def parse(words: str) -> int:
    """Read the words of `say` back, in either region. Raises ValueError on anything else."""
    billions, millions, group, unit = 0, 0, 0, 0
    for word in words.split():
        if word in _VALUES:
            unit = _VALUES[word]
        elif word == "mười":
            group, unit = group + 10, 0
        elif word == "mươi":
            group, unit = group + 10 * unit, 0
        elif word == "trăm":
            group, unit = group + 100 * unit, 0
        elif word in _SIZES:
            millions, group, unit = millions + (group + unit) * _SIZES[word], 0, 0
        elif word == "tỷ":
            billions, millions, group, unit = (billions + millions + group + unit) * _BILLION, 0, 0, 0
        elif word not in {"linh", "lẻ"}:
            raise ValueError(f"{word!r} is no number word")
    return billions + millions + group + unit


_ROMAN = (
    ("X", 10),
    ("IX", 9),
    ("V", 5),
    ("IV", 4),
    ("I", 1),
)


def roman(value: int) -> str:
    """Write 1 to 89 in Roman numerals, as Vietnamese documents count congresses and chapters."""
    written = "L" if value >= 50 else "XL" if value >= 40 else ""
    value -= 50 if value >= 50 else 40 if value >= 40 else 0
    for letters, worth in _ROMAN:
        count, value = divmod(value, worth)
        written += letters * count
    return written


ROMAN_VALUES = {roman(value): value for value in range(1, 90)}
