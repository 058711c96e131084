"""Abbreviations, by the dictionary and the words beside them; an initial behind a name is none."""

import re

from audio_library.spoken.capitals import WORD, joined, stands_in_capitals
from audio_library.spoken.layout import UPPER
from audio_library.spoken.marks import Confidence
from audio_library.spoken.numbers import NUMBER_WORDS
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.syllables import is_syllable

_TOKEN = re.compile(rf"{WORD}(?:(?:[&/\-–]|[.,](?=\w)){WORD}){{0,6}}")
_SEPARATOR = re.compile(r"[&/\-–.,]")
_NAME_BEFORE = re.compile(
    rf"(?:(?<!\w)[{UPPER}][^\W\d_]* [{UPPER}][^\W\d_]*|(?<!\w)(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]háu|[Ee]m|[Cc]ụ)) $"
)
"""The initial behind a name or "ông" is a person whose name is kept back, not a ward."""
_STREET_BEFORE = re.compile(r" (?:đường|phố|chợ|cầu|thôn|tổ|khu|ấp|xóm)(?: [^\W_]+){1,4}$")
COUNTED_BY = re.compile(
    rf"(?:\d(?:(?![hg])[a-zđ])?|(?<!\w)(?:{'|'.join(sorted(NUMBER_WORDS))})(?: [a-zđ])?)$"
)


def read_abbreviation(passage: Passage, place: int) -> Reading | None:
    """Read the longest beginning of a token that the dictionary knows."""
    match = _TOKEN.match(passage.text, place)
    if match is None:
        return None
    token = match.group()
    ends = [len(token), *(cut.start() for cut in reversed(list(_SEPARATOR.finditer(token))))]
    for end in ends:
        reading = _look_up(passage, place, place + end)
        if reading is not None:
            return reading
    return None


def _look_up(passage: Passage, place: int, end: int) -> Reading | None:
    text, dictionary = passage.text, passage.dictionary
    written = text[place:end]
    before = passage.before(place)
    if text[end : end + 1] == "." and f"{written}." in dictionary.entries:
        return _dotted(passage, place, end + 1, before)
    found = dictionary.look_up(written, before, passage.after(end))
    if found is None:
        return None
    spoken, confidence, choices = found
    if (
        text[place - 1 : place] == "("
        and text[end : end + 1] == ")"
        and before.endswith(f" {spoken.lower()}")
    ):
        start = place - 2 if text[place - 2 : place - 1] == " " else place - 1
        return Reading(start, end + 1, "", "explained")
    if is_syllable(written) and len(written) > 1 and stands_in_capitals(passage, place, end):
        if len(written) > 2 and confidence is Confidence.SURE and not written.isascii():
            return None
        choices = tuple(dict.fromkeys((*(choices or (spoken,)), written.lower())))
        return Reading(place, end, spoken, "abbreviation", Confidence.ASK, choices)
    if confidence is Confidence.SURE and text[max(0, place - 2) : place].rstrip(" ").isalpha():
        spoken = _rest(before, spoken)
    return joined(text, Reading(place, end, spoken, "abbreviation", confidence, choices))


def _rest(before: str, spoken: str) -> str:
    """Leave out what stands before an abbreviation already: "tiêm chủng TCMR"; of short ones two words at least."""
    words = spoken.split(" ")
    least = 0 if len(words) > 2 and spoken[0].islower() else 1
    for count in range(len(words) - 1, least, -1):
        if before.endswith(f" {' '.join(words[:count]).lower()}"):
            return " ".join(words[count:])
    return spoken


def _dotted(passage: Passage, place: int, end: int, before: str) -> Reading | None:
    """Read "TM." or "TP.": the dot belongs to the abbreviation and falls with it."""
    after = passage.after(end)
    found = passage.dictionary.look_up(passage.text[place:end], before, after)
    alone = len(passage.text[place:end]) == 2
    if alone and COUNTED_BY.search(passage.heard(place)):
        return None
    if found is None or (alone and found[1] is Confidence.ASK) or (alone and not after[:1].isupper()):
        return None
    if alone and not any(
        entry.fits(before, after) for entry in passage.dictionary.entries[passage.text[place:end]]
    ):
        return None
    if alone and _is_initial(passage, place):
        written = passage.text[place:end]
        return Reading(place, end, written, "abbreviation", Confidence.ASK, (written, found[0]))
    if not after and place and not passage.text[:place].endswith("\n"):
        return Reading(place, end - 1, found[0], "abbreviation", found[1], found[2])
    return Reading(place, end, found[0], "abbreviation", found[1], found[2])


def _is_initial(passage: Passage, place: int) -> bool:
    """Whether a capital stands behind a person's name, or behind "ông"; a name that is spelled out is none."""
    name = _NAME_BEFORE.search(passage.text, max(0, place - 24), place)
    if name is None or _STREET_BEFORE.search(passage.before(place)):
        return False
    return not any(end in passage.said for end in range(name.start() + 1, place))
