"""Small words and phrases: what is written small and said otherwise, slips to repair, places misspelled."""

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping

from audio_library.spoken.contexts import either, ending
from audio_library.spoken.dictionary import Dictionary
from audio_library.spoken.layout import UPPER
from audio_library.spoken.marks import Confidence
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.tries import pattern_of, pattern_of_parts

_VOWELS = {
    "a": "aàáảãạăằắẳẵặâầấẩẫậ", "e": "eèéẻẽẹêềếểễệ", "i": "iìíỉĩị", "o": "oòóỏõọôồốổỗộơờớởỡợ",
    "u": "uùúủũụưừứửữự", "y": "yỳýỷỹỵ", "d": "dđ",
}  # fmt: skip


is_variety = ending("before a variety")
_RESULT = re.compile(r"\((?P<sign>[+\-–])\)|(?P<bare>[+\-–])(?<=Rh.)(?!\w)")
_TESTED_BEFORE = re.compile(rf" {either('tested')}\b[^.;]*$")

_TITLES = {"ô": "ông", "b": "bà", "a": "anh", "c": "chị"}
_TITLE = re.compile(
    rf"(?P<title>[ôbac])(?<=[( ].)\. ?"
    rf"(?=[{UPPER}][^\W\d_]+(?:[^\w\s]|$| [{UPPER}][^\W\d_]*| -| \(?\d))",
    re.MULTILINE,
)
_is_title = ending("before a title")
_UNTIL = re.compile(r"nay(?<!\wnay)(?P<dash> ?[-–—] ?)(?=(?:hết |ngày |hết ngày )?\d)")


def words(passage: Passage) -> Iterator[Reading]:
    """Read what the tables of small words and the commune's kept choices read."""
    dictionary = passage.dictionary
    pattern, said = _word_pattern(dictionary)
    for match in pattern.finditer(passage.text):
        if _stands_alone(passage.text, match) and not _belongs_to_a_number(passage, match):
            written = match.group()
            kept = written in dictionary.chosen
            if kept or said[written] != written:
                yield Reading(match.start(), match.end(), said[written], "kept choice" if kept else "word")


def _belongs_to_a_number(passage: Passage, match: re.Match[str]) -> bool:
    """Whether a word is the price before it, "1.250đ/v", or the name of a variety, "sắn KM94"."""
    start, end = match.span()
    priced = passage.text[start - 1 : start].isdigit() and match.group().startswith("đ/")
    numbered = match.group().isupper() and passage.text[end : end + 1].isdigit()
    return priced or (numbered and is_variety(passage.before(start)))


def results(passage: Passage) -> Iterator[Reading]:
    """Read the (+) and (-) of a test as its result, unless the words before have said it; Rh- is a kind of blood."""
    for match in _RESULT.finditer(passage.text):
        before = passage.before(match.start())
        if before.endswith(" rh"):
            said = "dương" if "+" in match.group() else "âm"
            yield Reading(match.start(), match.end(), f" {said}", "blood group")
        elif _TESTED_BEFORE.search(before):
            said = "dương tính" if match["sign"] == "+" else "âm tính"
            repeated = before.endswith(f" {said}")
            blank = repeated and passage.text[match.start() - 1 : match.start()] == " "
            yield Reading(match.start() - blank, match.end(), "" if repeated else said, "word")


def titles(passage: Passage) -> Iterator[Reading]:
    """Read the "ô.", "b.", "a." and "c." before a name as "ông", "bà", "anh" and "chị"."""
    for match in _TITLE.finditer(passage.text):
        before = passage.before(match.start())
        in_brackets = passage.text[match.start() - 1 : match.start()] == "("
        if in_brackets or before.endswith(",") or _is_title(before):
            spoken = _TITLES[match["title"]]
            yield Reading(match.start(), match.end(), f"{spoken} ", "word", Confidence.ASSUMED)


def spans_until(passage: Passage) -> Iterator[Reading]:
    """Read the dash of "từ nay-31/12" as "đến"."""
    for match in _UNTIL.finditer(passage.text):
        yield Reading(match.start("dash"), match.end(), " đến ", "word")


def repairs(passage: Passage) -> Iterator[Reading]:
    """Slips and place names that may be meant otherwise: unchanged until somebody says so."""
    dictionary = passage.dictionary
    pattern = _repair_pattern(dictionary)
    for match in pattern.finditer(passage.text) if pattern else ():
        written = match.group()
        meant = _meant(dictionary, written)
        if meant is not None and meant != written and _stands_alone(passage.text, match):
            rule = "repair" if written.lower() in _lower_repairs(dictionary) else "place"
            yield Reading(match.start(), match.end(), written, rule, Confidence.ASK, (meant, written))


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether no letter touches a word (digits may: they are read apart), nor a digit its own last digit."""
    start, end = match.span()
    first, last = text[start], text[end - 1]
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if (before.isalpha() and first.isalnum()) or (before == "/" and "/" in match.group()):
        return False
    return not ((after.isalpha() and last.isalnum()) or (after.isdigit() and last.isdigit()))


# A word may end before a sign or, unless it ends in a digit itself, before a digit.
_END = r"(?:(?![^\W_])|(?<=\D)(?=\d))"


@functools.lru_cache(maxsize=32)
def _compiled_words(writings: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"{pattern_of(writings)}{_END}")


def _word_pattern(dictionary: Dictionary) -> tuple[re.Pattern[str], Mapping[str, str]]:
    said = {**dictionary.words, **dictionary.chosen}
    return _compiled_words(tuple(said)), said


def _lower_repairs(dictionary: Dictionary) -> Mapping[str, str]:
    return {written.lower(): meant for written, meant in dictionary.repairs.items()}


def _meant(dictionary: Dictionary, written: str) -> str | None:
    """Tell what a slip or a place's name is meant to be, in the case in which it is written."""
    repaired = _lower_repairs(dictionary).get(written.lower())
    if repaired is not None:
        if written.isupper():
            return repaired.upper()
        return repaired[0].upper() + repaired[1:] if written[0].isupper() else repaired
    skeleton = bare(written)
    return next((place for place in dictionary.places if bare(place) == skeleton), None)


def bare(word: str) -> str:
    """Strip a word of its marks: two spellings of one name have the same letters underneath."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return plain.replace("đ", "d").replace("Đ", "D")


def _repair_pattern(dictionary: Dictionary) -> re.Pattern[str] | None:
    return _compiled_repairs(tuple(dictionary.repairs), dictionary.places)


@functools.lru_cache(maxsize=32)
def _compiled_repairs(slips: tuple[str, ...], places: tuple[str, ...]) -> re.Pattern[str] | None:
    """Compile slips letter by letter, and places with any marks on the vowels behind their first letter."""
    forms = {
        form for slip in slips for form in (slip, slip.lower(), slip[0].upper() + slip[1:], slip.upper())
    }
    spellings = [
        *([re.escape(letter) for letter in form] for form in forms),
        *([re.escape(place[0]), *map(_any_mark, place[1:])] for place in places),
    ]
    return re.compile(pattern_of_parts(spellings)) if spellings else None


def _any_mark(letter: str) -> str:
    """Give a pattern for a letter with any marks, if it is a vowel; capitals stay capitals."""
    under = bare(letter)
    variants = _VOWELS.get(under.lower())
    if variants is None or under in "dD":
        return re.escape(letter)
    return f"[{variants.upper() if letter.isupper() else variants}]"
