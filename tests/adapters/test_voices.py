"""The technician's settings become the voices of the station, or a sentence that names what is wrong."""

from pathlib import Path

import pytest

from audio_library.ffmpeg import FFmpeg
from audio_library.speech.catalogue import Manner
from audio_library.speech.piper import PiperSettings
from audio_library.speech.speech_server import ServerSettings
from broadcaster.adapters.voices import voice_settings, voices
from broadcaster.settings import Settings, SettingsError, from_environment


def test_without_settings_google_and_the_offline_voice() -> None:
    assert voices(Settings(), FFmpeg.find()).keys() == ("gtts", "espeak")


def test_every_voice_that_is_set_up(tmp_path: Path) -> None:
    key = tmp_path / "key"
    settings = from_environment(
        {
            "LOA_VOICE_SERVER": "http://127.0.0.1:9/v1",
            "LOA_VOICE_SERVER_KEY_FILE": str(key),
            "LOA_VOICE_SERVER_MODEL": "viet",
            "LOA_VOICE_PIPER": "giong/ha.onnx",
            "LOA_VOICE_GOOGLE": "0",
            "LOA_VOICE_PACE": "120",
            "LOA_VOICE": "piper",
        }
    )
    made = voice_settings(settings)
    assert made.server == ServerSettings("http://127.0.0.1:9/v1", model="viet", voice="alloy")
    assert made.piper == PiperSettings(Path("giong/ha.onnx"))
    assert made.manner == Manner(120)
    assert voices(settings, FFmpeg.find()).keys() == ("server", "piper", "espeak")
    key.write_text("bí mật\n")  # written after the start: read when it is needed
    assert made.server.key
    assert made.server.key() == "bí mật"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOA_VOICE", "ha"),
        ("LOA_VOICE", "piper"),
        ("LOA_VOICE_SERVER", "máy chủ"),
        ("LOA_VOICE_PIPER", "giong.mp3"),
        ("LOA_VOICE_PACE", "20"),
        ("LOA_VOICE_PACE", "nhanh"),
        ("LOA_VOICE_REGION", "west"),
    ],
)
def test_a_setting_that_cannot_work_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        voices(from_environment({name: value}), FFmpeg.find())
