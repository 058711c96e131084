"""Roman numerals: numbers behind words that count with them ("Đại hội XIV", "quý I và II"), nowhere else."""

import re

from audio_library.spoken.capitals import stands_in_capitals
from audio_library.spoken.contexts import either
from audio_library.spoken.marks import Confidence
from audio_library.spoken.numbers import ROMAN_VALUES
from audio_library.spoken.passage import Passage, Reading

_NOUN = re.compile(rf" {either('before a numeral')}$")
_CHAIN = re.compile(r"(?<![^\W\d_])([IVXL]+)(?:,| và| đến| -|-) ?$")
_EQUALLED = re.compile(r" ?(?:=|bằng\b)")
_NUMERAL = re.compile(
    r"(?P<first>[IVXL]+)(?: ?(?P<joint>[-–+]) ?(?P<last>[IVXL]+)(?![\w]))?(?:/(?P<year>(?:19|20)\d\d))?(?!\w)"
)


def read_roman(passage: Passage, place: int) -> Reading | None:
    """Read a Roman numeral behind a noun that counts; alone, from two letters on, it is asked about."""
    match = _NUMERAL.match(passage.text, place)
    if match is None or match["first"] not in ROMAN_VALUES or _EQUALLED.match(passage.text, match.end()):
        return None
    if match["last"] and match["last"] not in ROMAN_VALUES:
        return None
    words = passage.say(ROMAN_VALUES[match["first"]])
    if match["last"]:
        joint = "và" if match["joint"] == "+" else "đến"
        words += f" {joint} {passage.say(ROMAN_VALUES[match['last']])}"
    if match["year"]:
        words += f" năm {passage.say(match['year'])}"
    heard = passage.heard(place).removesuffix(" tọa độ")
    if words == "một" and heard.endswith(" thứ"):
        words = "nhất"
    beside = passage.text[place - 1 : place] == " " or place in passage.said
    alone = len(match.group()) == 1 and not beside
    if match["year"] or (_NOUN.search(heard) and not alone) or _continues(passage, place):
        return Reading(place, match.end(), words, "roman")
    if stands_in_capitals(passage, place, match.end()):
        return None
    if len(match["first"]) > 1 and set(match["first"]) <= set("IVX") and not match["last"]:
        return Reading(place, match.end(), words, "roman", Confidence.ASK, (words, match["first"].lower()))
    return None


def _continues(passage: Passage, place: int) -> bool:
    """Whether a numeral that was read stands before this one: "quý I, II và III"."""
    begin = max(0, place - 16)
    chain = _CHAIN.search(passage.text[begin:place])
    earlier = passage.said.get(begin + chain.end(1)) if chain else None
    return earlier is not None and earlier.rule == "roman"
