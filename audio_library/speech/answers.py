"""What a server answers when it is asked for speech: mostly a sound, sometimes a page that says why not."""

from audio_library.errors import MixingError, VoiceError
from audio_library.ffmpeg import FFmpeg
from audio_library.foreign import Limits, decode_bytes
from audio_library.formats import HEAD_BYTES, container

_LIMITS = Limits(sound_s=120, cpu_s=20, wait_s=30, disk_bytes=20_000_000)


def sound_of(ffmpeg: FFmpeg, answer: bytes, *, voice: str) -> bytes:
    """Return the samples of an answer, mono at 24 kHz. Raise VoiceError `voice_not_sound`."""
    form = container(answer[:HEAD_BYTES])
    if form is None:
        begins = answer[:80].decode(errors="replace")
        raise VoiceError("voice_not_sound", voice=voice, begins=begins)
    try:
        return decode_bytes(ffmpeg, answer, form, _LIMITS)
    except MixingError as error:
        raise VoiceError("voice_not_sound", voice=voice, why=str(error)) from error
