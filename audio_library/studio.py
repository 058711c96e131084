"""The one door to sound: text or an upload goes in, a finished recording lies in the store.

Nothing is in the store before it is whole, so that the process may be killed at any instant.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from audio_library import loudness, sounds
from audio_library.errors import IntakeError, MixingError
from audio_library.ffmpeg import FFmpeg
from audio_library.graph import TARGET_LUFS, Form, Mix, Tune
from audio_library.intake import IntakeLimits, taken_in
from audio_library.kept import part_of
from audio_library.mixing import mix
from audio_library.probe import RATE_HZ, measure_file
from audio_library.recording import Recording, Sound
from audio_library.speech.cache import SentenceCache
from audio_library.speech.catalogue import Catalogue, Manner
from audio_library.speech.cutting import speakable
from audio_library.speech.reading import Progress, Reader, Reading
from audio_library.speech.voice import Region
from audio_library.store import SoundStore

MACHINE_MADE = "Giọng nói do máy tạo / synthetic speech"

_FIRST_SHARE = 0.3  # of the time goes into speaking or decoding; the rest into mixing


@dataclass(frozen=True)
class Tunes:
    """The files played before, after and under the speech; None plays nothing.

    `opening` is the signature tune, `ident` says whose station this is, `bed` is repeated softly under the words.
    """

    opening: Path | None = None
    closing: Path | None = None
    ident: Path | None = None
    bed: Path | None = None


OUR_TUNES = Tunes(sounds.SIGNATURE, sounds.CLOSE)


class Studio:
    """Makes recordings. May be used by several threads and processes on one store."""

    def __init__(
        self,
        store: SoundStore,
        voices: Catalogue,
        cache_dir: Path,
        ffmpeg: FFmpeg,
        *,
        target_lufs: float = TARGET_LUFS,
    ) -> None:
        self.store = store
        self.voices = voices
        self._ffmpeg = ffmpeg
        self._target_lufs = target_lufs
        self._folder = cache_dir
        self._reader = Reader(SentenceCache(cache_dir / "sentences"), cache_dir)
        self._tune = functools.cache(self._levelled)

    def prepare(
        self,
        spoken_text: str,
        *,
        title: str,
        station: str,
        voice: str | None = None,
        region: Region = "north",
        manner: Manner | None = None,
        tunes: Tunes = OUR_TUNES,
        horns: bool = False,
        form: Form = "mp3",
        progress: Progress = lambda _fraction, _what: None,
    ) -> Recording:
        """Speak this text, mix it, and keep it in the store.

        `voice` is a key of the catalogue, or None for the station's usual order; `manner` the pace and the speaker,
        None for the usual ones; `horns` also shapes the voice for horn loudspeakers. Raise MixingError, StoreError,
        or ValueError for an unknown voice or region.
        """
        chain = self.voices.chain(voice, region, manner)
        reading = self._reader.read(
            speakable(spoken_text), chain, lambda done, what: progress(_FIRST_SHARE * done, what)
        )
        with reading.sound:
            job = Mix(
                reading.sound,
                reading.rate_hz,
                form=form,
                chain=loudness.HORN_SPEECH if horns else loudness.SPEECH,
                tags=_speech_tags(title, station, reading),
            )
            sound = self._kept(self._dressed(job, tunes), progress)
        failures = tuple(map(str, reading.failures))
        return Recording(**vars(sound), voice=reading.voice, engine=reading.engine, fell_back=failures)

    def take_in(
        self,
        upload: Path,
        *,
        title: str,
        station: str,
        speech: bool = False,
        form: Form = "mp3",
        limits: IntakeLimits | None = None,
        progress: Progress = lambda _fraction, _what: None,
    ) -> Sound:
        """Take an uploaded sound into the store, made anew; `speech` also brings a person's voice closer together.

        Raise IntakeError with the codes of `audio_library.intake`, MixingError or StoreError.
        """
        limits = limits or IntakeLimits()
        chain = loudness.SPEECH if speech else loudness.MUSIC
        with taken_in(
            self._ffmpeg,
            upload,
            self._folder,
            limits,
            progress=lambda done: progress(_FIRST_SHARE * done, "decoding"),
        ) as samples:
            job = Mix(samples, RATE_HZ, form=form, chain=chain, tags=_tags(title, station))
            try:
                return self._kept(job, progress)
            except MixingError as error:
                if error.code == "silent_sound":
                    raise IntakeError("upload_silent") from error
                raise

    def remake(
        self,
        sha256: str,
        *,
        title: str,
        station: str,
        tunes: Tunes = Tunes(),
        horns: bool = False,
        from_ms: int = 0,
        until_ms: int | None = None,
        form: Form = "mp3",
        progress: Progress = lambda _fraction, _what: None,
    ) -> Sound:
        """Make another sound of an MP3 in the store: a part of it, or a recorded voice with tunes around it.

        The old sound stays as it is. Raise MixingError (`silent_sound` where the part holds nothing) or StoreError.
        """
        path = self.store.path(sha256)
        with part_of(self._ffmpeg, path, self._folder, from_ms=from_ms, until_ms=until_ms) as samples:
            progress(_FIRST_SHARE, "decoding")
            chain = loudness.FINISHED_FOR_HORNS if horns else loudness.FINISHED
            job = Mix(samples, RATE_HZ, form=form, chain=chain, tags=_tags(title, station))
            return self._kept(self._dressed(job, tunes), progress)

    def _dressed(self, job: Mix, tunes: Tunes) -> Mix:
        return replace(
            job,
            opening=self._tune(tunes.opening),
            ident=self._tune(tunes.ident),
            bed=self._tune(tunes.bed),
            closing=self._tune(tunes.closing),
        )

    def _kept(self, job: Mix, progress: Progress) -> Sound:
        mixing = _Mixing(progress, max(1, round(1000 * job.speech_s)))
        job = replace(job, target_lufs=self._target_lufs)
        with self.store.draft() as draft:
            found = mix(self._ffmpeg, job, draft.path, heard=mixing.heard)
            sha256 = draft.keep()
        progress(1.0, "kept")
        return Sound.measured(sha256, self.store.size(sha256), job.form, found)

    def _levelled(self, path: Path | None) -> Tune | None:
        if path is None:
            return None
        lufs = sounds.LOUDNESS_LUFS.get(path)
        if lufs is None:  # what lies in a store has no ending, and is an MP3
            lufs = measure_file(self._ffmpeg, path, form=path.suffix.lstrip(".") or "mp3").loudness_lufs
        return Tune(path, 0.0 if lufs is None else self._target_lufs - lufs)


class _Mixing:
    """Turns milliseconds heard into progress that never runs backwards, rehearsals and repeats included."""

    def __init__(self, progress: Progress, expected_ms: int) -> None:
        self._progress = progress
        self._expected_ms = expected_ms
        self._furthest = _FIRST_SHARE

    def heard(self, ms: int) -> None:
        reached = _FIRST_SHARE + (0.99 - _FIRST_SHARE) * min(1.0, ms / self._expected_ms)
        self._furthest = max(self._furthest, reached)
        self._progress(self._furthest, "mixing")


def _tags(title: str, station: str) -> Mapping[str, str]:
    return {"title": title, "artist": station}


def _speech_tags(title: str, station: str, reading: Reading) -> Mapping[str, str]:
    return {
        **_tags(title, station),
        "comment": MACHINE_MADE,
        "SYNTHETIC_SPEECH": f"{reading.voice} ({reading.engine})",
    }
