"""The audio library behind the station's doors: spelling, voices and mixing, and the store of sounds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from audio_library import sounds
from audio_library.errors import IntakeError, MixingError, SoundError, StoreError
from audio_library.foreign import Limits
from audio_library.intake import IntakeLimits
from audio_library.recording import Sound
from audio_library.speech.catalogue import Manner
from audio_library.speech.voice import Region
from audio_library.spoken import Confidence, Dictionary, SpokenForm, read
from audio_library.spoken import Region as ReadingRegion
from audio_library.store import SoundStore
from audio_library.studio import Studio, Tunes
from broadcaster.domain.alert import AlertPart
from broadcaster.domain.errors import DeliveryError
from broadcaster.domain.library import HUMAN_VOICE
from broadcaster.domain.sound_style import OWN, SoundStyle, Speaker
from broadcaster.domain.types import Sha256, as_sha256
from broadcaster.services.ports import Progress, Reading, Recording, SpokenMark

_PERMANENT = frozenset(
    {"nothing_to_say", "silent_sound", "ffmpeg_missing", "voice_text_too_long", "unknown_sound"}
)


class LibrarySpeller:
    """Reads with the audio library's grammar, in the region and with the dictionary of the commune."""

    def __init__(self, region: str, dictionary: Dictionary) -> None:
        self._region = ReadingRegion.SOUTH if region == "south" else ReadingRegion.NORTH
        self._dictionary = dictionary

    def read(self, text: str, *, choices: Mapping[int, str]) -> Reading:
        """Return the spoken form of `text`."""
        form = read(text, region=self._region, dictionary=self._dictionary, choices=choices)
        return _reading(form, self._dictionary.version)


class LibraryStudio:
    """Records with the audio library's voices and mixing desk."""

    def __init__(self, studio: Studio, *, voice: str | None, region: Region) -> None:
        self._studio, self._voice, self._region = studio, voice, region

    def record(
        self, spoken_text: str, *, title: str, station: str, style: SoundStyle, progress: Progress
    ) -> Recording:
        """Speak and mix a text into the store. Raises DeliveryError with a stable code as its text."""
        with _told():
            return self._prepare(spoken_text, title, station, self._tunes(style), progress, style)

    def dress(
        self, recorded: Sha256, *, title: str, station: str, style: SoundStyle, progress: Progress
    ) -> Recording:
        """Mix a recorded voice of the store with what is heard around it. Raises as `record`."""
        with _told():
            sound = self._studio.remake(
                recorded,
                title=title,
                station=station,
                tunes=self._tunes(style),
                horns=style.for_horns,
                progress=progress,
            )
        return _recording(sound, HUMAN_VOICE)

    def cut(
        self, whole: Sha256, *, from_ms: int, until_ms: int, title: str, station: str, progress: Progress
    ) -> Recording:
        """Make a sound of a part of another one. Raises as `record`."""
        with _told():
            sound = self._studio.remake(
                whole, title=title, station=station, from_ms=from_ms, until_ms=until_ms, progress=progress
            )
        return _recording(sound, HUMAN_VOICE)

    def announce(
        self, spoken_text: str, *, title: str, station: str, part: AlertPart, is_exercise: bool
    ) -> Recording:
        """Speak an alert behind the tone that is its sign, without the station's tunes. Raises as `record`."""
        opening = sounds.CHIME if is_exercise else _SIGNS[part]
        with _told():
            return self._prepare(spoken_text, title, station, Tunes(opening), lambda _fraction, _what: None)

    def take_in(
        self,
        upload: Path,
        *,
        title: str,
        station: str,
        is_speech: bool,
        longest_s: int | None,
        progress: Progress,
    ) -> Recording:
        """Take an uploaded sound into the store, made anew. Raises DeliveryError; permanent where it is refused."""
        limits = IntakeLimits() if longest_s is None else IntakeLimits(decoding=Limits(sound_s=longest_s))
        with _told():
            sound = self._studio.take_in(
                upload, title=title, station=station, speech=is_speech, limits=limits, progress=progress
            )
        return _recording(sound, HUMAN_VOICE)

    def _prepare(
        self,
        spoken_text: str,
        title: str,
        station: str,
        tunes: Tunes,
        progress: Progress,
        style: SoundStyle | None = None,
    ) -> Recording:
        made = self._studio.prepare(
            spoken_text,
            title=title,
            station=station,
            voice=self._voice,
            region=self._region,
            manner=self._manner(style) if style else None,
            horns=style is not None and style.for_horns,
            tunes=tunes,
            progress=progress,
        )
        return _recording(made, made.voice)

    def _manner(self, style: SoundStyle) -> Manner:
        usual = self._studio.voices.usual
        variant = _VARIANTS.get(style.speaker, usual.variant)
        return Manner(style.words_per_minute or usual.words_per_minute, variant)

    def _tunes(self, style: SoundStyle) -> Tunes:
        return Tunes(
            opening=self._sound(style.opening),
            ident=self._sound(style.ident),
            bed=self._sound(style.bed),
            closing=self._sound(style.closing),
        )

    def _sound(self, name: str) -> Path | None:
        if not name:
            return None
        own = name.removeprefix(OWN)
        return self._studio.store.path(name) if own == name else sounds.ALL[own]


