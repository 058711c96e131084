"""Which voices a station has, and in which order they are asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from audio_library.ffmpeg import FFmpeg
from audio_library.speech.espeak import EspeakSettings, EspeakVoice
from audio_library.speech.google import GoogleVoice
from audio_library.speech.piper import PiperSettings, PiperVoice
from audio_library.speech.speech_server import ServerSettings, SpeechServerVoice
from audio_library.speech.voice import Region, Voice

OFFLINE = "espeak"
"""The voice that is always there, and therefore always the last to be asked."""

REGIONS: tuple[Region, ...] = ("north", "central", "south")


@dataclass(frozen=True)
class VoiceSettings:
    """What the technician set up. Voices are asked in this order: server, Google, Piper, eSpeak NG."""

    server: ServerSettings | None = None
    google: bool = True
    piper: PiperSettings | None = None
    words_per_minute: int = 150
    espeak_variant: str = ""


class Catalogue:
    """The voices by a short key; `chain` gives the order in which they are asked for one text."""

    def __init__(self, preferred: Mapping[str, Voice], offline: Callable[[Region], Voice]) -> None:
        self._preferred = dict(preferred)
        self._offline = offline

    def keys(self) -> tuple[str, ...]:
        """Name every voice that may be asked for, in the usual order."""
        return (*self._preferred, OFFLINE)

    def names(self) -> dict[str, str]:
        """Return what people call each voice, by its key."""
        return {key: voice.name for key, voice in self._preferred.items()} | {
            OFFLINE: "eSpeak NG (ngoại tuyến)"
        }

    def chain(self, key: str | None, region: Region) -> tuple[Voice, ...]:
        """Return the asked voice, or all in their order, with a fresh offline voice of the region always last.

        Fresh, because eSpeak's breath is made of chance that runs on from sentence to sentence: a process of its own
        gives every text the same sound each time. Raise ValueError for a key or region that is not there.
        """
        if region not in REGIONS:
            raise ValueError(f"no such region: {region!r}; there are {', '.join(REGIONS)}")
        if key is not None and key not in self.keys():
            raise ValueError(f"no such voice: {key!r}; there are {', '.join(self.keys())}")
        asked = [voice for name, voice in self._preferred.items() if key in {None, name}]
        return (*asked, self._offline(region))

    def close(self) -> None:
        """Let go of every voice's processes and connections."""
        for voice in self._preferred.values():
            voice.close()


def catalogue(settings: VoiceSettings, ffmpeg: FFmpeg) -> Catalogue:
    """Set up the voices that these settings ask for; none of them is started or called yet."""
    preferred: dict[str, Voice] = {}
    if settings.server is not None:
        preferred["server"] = SpeechServerVoice(settings.server, ffmpeg)
    if settings.google:
        preferred["gtts"] = GoogleVoice(ffmpeg)
    if settings.piper is not None:
        preferred["piper"] = PiperVoice(settings.piper)
    pace, variant = settings.words_per_minute, settings.espeak_variant
    return Catalogue(preferred, lambda region: EspeakVoice(EspeakSettings(region, pace, variant=variant)))
