"""The spoken text as it grows, with a mark for each place where it is not the source."""

from audio_library.spoken.characters import Change, CleanText
from audio_library.spoken.marks import Confidence, Mark, SpokenForm
from audio_library.spoken.passage import Reading


class GrowingForm:
    """Takes readings from left to right; what stands between them is said as it is written."""

    def __init__(self, cleaned: CleanText) -> None:
        self._cleaned = cleaned
        self._text = cleaned.text
        self._changes = list(reversed(cleaned.changes))
        self._pieces: list[str] = []
        self._marks: list[Mark] = []
        self._length = self._done = self._source_done = 0
        self._as_written = cleaned.text is cleaned.source
        self._last = ""
        self._parting = False

    def add(self, reading: Reading) -> None:
        """Say what stands before a reading as it is, then the reading; words do not run together."""
        self._copy(reading.start)
        self._parting = True
        if self._as_written:
            self._mark(reading, reading.start, reading.end)
        else:
            start = max(self._source_done, self._cleaned.source_at(reading.start))
            self._mark(reading, start, max(start, self._cleaned.source_at(reading.end)))
        self._parting = True

    def finish(self) -> SpokenForm:
        """Say the rest and hand the form over."""
        self._copy(len(self._text))
        return SpokenForm(self._cleaned.source, "".join(self._pieces), tuple(self._marks))

    def _copy(self, end: int) -> None:
        """Say the text up to `end`, and mark the characters in it that the source spells otherwise."""
        if self._changes:
            self._copy_changes(end)
        if end > self._done:
            self._say(self._text[self._done : end])
            self._done = end

    def _copy_changes(self, end: int) -> None:
        while self._changes and (self._changes[-1].end <= end or self._changes[-1].start < end):
            change = self._changes.pop()
            start, stop = max(change.start, self._done), min(change.end, end)
            if start <= stop and change.source_start >= self._source_done:
                self._say(self._text[self._done : start])
                self._mark_change(change, start, stop)

    def _mark_change(self, change: Change, start: int, stop: int) -> None:
        reading = Reading(start, stop, self._text[start:stop], "character")
        self._mark(reading, change.source_start, change.source_end)

    def _mark(self, reading: Reading, start: int, end: int) -> None:
        """Say a reading of what stands between two places of the source."""
        _, done, spoken, rule, confidence, choices = reading
        self._say(spoken)
        length = self._length
        if choices and confidence is not Confidence.ASK:
            choices = ()
        written = self._cleaned.source[start:end]
        mark = Mark(start, end, length - len(spoken), length, written, spoken, rule, confidence, choices)
        self._marks.append(mark)
        self._done, self._source_done = done, end

    def _say(self, words: str) -> None:
        """Say words, behind a blank where they would run together with the last ones."""
        if not words:
            return
        if self._parting:
            self._parting = False
            if words[0].isalnum() if self._last.isalnum() else words[0] == self._last == ".":
                self._pieces.append(" ")
                self._length += 1
        self._pieces.append(words)
        self._length += len(words)
        self._last = words[-1]