class LibraryStore:
    """The audio library's store of sounds."""

    def __init__(self, store: SoundStore) -> None:
        self._store = store

    def path(self, sha: Sha256) -> Path:
        """Return where the sound lies. Raises DeliveryError where it does not."""
        try:
            return self._store.path(sha)
        except SoundError as trouble:
            raise DeliveryError(trouble.code, permanent=True) from trouble

    def has(self, sha: Sha256) -> bool:
        """Tell whether the sound is here."""
        return self._store.exists(sha)

    def size(self, sha: Sha256) -> int:
        """Return the sound's length in bytes. Raises DeliveryError where it is not here."""
        return self.path(sha).stat().st_size

    def sweep(self) -> int:
        """Remove drafts that a killed process left behind, and return how many."""
        return self._store.sweep()

    def keep(self, source: Path) -> Sha256:
        """Keep a copy of a file of ours and return its name."""
        return as_sha256(self._store.put_file(source))


@contextmanager
def _told() -> Iterator[None]:
    """Tell the station of trouble in its own words."""
    try:
        yield
    except IntakeError as refusal:
        raise DeliveryError(refusal.code, permanent=True) from refusal
    except (MixingError, StoreError) as trouble:
        raise DeliveryError(trouble.code, permanent=trouble.code in _PERMANENT) from trouble


def _recording(made: Sound, voice: str) -> Recording:
    return Recording(
        sha=as_sha256(made.sha256),
        duration_ms=made.duration_ms,
        loudness_lufs=made.loudness_lufs,
        true_peak_dbtp=made.true_peak_dbtp,
        voice=voice,
        peaks=made.peaks,
    )


def _reading(form: SpokenForm, dictionary: str) -> Reading:
    marks = tuple(
        SpokenMark(
            start=mark.start,
            end=mark.end,
            spoken_start=mark.spoken_start,
            spoken_end=mark.spoken_end,
            written=mark.written,
            spoken=mark.spoken,
            rule=mark.rule,
            confidence=_WORDS[mark.confidence],
            choices=mark.choices,
        )
        for mark in form.marks
    )
    return Reading(form.source, form.text, marks, dictionary)


_SIGNS = {
    AlertPart.ALERT: sounds.ATTENTION,
    AlertPart.ALL_CLEAR: sounds.ALL_CLEAR,
    AlertPart.CORRECTION: sounds.ALL_CLEAR,
}
_VARIANTS = {Speaker.MAN: "m3", Speaker.WOMAN: "f2"}
_WORDS = {Confidence.SURE: "sure", Confidence.ASSUMED: "assumed", Confidence.ASK: "ask"}
