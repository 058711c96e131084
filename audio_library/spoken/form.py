"""The spoken text as it grows, with a mark for each place where it is not the source."""

from audio_library.spoken.characters import Change, CleanText
from audio_library.spoken.marks import Confidence, Mark, SpokenForm
from audio_library.spoken.passage import Reading


class GrowingForm:
    """Takes readings from left to right; what stands between them is said as it is written."""

    def __init__(self, cleaned: CleanText) -> None:
        self._cleaned = cleaned
        self._changes = list(reversed(cleaned.changes))
        self._pieces: list[str] = []
        self._marks: list[Mark] = []
        self._length = self._done = self._source_done = 0
        self._parting = False

    def add(self, reading: Reading) -> None:
        """Say what stands before a reading as it is, then the reading; words do not run together."""
        self._copy(reading.start)
        self._parting = True
        self._mark(reading)
        self._parting = True

    def finish(self) -> SpokenForm:
        """Say the rest and hand the form over."""
        self._copy(len(self._cleaned.text))
        return SpokenForm(self._cleaned.source, "".join(self._pieces), tuple(self._marks))

    def _copy(self, end: int) -> None:
        """Say the text up to `end`, and mark the characters in it that the source spells otherwise."""
        text = self._cleaned.text
        while self._changes and (self._changes[-1].end <= end or self._changes[-1].start < end):
            change = self._changes.pop()
            start, stop = max(change.start, self._done), min(change.end, end)
            if start <= stop and change.source_start >= self._source_done:
                self._say(text[self._done : start])
                self._mark(Reading(start, stop, text[start:stop], "character"), change)
        self._say(text[self._done : end])
        self._done = end

    def _mark(self, reading: Reading, change: Change | None = None) -> None:
        start, end = self._span(reading, change)
        if self._parting and reading.spoken:
            self._part(reading.spoken)
            self._parting = False
        spoken_start = self._length
        self._say(reading.spoken)
        choices = reading.choices if reading.confidence is Confidence.ASK else ()
        said = (self._cleaned.source[start:end], reading.spoken, reading.rule, reading.confidence, choices)
        self._marks.append(Mark(start, end, spoken_start, self._length, *said))
        self._done, self._source_done = reading.end, end

    def _span(self, reading: Reading, change: Change | None) -> tuple[int, int]:
        """Find where a reading or a changed character stands in the source."""
        cleaned = self._cleaned
        if cleaned.text is cleaned.source:
            return reading.start, reading.end
        if change is not None:
            return change.source_start, change.source_end
        start = max(self._source_done, cleaned.source_at(reading.start))
        return start, max(start, cleaned.source_at(reading.end))

    def _part(self, words: str) -> None:
        """Put a blank between the words said so far and the next ones, where they would run together."""
        last = self._pieces[-1][-1] if self._pieces else ""
        if (last.isalnum() and words[:1].isalnum()) or (last == "." and words[:1] == "."):
            self._parting = False
            self._say(" ")

    def _say(self, words: str) -> None:
        if words:
            if self._parting:
                self._part(words)
                self._parting = False
            self._pieces.append(words)
            self._length += len(words)
