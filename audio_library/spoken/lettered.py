"""Numbers with a letter behind them: classes, houses, networks, tons."""

import re

from audio_library.spoken.figures import plain
from audio_library.spoken.marks import Confidence
from audio_library.spoken.measures import HOUSED
from audio_library.spoken.passage import Passage, Reading
from audio_library.spoken.syllables import letter
from audio_library.spoken.units import UNITS

_SUFFIX = re.compile(
    r"(?!\d+[xX]\d)(?P<number>\d+)(?P<letters>[A-Za-zĐđ]{1,2})(?P<tail>\d{0,2})(?:\.(?P<more>\d+))?(?!\w)"
)
_ROAD_BEFORE = re.compile(r" (?:quốc lộ|tỉnh lộ|hương lộ|đường tỉnh)$")
_SPECIAL_LETTERS = {"G": "gờ", "D": "đê"}


def read_with_letter(passage: Passage, place: int) -> Reading | None:
    """Read 12A, 10A1, 3B and 5G: the letter stays a letter, but "4G" is "bốn gờ"."""
    match = _SUFFIX.match(passage.text, place)
    if match is None:
        return None
    letters = match["letters"]
    housed = HOUSED.search(passage.before(place))
    if (len(letters) == 2 and not letters.isupper() and not (letters == "tr" and match["tail"])) or (
        letters + match["tail"] in UNITS and not housed
    ):
        return None
    if _ROAD_BEFORE.search(passage.before(place)):
        letters = letter(letters)
    if letters == "t" and not match["tail"]:
        choices = tuple(f"{plain(passage, match['number'])} {noun}" for noun in ("tuổi", "tấn"))
        return Reading(place, match.end(), choices[0], "number with letter", Confidence.ASK, choices)
    if letters == "tr" and len(match["tail"]) == 1:
        spoken = f"{plain(passage, match['number'])} triệu {passage.say(match['tail'])} trăm {passage.say(1000)[4:]}"
        return Reading(place, match.end(), spoken, "money", Confidence.ASK, (spoken,))
    special = None if housed else _SPECIAL_LETTERS.get(letters)
    said = special or (letters if letters.islower() else " ".join(letters))
    tail = f" {passage.say(match['tail'])}" if match["tail"] else ""
    tail += f" chấm {plain(passage, match['more'])}" if match["more"] else ""
    return Reading(
        place, match.end(), f"{plain(passage, match['number'])} {said}{tail}", "number with letter"
    )
