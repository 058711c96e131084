"""The technician's settings of the voices, as the audio library wants them."""

import sys
from pathlib import Path

from audio_library.ffmpeg import FFmpeg
from audio_library.speech.catalogue import Catalogue, Manner, VoiceSettings, catalogue
from audio_library.speech.piper import PiperSettings
from audio_library.speech.speech_server import ServerSettings
from broadcaster.settings import Settings, SettingsError


def voices(settings: Settings, ffmpeg: FFmpeg) -> Catalogue:
    """Set up the voices; none is started or called yet. SettingsError names the setting that is wrong."""
    found = catalogue(voice_settings(settings), ffmpeg)
    if settings.voice != "auto" and settings.voice not in found.keys():  # noqa: SIM118  not a mapping
        named = ", ".join(found.keys())
        raise SettingsError(
            f"LOA_VOICE is auto or one of the voices that are set up ({named}), not {settings.voice!r}"
        )
    return found


def voice_settings(settings: Settings) -> VoiceSettings:
    """Say what the audio library shall set up."""
    return VoiceSettings(
        server=_server(settings),
        google=settings.voice_google,
        piper=_piper(settings),
        manner=Manner(settings.voice_pace),
    )


def _server(settings: Settings) -> ServerSettings | None:
    if not settings.voice_server:
        return None
    key_file = settings.voice_server_key_file
    try:
        return ServerSettings(
            settings.voice_server,
            model=settings.voice_server_model,
            voice=settings.voice_server_voice,
            key=(lambda: Path(key_file).read_text().strip()) if key_file else None,
        )
    except ValueError as error:
        raise SettingsError(f"LOA_VOICE_SERVER: {error}") from error


def _piper(settings: Settings) -> PiperSettings | None:
    if not settings.voice_piper:
        return None
    try:
        return PiperSettings(Path(settings.voice_piper), settings.voice_piper_python or sys.executable)
    except ValueError as error:
        raise SettingsError(f"LOA_VOICE_PIPER: {error}") from error
