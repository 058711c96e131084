"""Words in capitals: Vietnamese ones are said as they are, tokens that nobody explained are spelled."""

import re
from collections.abc import Iterable

from audio_library.spoken.layout import UPPER
from audio_library.spoken.marks import Confidence
from audio_library.spoken.numbers import digits
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.syllables import is_syllable, spell

WORD = r"[^\W_]+"
_TOKEN = re.compile(WORD)
_LETTERS = re.compile(rf"[{UPPER}]+")
_RUN_BEFORE = re.compile(rf"(?:(?<![^\W_])[{UPPER}]+[ ,\-–\"“”]{{1,3}})*$")
_WORD_BEFORE = re.compile(rf"(?<![\w&/.–-])[{UPPER}]{{2,}} $")
_WORD_AFTER = re.compile(rf" [{UPPER}]{{2,}}(?![\w&/–-])")
_RUN_AFTER = re.compile(rf"(?:[ ,\-–\"“”]{{1,3}}[{UPPER}]+(?![^\W_]))*")
_SERIES = re.compile(
    rf"(?P<first>(?P<name>[{UPPER}]+)(?P<low>\d{{1,4}}))(?P<dash> ?[-–] ?)(?P=name)(?P<high>\d{{1,4}})(?![\w]|[.,]\d)"
)
_SAID_AS_A_WORD = re.compile(r"(?=[A-Z]{4,}$)[^AEIOUY]{0,2}(?:[AEIOUY]{1,3}[^AEIOUY]{1,2})+[AEIOUY]{0,2}")
"""A name that is no Vietnamese word, such as a storm's: rather said than spelled."""
_STORM_BEFORE = re.compile(r" bão(?: số \d+)?$")
_BRAND = re.compile(r"(?:[A-Z]?[a-z]{2,}|[a-z])(?:[A-Z][a-z]{2,})+")


def stands_in_capitals(passage: Passage, place: int, end: int) -> bool:
    """Whether a token stands among Vietnamese words in capitals, as in a heading."""
    text = passage.text
    before = _RUN_BEFORE.search(text[max(0, place - 40) : place])
    after = _RUN_AFTER.match(text[end : end + 40])
    runs = (_LETTERS.findall(run.group()) if run else [] for run in (before, after))
    return any(_words_in_capitals(passage, words) for words in (reversed(next(runs)), next(runs)))


def _words_in_capitals(passage: Passage, words: Iterable[str]) -> bool:
    """Whether there is a word among them that can be nothing else, before the first that may be something else."""
    for word in words:
        if not is_syllable(word) or word in passage.dictionary.entries:
            return False
        if len(word) > 3 or not word.isascii():
            return True
    return False


def joined(text: str, reading: Reading) -> Reading:
    """Take in the dash behind an abbreviation: a range in "BĐ2-BĐ3", a pause in "UBND-HĐND"."""
    series = _SERIES.match(text, reading.start)
    if series and series.end("first") == reading.end and int(series["low"]) < int(series["high"]):
        return reading._replace(end=series.end("dash"), spoken=f"{reading.spoken} đến ")
    if text[reading.end : reading.end + 1] in "-–" and text[reading.end + 1 : reading.end + 3].isupper():
        return reading._replace(end=reading.end + 1, spoken=f"{reading.spoken}, ")
    return reading


def read_unknown(passage: Passage, place: int) -> Reading | None:
    """Spell a token that nothing explains, and ask; words in capitals and names in mixed case pass."""
    match = _TOKEN.match(passage.text, place)
    if match is None:
        return None
    token, end = match.group(), match.end()
    if len(token) < 2 or not token.isalpha():
        return _letters_and_digits(passage, place, match)
    if _BRAND.fullmatch(token) or token[1:].islower():
        return None
    if token.isupper() and is_syllable(token):
        plain = token.isascii() and len(token) <= 3
        if not plain or stands_in_capitals(passage, place, end) or _beside_a_word(passage, place, end):
            return None
    choices = (spell(token), token.lower())
    named = len(token) > 4 or _STORM_BEFORE.search(passage.before(place))
    if named and _SAID_AS_A_WORD.fullmatch(token):
        choices = (token.capitalize(), choices[0])
    return joined(passage.text, Reading(place, end, choices[0], "spelled", Confidence.ASK, choices))


def _beside_a_word(passage: Passage, place: int, end: int) -> bool:
    """Whether another syllable in capitals stands beside a short one ("CHO VAY"): both are words then."""
    before = _WORD_BEFORE.search(passage.text[max(0, place - 10) : place])
    after = _WORD_AFTER.match(passage.text, end)
    beside = [match.group().strip() for match in (before, after) if match]
    return any(is_syllable(word) and word not in passage.dictionary.entries for word in beside)


def _letters_and_digits(passage: Passage, place: int, match: re.Match[str]) -> Reading | None:
    token = match.group()
    if len(token) < 2 or token.isdigit():
        return None
    pieces = re.findall(r"\d+|[^\d]", token)
    spoken = " ".join(
        passage.say(piece) if piece.isdigit() and len(piece) < 4 else " ".join(map(_sign, piece))
        for piece in pieces
    )
    return Reading(place, match.end(), spoken, "spelled", Confidence.ASK, (spoken,))


def _sign(sign: str) -> str:
    return digits(sign) if sign.isdigit() else spell(sign)
