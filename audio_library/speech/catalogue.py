"""Which voices a station has, and in which order they are asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from audio_library.ffmpeg import FFmpeg
from audio_library.speech.espeak import EspeakSettings, EspeakVoice
from audio_library.speech.google import GoogleVoice
from audio_library.speech.patience import Patience
from audio_library.speech.piper import PiperSettings, PiperVoice
from audio_library.speech.speech_server import ServerSettings, SpeechServerVoice
from audio_library.speech.voice import Region, Voice

OFFLINE = "espeak"
"""The voice that is always there, and therefore always the last to be asked."""

REGIONS: tuple[Region, ...] = ("north", "central", "south")


USUAL_PACE = 150
"""Words per minute: outdoors, over several horns, slower than in a room."""


@dataclass(frozen=True)
class Manner:
    """How a text is to be spoken: words per minute by every voice that has a pace, and by whom offline.

    `variant` is one of eSpeak's, "f2" a woman and "m3" a man; empty is the accent's own speaker.
    """

    words_per_minute: int = USUAL_PACE
    variant: str = ""

    @property
    def speed(self) -> float:
        """The pace beside the usual one."""
        return round(self.words_per_minute / USUAL_PACE, 2)


@dataclass(frozen=True)
class VoiceSettings:
    """What the technician set up. Voices are asked in this order: server, Google, Piper, eSpeak NG."""

    server: ServerSettings | None = None
    google: bool = True
    piper: PiperSettings | None = None
    manner: Manner = Manner()


class Catalogue:
    """The voices by a short key; `chain` gives the order in which they are asked for one text."""

    def __init__(
        self,
        preferred: Mapping[str, Callable[[Manner], Voice]],
        offline: Callable[[Region, Manner], Voice],
        usual: Manner = Manner(),
    ) -> None:
        self.usual = usual
        self._preferred = dict(preferred)
        self._offline = offline

    def keys(self) -> tuple[str, ...]:
        """Name every voice that may be asked for, in the usual order."""
        return (*self._preferred, OFFLINE)

    def names(self) -> dict[str, str]:
        """Return what people call each voice, by its key."""
        return {key: voice(self.usual).name for key, voice in self._preferred.items()} | {
            OFFLINE: "eSpeak NG (ngoại tuyến)"
        }

    def chain(self, key: str | None, region: Region, manner: Manner | None = None) -> tuple[Voice, ...]:
        """Return the asked voice, or all in their order, with a fresh offline voice of the region always last.

        Fresh, because eSpeak's breath is made of chance that runs on from sentence to sentence: a process of its own
        gives every text the same sound each time. Raise ValueError for a key or region that is not there.
        """
        if region not in REGIONS:
            raise ValueError(f"no such region: {region!r}; there are {', '.join(REGIONS)}")
        if key is not None and key not in self.keys():
            raise ValueError(f"no such voice: {key!r}; there are {', '.join(self.keys())}")
        wanted = manner or self.usual
        asked = [voice(wanted) for name, voice in self._preferred.items() if key in {None, name}]
        return (*asked, self._offline(region, wanted))


def catalogue(settings: VoiceSettings, ffmpeg: FFmpeg) -> Catalogue:
    """Set up the voices that these settings ask for; none of them is started or called yet."""
    preferred: dict[str, Callable[[Manner], Voice]] = {}
    if (server := settings.server) is not None:
        patience = Patience("server", deadline_s=60)
        preferred["server"] = lambda manner: SpeechServerVoice(
            replace(server, speed=manner.speed), ffmpeg, patience
        )
    if settings.google:
        google = GoogleVoice(ffmpeg)
        preferred["gtts"] = lambda _manner: google
    if (piper := settings.piper) is not None:
        preferred["piper"] = lambda manner: PiperVoice(
            replace(piper, length_scale=round(1 / manner.speed, 2))
        )
    return Catalogue(preferred, _offline, settings.manner)


def _offline(region: Region, manner: Manner) -> Voice:
    return EspeakVoice(EspeakSettings(region, manner.words_per_minute, variant=manner.variant))
