"""Real programs to test with: ffmpeg from the package index, eSpeak NG, and sounds made on the spot."""

from pathlib import Path

import pytest

from audio_library.ffmpeg import FFmpeg
from audio_library.speech.catalogue import VoiceSettings, catalogue
from audio_library.store import SoundStore
from audio_library.studio import Studio


@pytest.fixture(scope="session")
def ffmpeg() -> FFmpeg:
    return FFmpeg.find()


@pytest.fixture
def store(tmp_path: Path) -> SoundStore:
    return SoundStore(tmp_path / "store")


@pytest.fixture
def studio(tmp_path: Path, store: SoundStore, ffmpeg: FFmpeg) -> Studio:
    """Open a studio with the offline voice alone."""
    return Studio(store, catalogue(VoiceSettings(google=False), ffmpeg), tmp_path / "cache", ffmpeg)
