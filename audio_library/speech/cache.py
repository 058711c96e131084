"""Sentences that were costly to get, kept on disk by text, voice and engine, longest unused gone first."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from audio_library.speech.voice import Voice, spoken_by

_MAGIC = b"PCM1"
_DIGEST = 32


class SentenceCache:
    """A folder of spoken sentences. Losing it costs time, never a bulletin, so nothing is flushed to disk."""

    def __init__(self, folder: Path, *, limit_bytes: int = 500_000_000) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        folder.mkdir(parents=True, exist_ok=True)

    def speak(self, voice: Voice, text: str) -> bytes:
        """Return the sentence as `spoken_by` would, from the folder when it is there. Raise VoiceError."""
        if not voice.costly:
            return spoken_by(voice, text)
        path = self._folder / sentence_key(text, voice)
        kept = _read(path)
        if kept is not None:
            return kept
        sound = spoken_by(voice, text)
        with contextlib.suppress(OSError):  # a full disk must not stop a bulletin that is otherwise spoken
            _write(path, sound)
        return sound

    def prune(self) -> int:
        """Throw away the longest unused sentences above the limit; return how many went."""
        entries = sorted(_entries(self._folder), key=_age)
        excess = sum(stat.st_size for stat, _ in entries) - self._limit_bytes
        gone = 0
        for stat, path in entries:
            if excess <= 0:
                break
            Path(path).unlink(missing_ok=True)
            excess -= stat.st_size
            gone += 1
        return gone


def sentence_key(text: str, voice: Voice) -> str:
    """Name a sentence by all that decides its sound."""
    return hashlib.sha256(f"{text}\0{voice.id}\0{voice.engine}".encode()).hexdigest()


def _entries(folder: Path) -> Iterator[tuple[os.stat_result, str]]:
    for entry in os.scandir(folder):
        with contextlib.suppress(FileNotFoundError):  # another process may prune, too
            yield entry.stat(), entry.path


def _age(entry: tuple[os.stat_result, str]) -> float:
    return entry[0].st_mtime


def _read(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    sound = content[len(_MAGIC) + _DIGEST :]
    if content != _wrapped(sound):
        path.unlink(missing_ok=True)
        return None
    return sound


def _write(path: Path, sound: bytes) -> None:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_bytes(_wrapped(sound))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _wrapped(sound: bytes) -> bytes:
    return _MAGIC + hashlib.sha256(sound).digest() + sound
