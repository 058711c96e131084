"""What a rule sees: the text in one spelling, the words beside a place in it, and the voice's settings."""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from audio_library.spoken.dictionary import Dictionary
from audio_library.spoken.marks import Confidence, Region
from audio_library.spoken.numbers import DIGITS, saying

_REACH = 64
_SMALL = {ord("İ"): "i"}
"""The one capital whose small letter is two characters long."""
_GLUED = re.compile(r"(?<=\d)(?=[^\W\d_])")
_PARTING = "\n\t(\"'“”‘’[*_"
_OPENING_NUMBER = frozenset((*DIGITS, "mười"))
_CLOSING_NUMBER = _OPENING_NUMBER | {"mốt", "tư", "lăm", "mươi", "trăm"}


class Reading(NamedTuple):
    """How one span of a passage is read."""

    start: int
    end: int
    spoken: str
    rule: str
    confidence: Confidence = Confidence.SURE
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """A text to be read in one region's way, in plain or in emergency style."""

    text: str
    region: Region
    dictionary: Dictionary
    emergency: bool = False
    said: dict[int, Reading] = field(default_factory=dict, repr=False, compare=False)
    """What has been read so far, by the place where it ended."""

    @functools.cached_property
    def say(self) -> Callable[[int | str], str]:
        """What says a whole number in this passage's region."""
        return saying(self.region)

    def before(self, place: int) -> str:
        """Give the words before a place: lower-case, one blank in front and between, none at the end."""
        return _before(self._lowered[place - _REACH if place > _REACH else 0 : place])

    @functools.cached_property
    def _lowered(self) -> str:
        """The text in small letters, each at its place, with a blank for every sign that only parts words."""
        lowered = self.text.lower()
        if len(lowered) != len(self.text):
            lowered = self.text.translate(_SMALL).lower()
        for sign in _PARTING:
            lowered = lowered.replace(sign, " ")
        return lowered

    def heard(self, place: int) -> str:
        """Give the words before a place as they are said, not as they are written."""
        said = ""
        for _ in range(8):
            window = self.text[max(0, place - _REACH) : place]
            reading = self.said.get(place - len(window) + len(window.rstrip(" ")))
            if reading is None or len(said) > _REACH:
                break
            said, place = f"{reading.spoken} {said}", reading.start
        words = said.lower()
        for sign in _PARTING:
            words = words.replace(sign, " ")
        return _before(f"{_GLUED.sub(' ', self.before(place))} {words}"[-_REACH:])

    def after(self, place: int) -> str:
        """Give the text after a place, on the same line, without blanks in front."""
        return self.text[place : place + _REACH].partition("\n")[0].lstrip()

    def of_year(self, number: str, year: int | str) -> str:
        """Say a number and the year it belongs to; "năm" twice running would be heard as fifty-five."""
        pause = "," if number.endswith("năm") else ""
        return f"{number}{pause} năm {self.say(year)}"

    def apart(self, reading: Reading) -> Reading:
        """Part two numbers side by side by a pause: "BĐ3 0,5m" must not be heard as one number."""
        blank = reading.start - 1
        earlier = self.said.get(blank)
        if earlier is None or self.text[blank] != " " or reading.confidence is Confidence.ASK:
            return reading
        if earlier.rule == "abbreviation" and self.text[earlier.start : earlier.end].isalpha():
            return reading
        closes = earlier.spoken.rpartition(" ")[2] in _CLOSING_NUMBER
        if not closes or reading.spoken.partition(" ")[0] not in _OPENING_NUMBER:
            return reading
        return reading._replace(start=blank, spoken=f", {reading.spoken}")

    def twice(self, spoken: str) -> str:
        """Say it twice where the style is that of an emergency."""
        return f"{spoken}, xin nhắc lại, {spoken}" if self.emergency else spoken


@functools.lru_cache(maxsize=256)
def _before(window: str) -> str:
    words = " ".join(window.split()) if "  " in window or window[:1] == " " else window
    return f" {words}".rstrip()
